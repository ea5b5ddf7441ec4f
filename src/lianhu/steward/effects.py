"""What would come of a change, in numbers. Each function says how many queries it asks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianhu.cases.models import Case, Consultation, Stage
from lianhu.grid.models import CalendarDay, Desk, Duty, Household, Node, Stay, after
from lianhu.knowledge.models import Topic


def waiting(at: Q) -> int:
    """Open cases at desks, by conditions on their stages. One query."""
    return Stage.objects.filter(at, closed_at=None).count()


def reckoned_anew(at: Q | None = None) -> int:
    """Open cases with a running clock, which a change of hours or calendar reckons anew: what the
    job of `cases.deadlines` looks at. One query.
    """
    return waiting((at or Q()) & Q(due_at__isnull=False))


@dataclass(frozen=True, slots=True)
class Within:
    """Who and what is within a place."""

    households: int
    cases: int


def within(node: Node) -> Within:
    """Households that live in a place or below it, and open cases asked from there. Two queries."""
    here = {"beat__path__gte": node.path, "beat__path__lt": after(node.path)}
    of_cases = {f"case__{name}": value for name, value in here.items()}
    return Within(
        households=Stay.objects.open().filter(**here).count(),
        cases=waiting(Q(**of_cases)),
    )


@dataclass(frozen=True, slots=True)
class Moving:
    """What goes along when households move to another beat, and what stays behind."""

    households: int
    cases: int
    staying: int


def moving(households: QuerySet[Household], beat: Node) -> Moving:
    """Three queries."""
    of_them = Case.objects.filter(asker__household__in=households, beat=beat)
    at_the_beat = waiting(Q(desk__node=beat, case__in=of_them))
    return Moving(
        households=households.count(),
        cases=following(of_them, beat).count(),
        staying=at_the_beat,
    )


def following(cases: QuerySet[Case], beat: Node) -> QuerySet[Case]:
    """Of cases that began at a beat those that go along to another one: open, and not at the beat
    itself. Whoever has a case there finishes it; from there it goes up as it would have.
    """
    from_here = Stage.objects.filter(closed_at=None, desk__node=beat)
    return cases.filter(beat=beat, settled_at=None, withdrawn_at=None).exclude(
        pk__in=from_here.values("case")
    )


@dataclass(frozen=True, slots=True)
class Open:
    """What is still open at desks, and so keeps them from closing."""

    cases: int
    consultations: int
    straight: int
    manned: int

    def __bool__(self) -> bool:
        return any((self.cases, self.consultations, self.straight, self.manned))


def open_at(desks: QuerySet[Desk]) -> Open:
    """Four queries."""
    elsewhere = Desk.objects.filter(manned_by__in=desks, closed_at=None, node__closed_at=None)
    return Open(
        cases=waiting(Q(desk__in=desks)),
        consultations=Consultation.objects.filter(closed_at=None, desk__in=desks).count(),
        straight=Topic.objects.filter(straight_to__in=desks, retired_at=None).count(),
        manned=elsewhere.exclude(pk__in=desks).count(),
    )


def duties(desks: QuerySet[Desk], now: datetime) -> QuerySet[Duty]:
    """Posts at desks that have not ended yet."""
    return Duty.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), desk__in=desks)


def days_of(year: int) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(day__year=year).order_by("day")
