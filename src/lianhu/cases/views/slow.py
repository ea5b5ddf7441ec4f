"""Supervisors: what took most of its time lately or ran out, by cause. Never by person."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases import slow
from lianhu.cases.slow import By, Line, Slow
from lianhu.cases.views.causes import CAUSES
from lianhu.cases.views.supervisor import places_of, supervisor_of
from lianhu.cases.views.within import within
from lianhu.cases.watch import Cause
from lianhu.ui.parts import Empty

_BY = {
    By.PLACE: pgettext_lazy("slow stages", "By place"),
    By.LEVEL: pgettext_lazy("slow stages", "By level"),
    By.TOPIC: pgettext_lazy("slow stages", "By topic"),
}


# Here a stage may have been left on the way up too.
_CAUSES = {**CAUSES, Cause.UNMANNED: pgettext_lazy("slow stages", "Nobody on duty")}


@login_required
@require_safe
def slow_stages(request: PersonRequest) -> HttpResponse:
    viewer = supervisor_of(request)
    where = within(request, viewer)
    asked = request.GET.get("by", "")
    by = By(asked) if asked in {one.value for one in By} else By.PLACE
    found = slow.slow(viewer, where.places, by)
    context = {
        "places": places_of(viewer),
        "within": where,
        "by": by,
        "kept": [("by", by)],
        "whole": f"by={by}",
        "tabs": [
            {"label": label, "url": f"?{where.query}by={one}", "current": one is by}
            for one, label in _BY.items()
        ],
        "causes": [_cause(one, by) for one in found],
        "empty": None
        if found
        else Empty(
            _("Nothing was slow lately"), _("No stage of the last 7 days needed most of its time.")
        ),
    }
    return render(request, "cases/slow.html", context)


def _cause(found: Slow, by: By) -> dict[str, Any]:
    lines = [
        {"what": _what(line, by), "open": line.open, "closed": line.closed} for line in found.lines
    ]
    return {"title": _CAUSES[found.cause], "count": found.count, "lines": lines}


def _what(line: Line, by: By) -> str:
    if line.what is not None:
        return line.what.shown_name
    if by is By.LEVEL:
        return pgettext("slow stages", "Departments")
    return pgettext("slow stages", "Without a topic")
