"""Cities as Hypothesis draws them: hours, people, and desks beside the ladder."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from lianhu.cases import rules
from lianhu.grid.rules import Absence, Place, Post, Roster, Span
from lianhu.kernel.worktime import Calendar, Schedule
from tests.cases.ladders import ALWAYS, CALENDAR, NEVER, WORKING_DAYS, hours, place
from tests.cast import LONG_AGO, at

# Before lunch on the Friday before a Saturday that is worked.
START = at(11, 40, day=date(2026, 5, 8))
BRIEFLY = Schedule(hours(*[[["10:00", "10:03"], ["11:45", "11:46"]]] * 5), CALENDAR)
AT_WEEKENDS = Schedule(hours([], [], [], [], [], [["09:00", "12:00"]]), Calendar())
SCHEDULES = st.sampled_from([WORKING_DAYS] * 5 + [ALWAYS, BRIEFLY, AT_WEEKENDS, NEVER])
BESIDE = (11, 12, 13)  # two departments and a place elsewhere
DEPARTMENTS = BESIDE[:2]
PEOPLE = st.integers(101, 104)
ASKERS = (201, 202, 203)

minutes = st.integers(-60, 3 * 24 * 60)
spans = st.tuples(minutes, st.none() | st.integers(1, 24 * 60)).map(
    lambda at: Span(
        START + timedelta(minutes=at[0]),
        None if at[1] is None else START + timedelta(minutes=at[0] + at[1]),
    )
)
absences = st.lists(st.builds(Absence, spans, st.none() | PEOPLE), max_size=2).map(tuple)
posts = st.builds(Post, PEOPLE, st.one_of(st.just(Span(LONG_AGO)), spans), absences)
rosters = st.builds(Roster, st.lists(posts, max_size=3).map(tuple))
well_manned = st.builds(Post, PEOPLE, st.just(Span(LONG_AGO))).map(lambda post: Roster((post,)))
words = st.sampled_from(["好", "好", "好", "😀 <b>", " "])
which = st.integers(0, len(ASKERS) - 1)
then = st.booleans()


@st.composite
def cities(draw: st.DrawFn) -> rules.Setting:
    def desk(pk: int, level: str) -> Place:
        found = place(pk, level, draw(st.integers(1, 30)))
        people = well_manned if level == "department" else rosters | well_manned
        return replace(found, schedule=draw(SCHEDULES), roster=draw(people))

    levels = ["beat", *(f"level {n}" for n in range(2, draw(st.integers(1, 7)) + 1))]
    ladder = [desk(n, level) for n, level in enumerate(levels, 1)]
    if all(found.schedule is NEVER for found in ladder):  # there nobody can ask
        ladder[-1] = replace(ladder[-1], schedule=WORKING_DAYS)
    top = len(ladder) - 1
    return rules.Setting(
        ladder=tuple(ladder),
        promises=rules.PROMISES,
        beside={pk: desk(pk, "department" if pk in DEPARTMENTS else "level 2") for pk in BESIDE},
        above={pk: top if pk in DEPARTMENTS else min(2, top) for pk in BESIDE},
    )
