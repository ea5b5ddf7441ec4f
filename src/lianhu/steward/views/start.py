"""Where an administrator begins, and what administrators changed."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.calendars import unconfirmed_years
from lianhu.kernel import clock
from lianhu.steward import overview
from lianhu.steward.access import administrators_only
from lianhu.steward.models import Change
from lianhu.steward.telling import told
from lianhu.steward.verbs import VERBS
from lianhu.steward.views.editing import Crumb
from lianhu.ui.parts import Link, Notice, Tone

PAGE = 50
LATEST = 5


def home() -> Crumb:
    return Crumb(pgettext("navigation", "Setting up"), reverse("steward"))


@require_safe
@administrators_only
def start(request: PersonRequest) -> HttpResponse:
    latest = Change.objects.select_related("by", "entered_by").order_by("-id")[:LATEST]
    context = {
        "areas": overview.areas(),
        "notices": [_unconfirmed(year) for year in unconfirmed_years(clock.now())],
        "rows": [_row(change) for change in latest],
    }
    return render(request, "steward/start.html", context)


def _unconfirmed(year: int) -> Notice:
    return Notice(
        title=_("%(year)s is not confirmed yet") % {"year": year},
        text=_(
            "Its days off and make-up working days have to be checked against the published"
            " list: deadlines reach into them."
        ),
        tone=Tone.SOON,
        link=Link(_("Open the calendar"), reverse("setup_calendar", args=[year])),
    )


@require_safe
@administrators_only
def changes(request: PersonRequest) -> HttpResponse:
    found = Change.objects.select_related("by", "entered_by").order_by("-id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(change) for change in page], "page": page}
    return render(request, "steward/changes.html", context)


def _row(change: Change) -> dict[str, Any]:
    return {
        "change": change,
        "verb": VERBS.get(change.verb, change.verb),
        "subject": told(change),
        "count": number_format(len(change.after)),
    }
