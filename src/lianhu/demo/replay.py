"""Asking a file of real messages in the present city, and seeing all of them to their end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from django.conf import settings

from lianhu.cases.models import Case, Event
from lianhu.cases.rules import OPEN, CaseClass, Kind, Reason
from lianhu.cases.services import Question
from lianhu.cases.verify import verify
from lianhu.demo.messages import Message
from lianhu.demo.simulate import City
from lianhu.grid.models import Household, Level, Node, OpeningHours, Resident, Stay
from lianhu.grid.queries import calendar
from lianhu.kernel.worktime import Hours, Schedule

COMPLAINT_WORDS = ("投诉", "举报")
REPAIR_WORDS = ("维修", "报修", "停水", "停电", "路灯", "漏水")


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What was answered at one level: how many, and open minutes from asking to the answer."""

    level: str
    answered: int
    median_minutes: float
    late: int  # answered after what was promised


@dataclass(frozen=True, slots=True)
class Report:
    asked: int
    settled: int
    open_at_end: int
    reopened: int
    timed_out: int
    consulted: int
    levels: tuple[LevelRow, ...]
    findings: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        yield f"Asked {self.asked:,}, settled {self.settled:,}, open {self.open_at_end:,}"
        yield (
            f"Moved up by the clock {self.timed_out:,} times; departments consulted "
            f"{self.consulted:,} times; asked again {self.reopened:,}"
        )
        yield f"{'Answered at':24}{'cases':>8}{'median minutes':>16}{'later than promised':>21}"
        for row in self.levels:
            yield f"{row.level:24}{row.answered:8,}{row.median_minutes:16,.1f}{row.late:21,}"
        yield f"Findings of verify: {len(self.findings):,}"


def replay(
    messages: Sequence[Message],
    *,
    seed: int,
    start: datetime,
    days: int,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Report, datetime]:
    """Ask every message as a resident of some beat would, and run until nothing is open.

    The file's dates are spread in order over `days` days from `start` on; times of day are kept,
    so that nights and weekends stay what they are. Returns the report and the instant at which the
    last thing happened.
    """
    city = City(seed, start)
    dice = Random(seed)
    residents = _residents(dice, len(messages))
    zone = ZoneInfo(settings.TIME_ZONE)
    dates = sorted({message.sent_at.date() for message in messages})
    cases: list[int] = []

    def ask(index: int, message: Message) -> Callable[[datetime], None]:
        def run(now: datetime) -> None:
            resident, beat = residents[index]
            question = Question(resident, beat, message.words, _class_of(message))
            key = f"replay:{start.isoformat()}:{index}"
            cases.append(city.ask(question, key=key, answer=message.reply, now=now).pk)
            progress(len(cases))

        return run

    for index, message in enumerate(messages):
        day = _day(message.sent_at.date(), dates, start.astimezone(zone).date(), days)
        at = datetime.combine(day, message.sent_at.time(), zone)
        city.later(at, ask(index, message))
    city.run()
    return _report(cases[0]), city.now


def _day(sent: date, dates: Sequence[date], first: date, days: int) -> date:
    return first + timedelta(days=1 + dates.index(sent) * days // len(dates))


def _class_of(message: Message) -> CaseClass:
    if any(word in message.title for word in COMPLAINT_WORDS):
        return CaseClass.COMPLAINT
    if any(word in message.title for word in REPAIR_WORDS):
        return CaseClass.REPAIR
    return CaseClass.QUESTION


def _residents(dice: Random, count: int) -> list[tuple[Resident, Node]]:
    """Somebody of a household drawn by chance, for each message."""
    stays = list(Stay.objects.open().values_list("pk", flat=True).order_by("pk"))
    drawn = [dice.choice(stays) for _ in range(count)]
    found = {
        stay.pk: stay
        for stay in Stay.objects.filter(pk__in=set(drawn)).select_related("household", "beat")
    }
    people = _people([stay.household for stay in found.values()])
    return [(people[found[pk].household_id], found[pk].beat) for pk in drawn]


def _people(households: Sequence[Household]) -> dict[int, Resident]:
    known = _by_household(Resident.objects.filter(household__in=households))
    new = [
        Resident(household=household, name=household.contact, phone=household.phone)
        for household in households
        if household.pk not in known
    ]
    Resident.objects.bulk_create(new)
    return known | _by_household(new)


def _by_household(residents: Iterable[Resident]) -> dict[int, Resident]:
    return {one.household_id: one for one in residents if one.household_id is not None}


def _report(first: int) -> Report:
    """What became of the cases from the key `first` on."""
    cases = list(
        Case.objects.filter(pk__gte=first).select_related("answered_by__node__level", "beat")
    )
    events = Event.objects.filter(case__gte=first)
    moved = events.filter(kind=Kind.MOVED).values_list("data", flat=True)
    return Report(
        asked=len(cases),
        settled=sum(case.settled_at is not None for case in cases),
        open_at_end=sum(case.status in OPEN for case in cases),
        reopened=sum(case.reopened > 0 for case in cases),
        timed_out=sum(data["reason"] == Reason.TIMED_OUT for data in moved.iterator()),
        consulted=events.filter(kind=Kind.CONSULTED).count(),
        levels=tuple(_levels(cases)),
        findings=tuple(str(finding) for finding in verify().findings),
    )


def _levels(cases: Sequence[Case]) -> Iterator[LevelRow]:
    schedule = Schedule(
        Hours.from_json(OpeningHours.objects.earliest("pk").week), calendar(cases[0].asked_at)
    )
    for level in Level.objects.order_by("-depth"):
        here = [
            case
            for case in cases
            if case.answered_by and case.answered_at and case.answered_by.node.level_id == level.pk
        ]
        minutes = [
            schedule.open_seconds(case.asked_at, case.answered_at) / 60
            for case in here
            if case.answered_at
        ]
        yield LevelRow(
            level=level.shown_name,
            answered=len(here),
            median_minutes=round(median(minutes), 1) if minutes else 0.0,
            late=sum(case.answered_at > case.promise_due_at for case in here if case.answered_at),
        )
