"""The web processes are killed while sixteen people write: what was acknowledged is there, once."""

import pytest

from tests.lengths import less_or_more
from tests.reliability.accounts import Findings, settle_up
from tests.reliability.conftest import Place, Tally
from tests.reliability.site import Site
from tests.reliability.writers import writing

# Between two kills, so that each of them hits people in the middle of something.
WRITES = 16
# One of the processes that answer, which takes the others along; or all of them at once.
HITS = (("answerer", "arbiter"), ("answerer",))


@pytest.mark.parametrize("kills", less_or_more(2, 20))
def test_no_acknowledged_write_is_lost(place: Place, site: Site, tally: Tally, kills: int) -> None:
    with writing(site.port, place.sessions) as load:
        for n in range(kills):
            load.more(WRITES)
            site.kill(*HITS[n % len(HITS)])
            site.start()
        load.more(WRITES)

    told = load.told
    found = settle_up(told.sent)
    tally(kills=kills, **told.counted(), **found.counted())
    assert told.unclear == [], site.end_of_log()
    assert found == Findings()
    # Every kill caught somebody in the middle of a request, or on the way to one.
    assert told.broken >= kills
