"""Where an administrator begins, and what administrators changed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.steward.access import administrators_only
from lianhu.steward.models import Change
from lianhu.steward.verbs import VERBS

PAGE = 50


@administrators_only
@require_safe
def start(request: PersonRequest) -> HttpResponse:
    return render(request, "steward/start.html")


@administrators_only
@require_safe
def changes(request: PersonRequest) -> HttpResponse:
    found = Change.objects.select_related("by").order_by("-id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [{"change": change, "verb": VERBS.get(change.verb, change.verb)} for change in page]
    return render(request, "steward/changes.html", {"rows": rows, "page": page})
