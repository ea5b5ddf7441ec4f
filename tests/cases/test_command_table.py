"""Every command in every status, on the pure rules."""

from typing import get_args

import pytest

from lianhu.cases import rules
from tests.cases.command_table import DONE, TABLE, Expected, Row
from tests.cases.ladders import (
    BEAT,
    COMMUNITY,
    GU,
    HE,
    INSURANCE,
    MA,
    SETTING,
    SHEN,
    VILLAGE,
    WATER,
    Walk,
    asked,
)
from tests.cases.statuses import STATUSES, Who, way_to
from tests.cast import at

pytestmark = pytest.mark.once

WHO = Who(
    resident=201,
    neighbour=72,
    shen=SHEN,
    he=HE,
    ma=MA,
    gu=GU,
    beat=BEAT,
    here=VILLAGE,
    elsewhere=COMMUNITY,
    insurance=INSURANCE,
    water=WATER,
    case=99,
)


def in_status(status: rules.Status) -> Walk:
    walk = asked(at(9))
    for command, when in way_to(status):
        walk.do(command(WHO), when)
    assert walk.state.status is status
    return walk


CELLS = [
    pytest.param(row, status, expected, id=f"{row.name}-{status}")
    for row in TABLE
    for status, expected in zip(STATUSES, row.expected, strict=True)
]


@pytest.mark.parametrize(("row", "status", "expected"), CELLS)
def test_it_does_as_the_table_says(row: Row, status: rules.Status, expected: Expected) -> None:
    walk = in_status(status)

    if expected is DONE:
        assert walk.do(row.command(WHO), row.at)
    else:
        with pytest.raises(rules.Refused) as refusal:
            walk.do(row.command(WHO), row.at)
        assert refusal.type is expected


def test_no_command_and_no_status_is_missing() -> None:
    assert {type(row.command(WHO)) for row in TABLE} == set(get_args(rules.Command))
    assert set(STATUSES) == set(rules.Status)
    assert len({row.name for row in TABLE}) == len(TABLE)


def test_every_refusal_is_met_somewhere() -> None:
    """Those that need another city than the table's are met in the tests named here."""
    elsewhere = {
        rules.NobodyOnDuty,  # test_skipping.py
        rules.NoWayUp,  # test_climbing.py
        rules.NoWayBack,  # test_climbing.py
        rules.ContestIt,  # test_transferring.py
        rules.AlreadyContested,  # test_transferring.py
        rules.AlreadyExtended,  # test_waiting.py
        rules.AlreadyFollowed,  # test_needs_and_followers.py
        rules.NotAgreed,  # test_needs_and_followers.py
    }
    met = {expected for row in TABLE for expected in row.expected if expected is not DONE}
    assert met | elsewhere == set(rules.Refused.__subclasses__())
    assert met & elsewhere == set()


@pytest.mark.parametrize("row", [row for row in TABLE if row.name != "ask"], ids=lambda r: r.name)
def test_nothing_but_asking_begins_a_case(row: Row) -> None:
    with pytest.raises(rules.NotNow):
        rules.decide(None, row.command(WHO), row.at, SETTING)
