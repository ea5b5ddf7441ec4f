"""How what a request asks is said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from lianhu.forms import registry
from lianhu.forms.registry import Held
from lianhu.notices.requests.rules import Code

REFUSALS: Mapping[Code, Promise] = {
    Code.OVER: gettext_lazy("Its time has passed: what was answered stays as it is."),
    Code.CORRECTED: gettext_lazy(
        "It has been corrected or withdrawn meanwhile. What you wrote is here."
    ),
    Code.MEANWHILE: gettext_lazy(
        "A colleague has answered for your desk meanwhile. What you wrote is here."
    ),
}


def added() -> list[Held]:
    """What the platform can add to every answer by itself."""
    return [one for one in map(registry.holding, registry.names()) if one.figure is not None]


def name_of(one: Held) -> str:
    """The first of its names that is in the reader's language."""
    is_english = (get_language() or "").startswith("en")
    return next((name for name in one.names if name.isascii() == is_english), one.names[0])
