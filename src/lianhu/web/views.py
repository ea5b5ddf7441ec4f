"""Where each person starts, and whether we are alive."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import viewer_of
from lianhu.grid.queries import resident_of
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel import clock
from lianhu.web.counted import CONTENT_TYPE, exposition
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
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For a Prometheus server that sends LIANHU_METRICS_TOKEN; for everybody else there is none."""
    wanted = f"Bearer {settings.METRICS_TOKEN}" if settings.METRICS_TOKEN else ""
    given = request.headers.get("Authorization", "")
    if not (wanted and constant_time_compare(given, wanted)):
        raise Http404
    return HttpResponse(exposition(clock.wall()), content_type=CONTENT_TYPE)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
