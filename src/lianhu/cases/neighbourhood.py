"""What neighbours see of a public matter: a desk's summary, how far it has come, no more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404

from lianhu.cases.models import Case, Event, Follower
from lianhu.cases.rules import OPEN, Kind
from lianhu.cases.together import LIKELY, NEAR, pairs, share
from lianhu.grid.models import Household, Node, Resident
from lianhu.grid.queries import beat_of, paths_up

PAGE = 20
# How far back, and how many, are compared with a question; as much of it as with what a desk is
# shown as likely the same, in the same village (`together.LIKELY`).
LATELY = timedelta(days=30)
COMPARED = 60
ALIKE = LIKELY - NEAR
# In fewer pairs of characters nobody says what a matter is about.
FEWEST = 4


def village_of(home: Household | None) -> Node | None:
    """The place right above a household's beat; None for who lives nowhere that is known."""
    beat = beat_of(home) if home else None
    if beat is None:
        return None
    above = paths_up(beat.path)[1:2]
    return Node.objects.filter(path__in=above).first() or beat


def public_cases(
    resident: Resident | None, village: Node, *, followed: bool = False, before: int | None = None
) -> list[Case]:
    """Those of one's village, newest first, or the ones that one follows; one more than PAGE if
    there are more. `before`: the key of the last one shown.
    """
    cases = Case.objects.filter(summary__isnull=False).select_related("summary")
    if followed:
        cases = cases.filter(followers__resident=resident) if resident else cases.none()
    else:
        # By keys: so the index of public cases serves each beat.
        nodes = Node.objects.within(village)
        cases = cases.filter(beat__in=list(nodes.values_list("pk", flat=True)))
    if before is not None:
        cases = cases.filter(pk__lt=before)
    return list(cases.order_by("-id")[: PAGE + 1])


def followed_among(resident: Resident | None, cases: Sequence[Case]) -> set[int]:
    if resident is None:
        return set()
    rows = Follower.objects.filter(resident=resident, case__in=[case.pk for case in cases])
    return set(rows.values_list("case", flat=True))


def asked_already(
    resident: Resident, home: Household | None, words: str, now: datetime
) -> list[Case]:
    """Open public matters of one's village that are most likely what `words` ask, without one's own
    and those one follows: at most two, the likeliest first. By what the desk has made public of
    them alone: what an asker wrote must not be found out by trying words. Four queries.
    """
    village = village_of(home)
    if village is None:
        return []
    nodes = Node.objects.within(village).values_list("pk", flat=True)
    rows = (
        Case.objects.filter(summary__isnull=False, status__in=OPEN, beat__in=list(nodes))
        .filter(asked_at__gt=now - LATELY, asked_at__lte=now)
        .exclude(asker=resident)
        .exclude(followers__resident=resident)
        .select_related("summary")
    )
    mine = pairs(words)
    if len(mine) < FEWEST:
        return []
    scored = []
    for row in rows.order_by("-id")[:COMPARED]:
        said = pairs(row.summary.body if row.summary else "")
        score = share(mine, said)
        if score >= ALIKE and len(said) >= FEWEST:
            scored.append((score, row))
    return [row for _score, row in sorted(scored, key=lambda pair: -pair[0])[:2]]


@dataclass(frozen=True, slots=True)
class Shared:
    """A public matter as one resident may have it. `own`: that resident has asked it."""

    case: Case
    own: bool
    follows: bool


def public_case(
    home: Household | None, resident: Resident | None, pk: int, is_open: Callable[[Case], bool]
) -> Shared:
    """A public matter of one's village, or one that one follows from before. Raises Http404.
    `is_open`: whether the session may read a case as its asker's own.
    """
    case = (
        Case.objects.select_related("summary", "beat").filter(pk=pk, summary__isnull=False).first()
    )
    if case is None:
        raise Http404
    follows = bool(followed_among(resident, [case]))
    village = village_of(home)
    if not follows and (village is None or not case.beat.path.startswith(village.path)):
        raise Http404
    own = resident is not None and case.asker_id == resident.pk and is_open(case)
    return Shared(case, own, follows)


# What changes how far a matter has come.
CHANGES = (
    Kind.ASKED,
    Kind.TAKEN,
    Kind.CONSULTED,
    Kind.ON_BEHALF,
    Kind.EXTENDED,
    Kind.ANSWERED,
    Kind.SETTLED,
    Kind.REOPENED,
    Kind.WITHDRAWN,
)


def changes(case: Case) -> list[tuple[Kind, datetime]]:
    """How far it had come when, newest first: no words, no names, no desks."""
    events = Event.objects.filter(case=case, kind__in=CHANGES).order_by("-seq")
    return [(Kind(kind), at) for kind, at in events.values_list("kind", "at")]
