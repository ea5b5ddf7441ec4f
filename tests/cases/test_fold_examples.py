"""What folds and what does not, and the words that stored timelines hold."""

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import Event, Kind, Reason
from tests.cases.ladders import asked
from tests.cast import at


def test_a_timeline_begins_with_asked() -> None:
    events = asked(at(9)).events
    with pytest.raises(ValueError, match="without events"):
        rules.refold([])
    with pytest.raises(ValueError, match="begins with asked"):
        rules.refold([Event(Kind.NOTED, at(9))])
    with pytest.raises(KeyError):
        rules.refold([*events, *events])


def test_a_closed_case_has_no_clock_to_set() -> None:
    walk = asked(at(9))
    walk.do(rules.Answer(101, 1, "好"), at(9, 1))
    with pytest.raises(ValueError, match="without an open stage"):
        rules.evolve(walk.state, Event(Kind.TAKEN, at(9, 2), actor=101))


def test_stored_words_are_never_renamed() -> None:
    """Timelines of years hold these; new ones may come."""
    assert {kind.value for kind in Kind} >= {
        "asked",
        "taken",
        "moved",
        "consulted",
        "consult_replied",
        "consult_late",
        "on_behalf",
        "followed_up",
        "noted",
        "answered",
        "settled",
        "reopened",
        "alerted",
    }
    assert {reason.value for reason in Reason} >= {
        "passed_up",
        "returned",
        "timed_out",
        "roster_took",
    }
