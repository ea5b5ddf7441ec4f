"""Helping: needs without names, taking one up, and what there is to visit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import needs, rules
from lianhu.cases.access import Viewer, officers_viewer
from lianhu.cases.act_forms import VisitedForm
from lianhu.cases.forms import CaseForm
from lianhu.cases.needs import Need
from lianhu.cases.views.acting import perform
from lianhu.cases.views.attached import Attached, take_in_voice
from lianhu.inbox.speaking import onward
from lianhu.kernel import cursor
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.ui.parts import Empty
from lianhu.ui.refusal import Refused


def _helper(request: PersonRequest) -> Viewer:
    viewer = officers_viewer(request)
    if not needs.served(viewer):
        raise Refused(staff=viewer.is_staff)
    return viewer


@login_required
@require_safe
def board(request: PersonRequest) -> HttpResponse:
    viewer = _helper(request)
    after = cursor.read(request.GET.get("after", ""), cursor.instant, cursor.key)
    rows, following = needs.board(viewer, (after[0], after[1]) if after else None)
    context = {
        "tab": "board",
        "rows": [{"need": need, "form": CaseForm(initial={"seq": need.case.seq})} for need in rows],
        "is_continued": after is not None,
        "next_at": cursor.write(*following) if following else "",
        "empty": None if rows else _nobody_needs(),
    }
    return render(request, "cases/needs.html", context)


def _nobody_needs() -> Empty:
    return Empty(_("Nobody near you waits for help"), _("What is asked around for stands here."))


@login_required
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    viewer = _helper(request)
    after = cursor.read(request.GET.get("after", ""), cursor.key)
    rows, following = needs.visits(viewer, after[0] if after else None)
    context = {
        "tab": "mine",
        "rows": [{"need": need, "state": _state(need)} for need in rows],
        "is_continued": after is not None,
        "next_at": cursor.write(following) if following else "",
        "empty": None
        if rows
        else Empty(_("You have taken nothing up"), _("What you take up stands here.")),
    }
    return render(request, "cases/my_visits.html", context)


def _state(need: Need) -> str:
    if need.is_due:
        return pgettext("need", "to visit")
    if need.case.need_visited_at is not None:
        return pgettext("need", "visited")
    return pgettext("need", "no longer needed")


@login_required
@require_POST
def take_up(request: PersonRequest, number: str) -> HttpResponse:
    viewer = _helper(request)
    case = needs.need_for(viewer, number)
    # Of the case nobody here sees more than the need, so what else happened has misled nobody.
    form = CaseForm({**request.POST.dict(), "seq": str(case.seq)})
    desk = needs.served(viewer)[0].pk
    outcome = perform(
        case,
        form,
        lambda facts: rules.TakeUp(viewer.person.pk, desk),
        entered_by=viewer.entered_by,
    )
    if outcome.done:
        told = _("You have taken it up. Here is where to go.")
        if viewer.entered_by is not None:
            told = _("It is taken up. Please say who tells where to go.")
        messages.success(request, told)
        return onward(request, "visit", case.number)
    messages.info(request, _("Somebody else has taken it up meanwhile, or it is over."))
    return onward(request, "needs")


@login_required
@require_safe
def visit(request: PersonRequest, number: str) -> HttpResponse:
    viewer = officers_viewer(request)
    need = needs.visit_for(viewer, number)
    form = VisitedForm(initial={"seq": need.case.seq})
    return _visit(request, viewer, need, form, Attached())


@login_required
@require_POST
def visited(request: PersonRequest, number: str) -> HttpResponse:
    viewer = officers_viewer(request)
    need = needs.visit_for(viewer, number)
    attached = take_in_voice(request)
    form = VisitedForm({**request.POST.dict(), "seq": str(need.case.seq)})
    form.fields["words"].required = not (attached.voice or attached.voice_errors)
    outcome = perform(
        need.case,
        form,
        lambda facts: rules.Visited(viewer.person.pk, facts["words"], attached.counts["voice"]),
        attached,
        viewer.entered_by,
    )
    if outcome.done:
        messages.success(request, _("Thank you. The household can say that the help has come."))
        return onward(request, "my_visits")
    need = needs.visit_for(viewer, number)
    return _visit(request, viewer, need, form, attached, status=422)


def _visit(
    request: PersonRequest,
    viewer: Viewer,
    need: Need,
    form: VisitedForm,
    attached: Attached,
    *,
    status: int = 200,
) -> HttpResponse:
    asker = need.case.asker if need.is_due and viewer.entered_by is None else None
    if asker is not None:
        record_look(
            viewer.person,
            Look.Verb.VISIT,
            desk=needs.served(viewer)[0].pk,
            purpose=need.case.number,
            at=viewer.now,
            resident=asker.pk,
        )
    Drafts(request, need.case.number).offer(form, "visit_done")
    context = attached.shown() | {
        "need": need,
        "may_note": need.is_due,
        "told_by": needs.told_by(need) if need.is_due and viewer.entered_by else None,
        "asker": asker,
        "household": asker.household if asker else None,
        "state": _state(need),
        "form": form,
    }
    return render(request, "cases/visit.html", context, status=status)
