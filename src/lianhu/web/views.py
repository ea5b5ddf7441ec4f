"""Where each person starts, and whether we are alive."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import resident_of, viewer_of
from lianhu.grid.rules import DeskKind, Role


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
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
