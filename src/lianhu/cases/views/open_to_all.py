"""What everybody may read and do without signing in: who sees a household, complaints and ideas."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianhu.cases.rules import CaseClass
from lianhu.grid.queries import home_desk, resident_of


@require_safe
def who_sees(request: HttpRequest) -> HttpResponse:
    """`cases/access.py` in plain words. Whoever changes one of the two changes the other."""
    return render(request, "cases/who_sees.html")


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """A complaint or an idea is a matter like others, with its number, its desk and its promise.

    Staff, too, ask it as residents or by their number: about the work or about these pages.
    """
    user = request.user
    resident = resident_of(user) if user.is_authenticated else None
    is_at_home = resident is not None and resident.household and home_desk(resident.household)
    way = reverse("ask" if is_at_home else "guest_ask")
    return redirect(f"{way}?case_class={CaseClass.COMPLAINT}")
