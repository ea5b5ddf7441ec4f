"""How much of the same a test walks: less with every change, more with script/test --full."""

from typing import Any

import pytest


def less_or_more(less: int, more: int) -> list[Any]:
    """For `parametrize`."""
    return [
        pytest.param(less, marks=pytest.mark.short),
        pytest.param(more, marks=pytest.mark.slow),
    ]
