"""One tap of a desk: past the levels between to the section that a question surely belongs to."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.cases import rules
from lianhu.cases.access import Access, Relation, case_for, viewer_of
from lianhu.cases.act_forms import StraightForm
from lianhu.cases.book.suggesting import looked_up
from lianhu.cases.journey.way import way_of
from lianhu.cases.routing.beside import likely
from lianhu.cases.routing.straight import straight_to
from lianhu.cases.views.acting import perform, was_done
from lianhu.cases.views.workbench import Place
from lianhu.grid.models import Desk
from lianhu.grid.queries import ladder_and_departments
from lianhu.kernel import clock

SENT = gettext_lazy("Sent straight there. You can follow it here.")


@login_required
@require_POST
def straight(request: PersonRequest, number: str) -> HttpResponse:
    viewer = viewer_of(request)
    access = case_for(viewer, number)
    form = StraightForm(request.POST)
    repeated = was_done(request)
    if not repeated and not access.may_act:
        raise PermissionDenied
    outcome = perform(access.case, form, lambda facts: _command(access, viewer.person.pk, facts))
    if outcome.done:
        messages.success(request, str(SENT))
    else:
        for error in form.non_field_errors():
            messages.error(request, str(error))
    return redirect(Place(request, viewer).case_url(access.case.number))


def _command(access: Access, actor: int, facts: dict[str, Any]) -> rules.Transfer:
    """What the page named is asked for anew: the case, what was learnt and what is agreed may be
    others by now. Raises rules.NoSuchDesk.
    """
    found = None
    if access.relation is Relation.HOLDER:
        ladder, departments = ladder_and_departments(access.case.beat)
        words = way_of(access.case, ladder).words
        guess = likely(words, departments, looked_up(words, clock.now()))
        found = straight_to(access.case, access.desk, guess)
    if found is None or not isinstance(found.named, Desk) or found.named.code != facts["to"]:
        raise rules.NoSuchDesk
    telling = "\n".join(found.words)
    return rules.Transfer(actor, access.desk.pk, found.named.pk, telling, sure=found.percent)
