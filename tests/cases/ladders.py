"""A city for the pure rules: plain values, no database. Instants as in `tests.cast`.

    1 beat (Shen, Tong) → 2 village (He) → 3 community (Ma) → 4 town (Fang) → 5 city (Luo)

beside it another village of the community, 6 (Bo), and two departments, 11 medical insurance (Gu)
and 12 water supply (Jiang).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from lianhu.cases import rules
from lianhu.cases.rules.state import Event, State
from lianhu.grid.rules import Absence, DeskKind, Place, Post, Roster, Span
from lianhu.kernel.worktime import Calendar, DayKind, Hours, Schedule
from tests.cast import A_WORKING_DAY, LONG_AGO, SHANGHAI

BEAT, VILLAGE, COMMUNITY, TOWN, CITY = 1, 2, 3, 4, 5
INSURANCE, WATER = 11, 12
SHEN, TONG, HE, MA, FANG, LUO, GU, JIANG = 101, 102, 103, 104, 105, 106, 111, 112
PEOPLE = {
    BEAT: SHEN,
    VILLAGE: HE,
    COMMUNITY: MA,
    TOWN: FANG,
    CITY: LUO,
    INSURANCE: GU,
    WATER: JIANG,
}

MAKE_UP_SATURDAY = date(2026, 5, 9)  # works for the Labour Day holidays
LABOUR_DAYS = [date(2026, 5, n) for n in range(1, 6)]
CALENDAR = Calendar(
    dict.fromkeys(LABOUR_DAYS, DayKind.REST) | {MAKE_UP_SATURDAY: DayKind.WORK},
    frozenset({2026}),
)


def hours(*days: list[list[str]]) -> Hours:
    week = [*days, *([[]] * (7 - len(days)))]
    return Hours.from_json({"zone": SHANGHAI.key, "week": week})


WORKING_DAYS = Schedule(hours(*[A_WORKING_DAY] * 5), CALENDAR)
ALWAYS = Schedule(hours(*[[["00:00", "24:00"]]] * 7), Calendar())
NEVER = Schedule(hours(), CALENDAR)


def post(person: int, *absences: Absence, until: datetime | None = None) -> Post:
    return Post(person, Span(LONG_AGO, until), absences)


def away(start: datetime, end: datetime, stand_in: int | None = None) -> Absence:
    return Absence(Span(start, end), stand_in)


def place(desk: int, level: str, minutes: int, *people: int) -> Place:
    return Place(
        desk=desk,
        kind=DeskKind.DEPARTMENT if level == "department" else DeskKind.NODE,
        level=level,
        minutes=minutes,
        schedule=WORKING_DAYS,
        roster=Roster(tuple(post(person) for person in people)),
        is_beat=level == "beat",
    )


LADDER = (
    place(BEAT, "beat", 15, SHEN, TONG),
    place(VILLAGE, "village", 5, HE),
    place(COMMUNITY, "community", 5, MA),
    place(TOWN, "town", 5, FANG),
    place(CITY, "city", 10, LUO),
)
DEPARTMENTS = {
    INSURANCE: place(INSURANCE, "department", 20, GU),
    WATER: place(WATER, "department", 20, JIANG),
}
# A sibling village, and where a case goes up from it and from the departments.
HEXI, BO = 6, 107
BESIDE = DEPARTMENTS | {HEXI: place(HEXI, "village", 5, BO)}
ABOVE = {INSURANCE: 4, WATER: 4, HEXI: 2}
SETTING = rules.Setting(LADDER, rules.PROMISES, BESIDE, ABOVE)


def with_desks(
    setting: rules.Setting = SETTING,
    *,
    rosters: Mapping[int, Iterable[Post]] | None = None,
    schedules: Mapping[int, Schedule] | None = None,
) -> rules.Setting:
    """`setting` with other people or opening hours at some desks."""

    def changed(desk: Place) -> Place:
        if rosters and desk.desk in rosters:
            desk = replace(desk, roster=Roster(tuple(rosters[desk.desk])))
        if schedules and desk.desk in schedules:
            desk = replace(desk, schedule=schedules[desk.desk])
        return desk

    return replace(
        setting,
        ladder=tuple(changed(desk) for desk in setting.ladder),
        beside={pk: changed(desk) for pk, desk in setting.beside.items()},
    )


def unmanned(*desks: int) -> rules.Setting:
    """The city with nobody at these desks."""
    return with_desks(rosters=dict.fromkeys(desks, ()))


def stored(event: Event) -> Event:
    """The event as it comes back from its table."""
    return replace(
        event,
        kind=rules.Kind(str(event.kind)),
        data=json.loads(json.dumps(event.data)),
        papers=tuple(json.loads(json.dumps(event.papers))),
    )


@dataclass
class Walk:
    """A case taken through commands at exact instants. `setting` may change between them."""

    setting: rules.Setting = SETTING
    events: list[Event] = field(default_factory=list)

    @property
    def state(self) -> State:
        return rules.refold(self.events)

    @property
    def stage(self) -> rules.Stage:
        stage = self.state.stage
        assert stage is not None
        return stage

    @property
    def where(self) -> int:
        return self.stage.desk

    def do(self, command: rules.Command, now: datetime) -> list[Event]:
        """Carry out `command`; return what it brought about. Raises a Refused."""
        before = self.state if self.events else None
        found = [stored(event) for event in rules.decide(before, command, now, self.setting)]
        self.events += found
        return found

    def ask(
        self,
        now: datetime,
        case_class: rules.CaseClass = rules.CaseClass.QUESTION,
    ) -> "Walk":
        self.do(rules.Ask(case_class, rules.Door.PAGE, "回去怎么报销?"), now)
        return self

    def kinds(self) -> list[str]:
        return [event.kind.value for event in self.events]


def asked(
    now: datetime,
    case_class: rules.CaseClass = rules.CaseClass.QUESTION,
    setting: rules.Setting = SETTING,
) -> Walk:
    return Walk(setting).ask(now, case_class)


def at_city(now: datetime, case_class: rules.CaseClass = rules.CaseClass.QUESTION) -> Walk:
    """A case passed up to the city within one instant."""
    walk = asked(now, case_class)
    for desk in (BEAT, VILLAGE, COMMUNITY, TOWN):
        walk.do(rules.PassUp(PEOPLE[desk], desk), now)
    return walk
