"""Walks that bring about every kind of event in every shape that the rules write.

A new kind, or a new key in an event's data, wants a walk in one of MODULES, where every public
function is one, and then a golden file (`make.py`).
"""

from collections.abc import Iterator
from inspect import isfunction

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Door
from tests.cases.golden import climbing, whole_life
from tests.cases.golden.people import PAPERS, WU
from tests.cases.ladders import BEAT, SHEN, Walk
from tests.cast import at

MODULES = (climbing, whole_life)


def walks() -> Iterator[tuple[str, Walk]]:
    """Every timeline, by its name."""
    for number, door in enumerate(Door):
        yield f"asked by {door}", _asked_by(door, list(CaseClass)[number % len(CaseClass)])
    for module in MODULES:
        for name, make in vars(module).items():
            if isfunction(make) and make.__module__ == module.__name__ and name[0] != "_":
                yield name.replace("_", " "), make()


def _asked_by(door: Door, case_class: CaseClass) -> Walk:
    walk = Walk()
    by_themselves = door in (Door.PAGE, Door.API)
    walk.do(rules.Ask(case_class, door, "怎么办?", WU if by_themselves else SHEN), at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 2))
    walk.do(rules.Answer(SHEN, BEAT, "可以办", PAPERS), at(9, 5))
    walk.do(rules.Confirm(WU), at(9, 30))
    return walk
