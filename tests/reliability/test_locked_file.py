"""Another program holds the database file locked: who writes is told so, who reads reads on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

import pytest

from tests.processes import wait_until
from tests.reliability.accounts import Findings, settle_up
from tests.reliability.client import Client
from tests.reliability.conftest import Place, Tally
from tests.reliability.people import WRITERS
from tests.reliability.site import served
from tests.reliability.writers import writing

pytestmark = pytest.mark.sqlite

WRITES = 16
# Fewer than the threads that answer, so that one is left for who reads. Officers and clerks write
# even by looking: that is noted.
FEW = ["shen", "he", "wu", "zheng"]
READER = "neighbour0"
# The residents among them always have something to write.
SEEN = 2


@contextmanager
def locked(url: str, seconds: float) -> Iterator[None]:
    """Locked for the block, and for so long: its length is what is tested."""
    began = monotonic()
    with closing(sqlite3.connect(urlsplit(url).path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        Event().wait(max(0, began + seconds - monotonic()))
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("writers", "patience_s", "seconds"),
    [
        pytest.param(FEW, 1, 0, marks=pytest.mark.short),
        # The product's own patience is 20 seconds.
        pytest.param(FEW, 20, 30, marks=pytest.mark.slow),
        pytest.param(WRITERS, 20, 30, marks=pytest.mark.slow),
    ],
    ids=["few", "few-30s", "all-30s"],
)
def test_no_acknowledged_write_is_lost(
    place: Place, tally: Tally, writers: list[str], patience_s: int, seconds: float
) -> None:
    sessions = {session.name: session for session in place.sessions}
    altered = {
        "DJANGO_SETTINGS_MODULE": "tests.reliability.altered",
        "ALTERED_PATIENCE_S": str(patience_s),
    }
    with (
        served(place.home, place.url, **altered) as site,
        writing(site.port, [sessions[name] for name in writers]) as load,
    ):
        load.more(WRITES)
        with locked(place.url, seconds):
            if READER not in writers:
                page = Client(site.port, sessions[READER]).get("/my/")
                assert page is not None and page.status == 200
            wait_until(lambda: load.told.outages >= SEEN)
        load.more(WRITES)

    told = load.told
    found = settle_up(told.sent)
    tally(seconds=int(seconds), **told.counted(), **found.counted())
    assert told.unclear == [], site.end_of_log()
    assert told.broken == 0
    assert found == Findings()
