"""The demo city's clock: forward only, still while nobody serves, never at night when resumed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lianhu.demo import clock as demo_clock
from lianhu.grid.models import CalendarDay, CalendarYear
from lianhu.kernel import clock
from lianhu.kernel.models import DemoClock, Heartbeat
from tests.cast import City, ask, make_city

pytestmark = pytest.mark.django_db

WALL = datetime(2031, 7, 5, 22, 40, tzinfo=UTC)  # any night of any year
MONDAY = "2026-03-16 09:00"

Wait = Callable[[timedelta], None]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wait]:
    """The machine's clock stands at WALL; the returned function moves it on."""
    at = [WALL]
    monkeypatch.setattr(clock, "wall", lambda: at[0])
    before = clock._source
    demo_clock.install()

    def wait(by: timedelta) -> None:
        at[0] += by
        demo_clock._source.forget()

    yield wait
    clock.use(before)
    demo_clock._source.forget()


def shows() -> str:
    return demo_clock.shown(clock.now())


def serve_for(wait: Wait, by: timedelta) -> None:
    wait(by)
    Heartbeat.objects.update_or_create(worker="here:1", defaults={"beat_at": clock.wall()})


def test_the_first_morning_is_a_confirmed_working_day(city: City) -> None:
    morning = demo_clock.first_morning()

    assert demo_clock.shown(morning) == MONDAY
    assert morning.weekday() < 5
    assert CalendarYear.objects.filter(year=morning.year).exists()


def test_a_new_city_begins_on_that_morning_and_its_clock_runs(city: City, wait: Wait) -> None:
    demo_clock.begin_if_new()
    wait(timedelta(days=9))  # seeded long before it is served
    demo_clock.resume()
    assert shows() == MONDAY

    wait(timedelta(minutes=7))

    assert shows() == "2026-03-16 09:07"


def test_it_stands_still_while_nobody_serves(city: City, wait: Wait) -> None:
    demo_clock.resume()
    serve_for(wait, timedelta(minutes=30))

    wait(timedelta(days=40))
    demo_clock.resume()

    assert shows() == "2026-03-16 09:30"


def test_when_desks_are_closed_it_resumes_on_the_next_working_morning(
    city: City, wait: Wait
) -> None:
    demo_clock.resume()
    CalendarDay.objects.create(day="2026-03-17", kind="rest", name="假日")
    serve_for(wait, timedelta(hours=12))

    demo_clock.resume()

    assert shows() == "2026-03-18 09:00"


def test_before_the_morning_it_resumes_on_the_same_day(city: City, wait: Wait) -> None:
    demo_clock.resume()
    serve_for(wait, timedelta(hours=22))
    assert shows() == "2026-03-17 07:00"

    demo_clock.resume()

    assert shows() == "2026-03-17 09:00"


def test_it_never_goes_back_before_what_happened(city: City, wait: Wait) -> None:
    demo_clock.resume()
    serve_for(wait, timedelta(minutes=1))
    wait(timedelta(minutes=45))  # no worker lived, but somebody asked all the same
    ask(city.wu, clock.now())

    wait(timedelta(days=1))
    demo_clock.resume()

    assert shows() == "2026-03-16 09:46"


@pytest.mark.parametrize(
    ("start", "step", "then"),
    [
        ("2026-03-16T09:00", "+15m", "2026-03-16 09:15"),
        ("2026-03-16T09:00", "+2h", "2026-03-16 11:00"),
        ("2026-03-16T09:00", "+1d", "2026-03-17 09:00"),
        ("2026-03-16T09:00", "+1w", "2026-03-23 09:00"),
        ("2026-03-16T08:00", "next-day", "2026-03-17 09:00"),
        ("2026-03-16T10:30", "next-day", "2026-03-17 09:00"),
        ("2026-03-20T17:00", "next-day", "2026-03-23 09:00"),  # a Friday
    ],
)
def test_steps(city: City, wait: Wait, start: str, step: str, then: str) -> None:
    DemoClock.objects.create(pk=1, offset=demo_clock.read_local(start) - WALL)

    at = demo_clock.move(step)

    assert demo_clock.shown(at) == shows() == then


@pytest.mark.parametrize("step", ["-15m", "15m", "+m", "+15s", "+99999d", "tomorrow", ""])
def test_other_steps_are_refused(city: City, wait: Wait, step: str) -> None:
    demo_clock.resume()

    with pytest.raises(ValueError, match="step"):
        demo_clock.move(step)

    assert shows() == MONDAY


def test_it_moves_to_an_instant_but_not_back(city: City, wait: Wait) -> None:
    demo_clock.resume()
    demo_clock.move_to(demo_clock.read_local("2026-03-17T14:00"))

    with pytest.raises(demo_clock.Backwards):
        demo_clock.move_to(demo_clock.read_local("2026-03-17T13:59"))

    assert shows() == "2026-03-17 14:00"


def test_another_process_sees_it_move(city: City, wait: Wait) -> None:
    elsewhere = clock.Offset(demo_clock._stored)
    demo_clock.resume()
    demo_clock.move("+15m")
    elsewhere.forget()  # a quarter of a second later

    assert demo_clock.shown(elsewhere()) == "2026-03-16 09:15"
