"""Asking without an account: by phone number, from anywhere."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianhu.cases import services
from lianhu.cases.asking_forms import ByPhoneForm
from lianhu.cases.models import Case
from lianhu.cases.views import book
from lianhu.cases.views.asking import (
    Attempt,
    attempt,
    begun,
    by_phone,
    handed_over,
    kind_of,
    take_over,
)
from lianhu.cases.views.attached import Attached
from lianhu.cases.views.places import where
from lianhu.grid.models import Node
from lianhu.kernel import clock, phones
from lianhu.kernel.limits import Limit, address_of

# Many phones share one address.
BY_ADDRESS = Limit("asked from address", 30)
# The guest of this browser's last question: to nobody else it is told what was asked by a number.
LAST = "guest"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """First, in a large city, where; then what. Without photos: nobody is known to have sent them.

    A case of no known beat begins at the lowest place that is known, whose desk goes on from there:
    no officer is given the question of somebody else's household.
    """
    found, enough = where(request, Node.objects.get(depth=1))
    handed = handed_over(request)
    if not enough:
        context = {"found": found, "kind": kind_of(request), "words": handed}
        return render(request, "cases/guest_where.html", context)
    sent = request.method == "POST" and not handed
    if sent and (helped := book.helped(request)) is not None:
        return helped
    data = request.POST if sent else None
    form = ByPhoneForm(
        data, initial=begun(request), within=found.within, regions=found.regions or ()
    )
    take_over(form, handed)
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            Attached(),
            lambda facts: _question(request, form, facts),
            compares=lambda question: request.session.get(LAST) == question.asker.pk,
            suggests=True,
        )
        if made.case is not None:
            request.session[LAST] = made.case.asker_id
            return _asked(request, made.case, added=made.added)
    context = made.shown(request) | {"form": form, "has_places": bool(found.regions)}
    return render(request, "cases/guest_ask.html", context, status=422 if sent else 200)


def _question(
    request: HttpRequest, form: ByPhoneForm, facts: dict[str, Any]
) -> services.Question | None:
    if not BY_ADDRESS.spend(address_of(request), clock.wall()):
        form.add_error(
            None, gettext("Too much was asked from here within the hour. Please call instead.")
        )
        return None
    asker = by_phone(form, facts["phone"], facts["name"])
    if asker is None:
        return None
    return services.Question(
        asker=asker,
        beat=facts["place"],
        words=facts["words"],
        case_class=facts["case_class"],
        topic=facts["topic"],
        confidential=facts["confidential"],
    )


def _asked(request: HttpRequest, case: Case, *, added: bool) -> HttpResponse:
    """The number is said once, here; what is asked is on no page."""
    facts = {"number": case.number, "phone": phones.shown(case.asker.phone)}
    if added:
        said = gettext("Added to number %(number)s. The answer goes to %(phone)s.")
    else:
        said = gettext("Received. Your number is %(number)s. The answer goes to %(phone)s.")
    messages.success(request, said % facts)
    return redirect("stage", case.token)
