import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from lianhu.kernel.postgres import NoServer
from tests.cast import City
from tests.processes import LIANHU
from tests.reliability.clocks import AlteredClock
from tests.reliability.database import Databases, databases, looking_into
from tests.reliability.people import WRITERS, Session, make_busy_city, sign_in
from tests.reliability.site import Site, program, served
from tests.reliability.surroundings import surroundings


@dataclass(frozen=True)
class Place:
    """A city in a home of its own, not served yet. This process looks into its database."""

    home: Path
    url: str
    city: City
    sessions: list[Session]


class Doomed:
    """Workers that die where they are told to, and one that lives later than the others."""

    def __init__(self, program: "subprocess.Popen[str]", clock: AlteredClock) -> None:
        self.clock = clock
        self._program = program

    def die_at(self, point: str) -> None:
        assert self._work(point) == "killed", f"there was nothing to die of at {point}"

    def live(self, *, later: timedelta = timedelta()) -> None:
        self.clock.set(later)
        assert self._work("nowhere") == "rested"

    def _work(self, point: str) -> str:
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write(f"{point}\n")
        self._program.stdin.flush()
        return self._program.stdout.readline().strip()


Settle = Callable[[Path], Place]


Tally = Callable[..., None]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Return what keeps counts of this test, to be shown when all is done."""
    return lambda **counts: record_property("tally", counts)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = [
        (report.nodeid.rpartition("/")[2], counts)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, counts in report.user_properties
        if name == "tally"
    ]
    if rows:
        terminalreporter.section("what was counted")
    for test, counts in rows:
        said = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
        terminalreporter.line(f"{test}: {said}")


@pytest.fixture(scope="session")
def source() -> Iterator[Databases]:
    with ExitStack() as stack:
        try:
            found = stack.enter_context(databases())
        except NoServer as missing:
            pytest.skip(str(missing))
        yield found


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files, collected once for all homes."""
    home = tmp_path_factory.mktemp("collected")
    command = [*LIANHU, "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, env=surroundings(home, "sqlite://"), check=True)
    return home / "static"


@pytest.fixture
def settle(source: Databases, static: Path, django_db_blocker: Any) -> Iterator[Settle]:
    """Return what makes a city in a folder."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())

        def settle(home: Path) -> Place:
            (home / "static").symlink_to(static)
            url = source.make(home)
            stack.enter_context(looking_into(url))
            with transaction.atomic():
                city = make_busy_city()
                sessions = [sign_in(city, name) for name in WRITERS]
            return Place(home, url, city, sessions)

        yield settle


@pytest.fixture
def place(settle: Settle, tmp_path: Path) -> Place:
    return settle(tmp_path)


@pytest.fixture
def site(place: Place) -> Iterator[Site]:
    with served(place.home, place.url) as site:
        yield site


@pytest.fixture
def clock(place: Place) -> AlteredClock:
    return AlteredClock(place.home)


@pytest.fixture
def doomed(place: Place, clock: AlteredClock) -> Iterator[Doomed]:
    """They and this process keep files in one place."""
    module = ["-m", "tests.reliability.doomed"]
    environment = clock.environment | {"LIANHU_FLOOD": "1000"}
    with (
        program(place.home, place.url, *module, **environment) as process,
        override_settings(MEDIA_ROOT=place.home / "files"),
    ):
        yield Doomed(process, clock)
