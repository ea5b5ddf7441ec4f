"""Where each person starts, and whether we are alive."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import resident_of, viewer_of
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel import clock
from lianhu.web.health import not_ready


@login_required
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Send everybody to where their day begins."""
    viewer = viewer_of(request)
    if any(my.desk.kind == DeskKind.NODE and my.role is Role.CLERK for my in viewer.serves):
        return redirect("desk")
    if any(my.role in (Role.OFFICER, Role.BACKUP) for my in viewer.serves):
        return redirect("inbox")
    if any(my.desk.kind == DeskKind.DEPARTMENT for my in viewer.serves):
        return redirect("consultations")
    if viewer.supervision:
        return redirect("overdue")
    if resident_of(request.user):
        return redirect("my_cases")
    if request.user.is_administrator:
        return redirect("steward")
    return redirect("ask")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while people can be sent here, else 503 and what is missing: database, worker."""
    missing = not_ready(clock.wall())
    status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
    return HttpResponse(" ".join(missing) or "ready", content_type="text/plain", status=status)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
