"""Whatever people and the clock do to cases: nothing is lost. And what would break that is seen."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, get_args
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from lianhu.cases import rules
from lianhu.cases.rules import asking, folds, stages, together
from lianhu.cases.rules.state import Event, Kind, State
from tests.cases.any_lives import AnyLives
from tests.cases.life import Life

pytestmark = pytest.mark.once

# Lives of sixty steps, and how often each command has to be accepted in them. Well below what comes
# of it: Hypothesis draws from the constants of all modules that are loaded, too.
LIVES = (
    pytest.param(400, 25, marks=pytest.mark.short),
    pytest.param(1600, 100, marks=pytest.mark.slow),
)


def machine(base: type[AnyLives] = AnyLives) -> type[AnyLives]:
    return type("Lives", (base,), {"accepted": Counter()})


@pytest.mark.parametrize(("many", "often"), LIVES)
def test_whatever_happens(many: int, often: int) -> None:
    lives = machine()
    run_state_machine_as_test(
        lives,
        # The same lives every time, as long as the same modules are loaded.
        settings=settings(
            max_examples=many, stateful_step_count=60, deadline=None, derandomize=True
        ),
    )

    seldom = {
        command.__name__: lives.accepted[command]
        for command in get_args(rules.Command)
        if lives.accepted[command] < often
    }
    assert seldom == {}


# Five bugs, planted one at a time.


@contextmanager
def double_holder() -> Iterator[type[AnyLives]]:
    """A merged case stays at its desk as well."""

    def merged(state: State, event: Event) -> State:
        return replace(state, merged_into=event.data["into"], merged_at=event.desk)

    with mock.patch.dict(folds.FOLDS, {Kind.MERGED: merged}):
        yield machine()


@contextmanager
def lost_answer() -> Iterator[type[AnyLives]]:
    """What the other case was answered is handed on without its words."""

    def answer_merged(*args: Any) -> tuple[Event, ...]:
        return tuple(replace(event, words="") for event in together.answer_merged(*args))

    with mock.patch.dict("lianhu.cases.rules.decide._DECIDE", {rules.AnswerMerged: answer_merged}):
        yield machine()


@contextmanager
def negative_clock() -> Iterator[type[AnyLives]]:
    """Time that was used is taken away."""
    true = stages.used_seconds

    def used_seconds(stage: rules.Stage, *args: Any) -> int:
        return 2 * stage.used_s - true(stage, *args)

    with mock.patch.object(stages, "used_seconds", used_seconds):
        yield machine()


@contextmanager
def ignored_pause() -> Iterator[type[AnyLives]]:
    """The clock runs on while the resident is asked."""

    def stopped(stage: rules.Stage, *args: Any) -> dict[str, Any]:
        clock = stages.stopped(stage, *args)
        return clock | {"due_at": stages.iso(stage.due_at)}

    with mock.patch.object(asking, "stopped", stopped):
        yield machine()


@contextmanager
def missing_event() -> Iterator[type[AnyLives]]:
    """That somebody took a case is not written down."""

    class Forgetful(AnyLives):
        def keep(self, life: Life, event: Event) -> None:
            if event.kind is not Kind.TAKEN:
                super().keep(life, event)

    yield machine(Forgetful)


BUGS = [double_holder, lost_answer, negative_clock, ignored_pause, missing_event]


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_seen(bug: Callable[[], Any]) -> None:
    with bug() as lives, pytest.raises((AssertionError, ValueError, KeyError)):
        run_state_machine_as_test(
            lives,
            settings=settings(
                max_examples=600,
                stateful_step_count=60,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
