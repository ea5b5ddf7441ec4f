"""What a place says of going straight: the nearest word holds, and what is kept never goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.cases.routing.rules.consent import LEAST, MOST, Consent, Kept, holding, may_go

pytestmark = pytest.mark.once

STEP = 4
PERCENTS = st.integers(0, 99)
CONSENTS = st.builds(Consent, st.booleans(), st.integers(LEAST, MOST))
KEPT = st.builds(Kept, st.booleans(), st.booleans())
PATHS = st.integers(1, 5).flatmap(
    lambda depth: st.lists(st.sampled_from(["0001", "0002"]), min_size=depth, max_size=depth).map(
        "".join
    )
)
SAID = st.dictionaries(PATHS, CONSENTS)


@given(SAID, PATHS)
def test_the_nearest_word_going_up_holds(said: dict[str, Consent], path: str) -> None:
    ways = [path[:end] for end in range(len(path), 0, -STEP)]
    nearest = next((said[way] for way in ways if way in said), Consent(False))

    assert holding(said.items(), path) == nearest


@given(SAID, PATHS)
def test_what_others_say_does_not_matter(said: dict[str, Consent], path: str) -> None:
    own = {place: one for place, one in said.items() if path.startswith(place)}

    assert holding(said.items(), path) == holding(own.items(), path)


def test_what_nobody_speaks_of_is_not_agreed() -> None:
    assert not holding([], "00010001").agreed


@given(PERCENTS, CONSENTS, KEPT)
def test_without_consent_or_kept_nothing_goes(percent: int, consent: Consent, kept: Kept) -> None:
    goes = may_go(percent, consent, kept)

    assert not goes or (consent.agreed and not kept.confidential and not kept.about)
    assert may_go(percent, Consent(False, consent.least), kept) is False


@given(PERCENTS, CONSENTS, KEPT)
def test_surer_never_stops_it(percent: int, consent: Consent, kept: Kept) -> None:
    assert may_go(percent, consent, kept) <= may_go(percent + 1, consent, kept)


@pytest.mark.parametrize(("percent", "goes"), [(89, False), (90, True), (91, True)])
def test_just_as_sure_as_asked_for_is_enough(percent: int, goes: bool) -> None:
    assert may_go(percent, Consent(True, 90), Kept()) is goes
