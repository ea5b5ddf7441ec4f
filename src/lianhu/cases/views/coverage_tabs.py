"""What a supervisor looks through for gaps: desks that nobody mans, and beats by what they lack."""

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.grid.coverage import Group

_GROUPS = {
    Group.VACANT: pgettext_lazy("coverage", "Without an officer"),
    Group.AWAY: pgettext_lazy("coverage", "Away, nobody stands in"),
    Group.LARGE: pgettext_lazy("coverage", "More than 40 households"),
    Group.ALL: pgettext_lazy("coverage", "All beats"),
}


def unmanned_tab(*, current: bool = False) -> dict[str, Any]:
    label = pgettext("coverage", "Unmanned desks")
    return {"label": label, "url": reverse("unmanned"), "current": current}


def group_tab(group: Group, query: str = "") -> dict[str, Any]:
    return {"label": _GROUPS[group], "url": f"{reverse('coverage')}?{query}group={group}"}
