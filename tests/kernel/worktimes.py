"""Random opening hours and calendars, and a slow model of them to compare with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from lianhu.kernel.worktime import Calendar, DayKind, Hours, Interval, Season

MINUTE = timedelta(minutes=1)

# Around changes to and from summer time; St John's once went back to the day before, Apia skipped
# a day, Lord Howe changes by half an hour.
TURNS = {
    "Asia/Shanghai": [date(2026, 10, 1), date(2027, 1, 1)],
    "Asia/Kathmandu": [date(2026, 6, 1)],
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/St_Johns": [date(2009, 3, 8), date(2009, 11, 1)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
    "Pacific/Apia": [date(2011, 12, 30)],
    "Africa/Casablanca": [date(2026, 2, 15), date(2026, 3, 22)],
}
ZONES = st.sampled_from(sorted(TURNS))


@st.composite
def days(draw: st.DrawFn) -> tuple[Interval, ...]:
    bounds = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(Interval(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=False))


DAYS = st.one_of(days(), st.just((Interval(0, 1440),)))
WEEKS = st.tuples(DAYS, DAYS, DAYS, DAYS, DAYS, DAYS, DAYS)
MONTH_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    seasons = draw(st.lists(st.builds(Season, MONTH_DAYS, MONTH_DAYS, WEEKS), max_size=1))
    return Hours(draw(ZONES), draw(WEEKS), tuple(seasons))


@st.composite
def calendars(draw: st.DrawFn, zone: str) -> Calendar:
    turn = draw(st.sampled_from(TURNS[zone]))
    near = st.integers(-4, 4).map(lambda n: turn + timedelta(days=n))
    return Calendar(draw(st.dictionaries(near, st.sampled_from(DayKind), max_size=3)))


@st.composite
def instants(draw: st.DrawFn, zone: str, count: int) -> list[datetime]:
    """Whole minutes within two days of one turn of the zone."""
    turn = draw(st.sampled_from(TURNS[zone]))
    start = datetime(turn.year, turn.month, turn.day, tzinfo=UTC)
    return [start + draw(st.integers(-2 * 1440, 2 * 1440)) * MINUTE for _ in range(count)]


def open_by_the_wall_clock(hours: Hours, calendar: Calendar, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(hours.zone))
    kind = calendar.days.get(local.date())
    week = hours.week
    for season in hours.seasons:
        month_day = (local.month, local.day)
        inside = season.start <= month_day <= season.end
        over_new_year = season.start > season.end
        if inside or (over_new_year and (month_day >= season.start or month_day <= season.end)):
            week = season.week
    intervals = week[local.weekday()]
    if kind is DayKind.REST:
        intervals = ()
    elif kind is DayKind.WORK and local.weekday() in (5, 6):
        intervals = next((day for day in week[:5] if day), intervals)
    minute = local.hour * 60 + local.minute
    return any(interval.start <= minute < interval.end for interval in intervals)
