"""Whatever comes on whichever days, both sentences of `rules.attention` hold."""

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from lianhu.inbox import registry
from lianhu.inbox.rules.attention import Sort
from tests.cast import make_city
from tests.inbox.attention_life import Days

pytestmark = pytest.mark.django_db


def test_both_hold_whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    emergency = registry.Kind(lambda items: [], Sort.EMERGENCY, gettext_lazy("Emergency"))
    monkeypatch.setattr(registry, "_kinds", {**registry._kinds, "emergency": emergency})
    city = make_city()

    class Machine(Days):
        pass

    Machine.city = city
    run_state_machine_as_test(
        Machine,
        settings=settings(max_examples=40, stateful_step_count=20, deadline=None, derandomize=True),
    )
