"""A line of the list of changes, in the reader's language."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.cases.models import CLASS_NAMES
from lianhu.steward.models import Change
from lianhu.steward.services.straight import ABOVE, NO, YES

# Longer than this is told on the page where it was changed.
_LONG = 60
# What a place says of questions that surely belong to a section.
_STRAIGHT: dict[Any, Any] = {
    YES: gettext_lazy("yes"),
    NO: gettext_lazy("no"),
    ABOVE: gettext_lazy("as the place above says"),
}


def told(change: Change) -> dict[str, Any]:
    """What it concerns, and each of what changed from what to what where that fits a line."""
    subject = change.subject
    if change.verb == "promise.changed":
        subject = capfirst(str(dict(CLASS_NAMES).get(subject, subject)))  # type: ignore[call-overload]
    if change.verb.startswith("load."):
        said = _("%(name)s: %(new)s new, %(changed)s changed, %(same)s as they were")
        return {"name": said % {"name": subject, **change.after}, "steps": []}
    words = _STRAIGHT if change.verb == "place.straight" else {}
    steps = [
        {
            "before": _short(words.get(change.before.get(name), change.before.get(name))),
            "after": _short(words.get(value, value)),
        }
        for name, value in change.after.items()
        if not isinstance(value, (list, dict))
    ]
    return {"name": subject, "steps": [step for step in steps if step["before"] != step["after"]]}


def _short(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    text = str(value)
    return text if len(text) <= _LONG else text[:_LONG] + "…"
