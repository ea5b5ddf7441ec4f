"""Timelines that were ever stored fold to the state that they folded to when they were written."""

from collections.abc import Iterable
from typing import Any

import pytest

from lianhu.cases import rules
from tests.cases.golden.timelines import (
    VERSION,
    Plain,
    event_of,
    facets,
    golden,
    plain_state,
    written_now,
)

pytestmark = pytest.mark.once

GOLDEN = dict(golden())
ADVICE = "wants a walk, if none shows it (golden/walks.py), and then a file (golden/make.py)"


def kept(found: Any, golden: Any) -> Any:
    """Of `found`, what `golden` names: states get more fields with time."""
    if isinstance(found, dict) and isinstance(golden, dict):
        return {key: kept(found[key], golden[key]) for key in golden.keys() & found.keys()}
    if isinstance(found, list) and isinstance(golden, list) and len(found) == len(golden):
        return [kept(*pair) for pair in zip(found, golden, strict=True)]
    return found


@pytest.mark.parametrize("timeline", GOLDEN.values(), ids=GOLDEN.keys())
def test_it_folds_as_it_did(timeline: Plain) -> None:
    state = plain_state(rules.refold(map(event_of, timeline["events"])))

    assert kept(state, timeline["state"]) == timeline["state"]


def test_every_kind_and_version_that_may_be_written_is_there() -> None:
    stored = {(row["kind"], row["v"]) for line in GOLDEN.values() for row in line["events"]}

    assert {(kind.value, VERSION) for kind in rules.Kind} - stored == set(), ADVICE


def test_every_shape_that_the_walks_bring_about_is_there() -> None:
    stored = _facets(GOLDEN.values())

    assert sorted(_facets(written_now()) - stored) == [], ADVICE


def _facets(timelines: Iterable[Plain]) -> set[str]:
    return {facet for line in timelines for row in line["events"] for facet in facets(row)}
