"""A kind of item that is an emergency: none is one yet."""

import pytest
from django.utils.translation import gettext_lazy

from lianhu.inbox import registry
from lianhu.inbox.rules.attention import Sort


@pytest.fixture
def emergency(monkeypatch: pytest.MonkeyPatch) -> str:
    """Its name."""
    kind = registry.Kind(lambda items: [], Sort.EMERGENCY, gettext_lazy("Emergency"))
    monkeypatch.setattr(registry, "_kinds", {**registry._kinds, "emergency": kind})
    return "emergency"
