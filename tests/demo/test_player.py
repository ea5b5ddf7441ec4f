"""Players of chance try everything there is, and the rules bear it."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import get_args

import pytest

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass
from lianhu.demo.dice import Dice
from lianhu.demo.player import Scene, World, propose
from tests.cases.ladders import DEPARTMENTS, HEXI, LADDER, SETTING
from tests.cast import at

pytestmark = pytest.mark.once

WORLD = World(
    departments=list(DEPARTMENTS.values()),
    desks=[HEXI, *(place.desk for place in LADDER)],
    residents=[1, 2, 3],
    staff=[101, 102, 103],
)
# Two cases or the worker have part in these.
NOT_BY_ONE_CASE = {rules.Ask, rules.Merge, rules.Join, rules.Split, rules.AnswerMerged}


def lives(seed: int, *, wild: bool) -> tuple[Counter[type], Counter[type]]:
    """What was accepted, and what for what reason not, in some lives."""
    dice = Dice(seed)
    accepted: Counter[type] = Counter()
    refused: Counter[type] = Counter()
    for _ in range(400):
        now = at(9)
        ask = rules.Ask(dice.pick(tuple(CaseClass)), rules.Door.PAGE, "路灯不亮")
        state = rules.apply(None, rules.decide(None, ask, now, SETTING))
        for _turn in range(20):
            now += timedelta(seconds=dice.below(300), days=7 * int(dice.below(20) == 0))
            command = propose(Scene(dice, state, SETTING, now, WORLD, wild=wild))
            with suppress(rules.Refused):
                refused[type(command)] += 1
                state = rules.apply(state, rules.decide(state, command, now, SETTING))
                accepted[type(command)] += 1
                refused[type(command)] -= 1
    return accepted, refused


def test_all_that_can_be_done_to_one_case_is_done() -> None:
    accepted, _ = lives(1, wild=True)
    assert set(get_args(rules.Command)) - accepted.keys() == NOT_BY_ONE_CASE


def test_the_wild_ones_try_what_is_not_their_turn() -> None:
    wild, usual = lives(1, wild=True)[1], lives(1, wild=False)[1]
    assert wild.total() > usual.total() > 0


def test_the_same_seed_plays_the_same() -> None:
    assert lives(7, wild=True) == lives(7, wild=True) != lives(8, wild=True)
