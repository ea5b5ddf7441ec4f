"""Supervisors and the city office: which topics the officers answer by now, and which climb."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import viewer_of
from lianhu.cases.book import levels
from lianhu.cases.views.within import outermost
from lianhu.grid.models import Node
from lianhu.grid.rules import DeskKind, Role
from lianhu.ui.refusal import Refused


@login_required
@require_safe
def answered_where(request: PersonRequest) -> HttpResponse:
    viewer = viewer_of(request)
    places: list[Node] = [desk.node for desk in viewer.supervision] + [
        my.desk.node
        for my in viewer.serves
        if my.role is Role.CLERK and my.desk.kind == DeskKind.NODE and my.desk.node.depth == 1
    ]
    # What lies within another one is counted there.
    places = outermost(places)
    if not places:
        raise Refused(staff=viewer.is_staff)
    known = levels.levels()
    context = {
        "levels": [
            *(level.shown_name for level in known),
            pgettext("answered where", "Departments"),
        ],
        "topics": levels.answered_where(viewer, places, known),
        "places": [node for node in places if not node.level.is_beat],
    }
    return render(request, "cases/answered_where.html", context)
