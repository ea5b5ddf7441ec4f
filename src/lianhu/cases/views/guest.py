"""Asking without an account: by phone number, from anywhere."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianhu.cases import services
from lianhu.cases.asking_forms import ByPhoneForm
from lianhu.cases.models import Case
from lianhu.cases.views.asking import Attempt, attempt, by_phone
from lianhu.cases.views.attached import Attached
from lianhu.grid.models import Node
from lianhu.grid.queries import below, regions
from lianhu.kernel import clock, phones, text
from lianhu.kernel.ids import new_token
from lianhu.kernel.limits import Limit, address_of

# Many phones share one address.
BY_ADDRESS = Limit("asked from address", 30)
# More places than this are not one list on a phone.
MOST_PLACES = 300
# The guest of this browser's last question: to nobody else it is told what was asked by a number.
LAST = "guest"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """First, in a large city, where; then what. Without photos: nobody is known to have sent them.

    A case of no known beat begins at the lowest place that is known, whose desk goes on from there:
    no officer is given the question of somebody else's household.
    """
    within = _within(request)
    found = regions(within, MOST_PLACES)
    if found is None and "here" not in request.GET:
        context = {"within": within, "places": below(within)}
        return render(request, "cases/guest_where.html", context)
    sent = request.method == "POST"
    data = request.POST if sent else None
    form = ByPhoneForm(data, initial={"key": new_token()}, within=within, regions=found or ())
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            Attached(),
            lambda facts: _question(request, form, facts),
            compares=lambda question: request.session.get(LAST) == question.asker.pk,
        )
        if made.case is not None:
            request.session[LAST] = made.case.asker_id
            return _asked(request, made.case, added=made.added)
    context = made.shown(request) | {"form": form, "has_places": bool(found)}
    return render(request, "cases/guest_ask.html", context, status=422 if sent else 200)


def _within(request: HttpRequest) -> Node:
    nodes = Node.objects.filter(closed_at=None)
    code = text.clean(request.GET.get("in", ""), limit=40)
    found: Node | None = (nodes.filter(code=code) if code else nodes.filter(depth=1)).first()
    if found is None:
        raise Http404
    return found


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
