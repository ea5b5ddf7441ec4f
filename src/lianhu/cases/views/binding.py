"""Putting what was asked by one's number before together with one's own matters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.cases import binding
from lianhu.grid.queries import resident_of
from lianhu.kernel import clock


@login_required
@require_POST
def bind(request: PersonRequest) -> HttpResponse:
    resident = resident_of(request.user)
    if resident is not None and not is_card_only(request):
        agreed = request.POST.get("answer") == "yes"
        numbers = binding.bind(resident, agreed=agreed, now=clock.now())
        if numbers:
            said = ngettext(
                "%(count)d matter is now among yours.",
                "%(count)d matters are now among yours.",
                len(numbers),
            )
            messages.success(request, said % {"count": len(numbers)})
        elif not agreed:
            messages.success(request, gettext("Good: they stay apart."))
    return redirect("my_cases")
