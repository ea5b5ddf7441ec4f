"""Which forms keep drafts. Apps on higher floors name theirs in `web`."""

from collections.abc import Mapping

from lianhu.accounts.rules import Keeps

_forms: dict[str, Keeps] = {}


def install(forms: Mapping[str, Keeps]) -> None:
    """Called once, by the application's start. By the route that each form is sent to."""
    _forms.clear()
    _forms.update(forms)


def keeps(form: str) -> Keeps | None:
    return _forms.get(form)
