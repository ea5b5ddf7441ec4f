"""Desks: what waits, beside it one case, and everything that can be done with it."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import rules, services, together
from lianhu.cases.access import Access, Relation, Viewer, case_for, viewer_of
from lianhu.cases.book.suggesting import filled, used
from lianhu.cases.forms import AnswerForm
from lianhu.cases.looks import look
from lianhu.cases.models import Case
from lianhu.cases.views.acting import Outcome, attempt, lost, perform, was_done
from lianhu.cases.views.further import FURTHER
from lianhu.cases.views.offers import Failed, form_for
from lianhu.cases.views.pane import Pane
from lianhu.cases.views.workbench import Place, listing
from lianhu.ui.refusal import Refused

Facts = dict[str, Any]

DONE = {
    "desk_take": gettext_lazy("It is yours now."),
    "desk_answer": gettext_lazy("Answered. It is with the resident now."),
    "desk_consult": gettext_lazy("Sent to the department. Your clock stands still meanwhile."),
    "desk_return": gettext_lazy("Returned. You can follow it here."),
    "desk_pass_up": gettext_lazy("Passed up. You can follow it here."),
    "desk_on_behalf": gettext_lazy("Noted: done for the resident."),
    "desk_follow_up": gettext_lazy("Noted: you asked how it went."),
    "desk_note": gettext_lazy("Noted."),
    **{f"desk_{name}": further.done for name, further in FURTHER.items()},
}


@login_required
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """The list. `part=list` is the list alone, for the page that asks again every 20 seconds."""
    viewer = viewer_of(request)
    if request.GET.get("part") == "list":
        return _list_alone(request, viewer)
    place = _place(request, viewer)
    return render(request, "cases/desk.html", listing(place, viewer))


def _place(request: PersonRequest, viewer: Viewer, number: str = "") -> Place:
    place = Place(request, viewer, number)
    if not place.desks:
        raise Refused(staff=viewer.is_staff)
    return place


def _list_alone(request: PersonRequest, viewer: Viewer) -> HttpResponse:
    place = _place(request, viewer, request.GET.get("case", ""))
    response = render(request, "cases/parts/worklist.html", listing(place, viewer))
    patch_cache_control(response, private=True, no_cache=True)
    etag = quote_etag(sha256(response.content).hexdigest())
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


@login_required
@require_safe
def case(request: PersonRequest, number: str) -> HttpResponse:
    viewer = viewer_of(request)
    access = case_for(viewer, number)
    if access.relation is Relation.SUPERVISOR:
        return redirect("watched_case", access.case.number)
    return _pane(request, viewer, access, opened=request.GET.get("act", ""))


def _pane(
    request: PersonRequest,
    viewer: Viewer,
    access: Access,
    *,
    opened: str = "",
    failed: Failed | None = None,
    status: int = 200,
) -> HttpResponse:
    look(viewer, access)
    place = _place(request, viewer, access.case.number)
    drafts = Drafts(request, access.case.number)
    into = request.GET.get("into", "")
    shown = Pane(viewer, access, place, drafts, opened=opened, into=into, failed=failed)
    context = listing(place, viewer) | shown.context()
    return render(request, "cases/desk_case.html", context, status=status)


@login_required
@require_POST
def take(request: PersonRequest, number: str) -> HttpResponse:
    return _act(request, number, "desk_take", lambda who, desk, facts: rules.Take(who, desk))


@login_required
@require_POST
def answer(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_answer",
        lambda who, desk, facts: rules.Answer(
            who, desk, facts["words"], facts["papers"], used(facts)
        ),
    )


@login_required
@require_POST
def pass_up(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_pass_up",
        lambda who, desk, facts: rules.PassUp(who, desk, facts["words"]),
    )


@login_required
@require_POST
def send_back(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_return",
        lambda who, desk, facts: rules.Return(who, desk, facts["words"]),
    )


@login_required
@require_POST
def consult(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_consult",
        lambda who, desk, facts: rules.Consult(who, desk, facts["department"].pk, facts["words"]),
    )


@login_required
@require_POST
def on_behalf(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_on_behalf",
        lambda who, desk, facts: rules.OnBehalf(who, desk, facts["words"], facts["follow_up_on"]),
    )


@login_required
@require_POST
def follow_up(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_follow_up",
        lambda who, desk, facts: rules.FollowUp(who, desk, facts["words"], facts.get("solved")),
    )


@login_required
@require_POST
def note(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        "desk_note",
        lambda who, desk, facts: rules.Note(who, desk, facts["words"]),
    )


@login_required
@require_POST
def further(request: PersonRequest, number: str, act: str) -> HttpResponse:
    command = FURTHER[act].command
    assert command is not None
    return _act(request, number, f"desk_{act}", command)


@login_required
@require_POST
def merge(request: PersonRequest, number: str) -> HttpResponse:
    """Handle it together with another one at the desk, and go on with that one."""
    viewer = viewer_of(request)
    access = case_for(viewer, number)
    form = form_for("desk_merge", request.POST)
    if access.relation is not Relation.HOLDER and not was_done(request):
        return _too_late(request, viewer, access, "desk_merge")
    outcome = attempt(access.case, form, lambda facts: _merge(viewer, access, facts))
    if outcome.done:
        messages.success(request, str(DONE["desk_merge"]))
        leading = form.cleaned_data["case"]
        return redirect(Place(request, viewer).case_url(leading))
    return _failed(request, viewer, number, "desk_merge", outcome)


def _merge(viewer: Viewer, access: Access, facts: Facts) -> Case:
    """Raises rules.NotTogether for what is not at the same desk, or not for this person to see."""
    try:
        other = case_for(viewer, facts["case"])
    except Http404:
        raise rules.NotTogether from None
    if other.case.pk == access.case.pk:
        raise rules.NotTogether
    return services.merge(
        access.case.pk,
        other.case.pk,
        actor=viewer.person.pk,
        desk=access.desk.pk,
        seq=facts["seq"],
        into_seq=other.case.seq,
        now=viewer.now,
        key=facts["key"],
    )


@login_required
@require_POST
def split(request: PersonRequest, number: str) -> HttpResponse:
    """Let a merged case go its own way, and stay with the one that it was merged with."""
    viewer = viewer_of(request)
    access = case_for(viewer, number)
    desk, leading = together.splits_at(access.case, viewer), access.case.merged_into
    said = gettext_lazy("Split off: it stands in your list again.")
    if was_done(request):
        messages.success(request, said)
        return redirect(Place(request, viewer).case_url(access.case.number))
    if desk is None or leading is None:
        raise PermissionDenied
    command = rules.Split(viewer.person.pk, desk.pk)
    form = form_for("desk_split", request.POST)
    outcome = perform(access.case, form, lambda facts: command)
    if outcome.done:
        messages.success(request, said)
    else:
        for error in form.non_field_errors():
            messages.error(request, str(error))
    return redirect(Place(request, viewer).case_url(leading.number))


def _act(
    request: PersonRequest,
    number: str,
    route: str,
    command: Callable[[int, int, Facts], rules.Command],
) -> HttpResponse:
    """Do it and show the case; or show the case with the form as it was sent, and why not."""
    viewer = viewer_of(request)
    access = case_for(viewer, number)
    form = form_for(route, request.POST)
    if "use" in request.POST and route == "desk_answer" and access.relation is Relation.HOLDER:
        filled(form, request.POST["use"])
        return _pane(request, viewer, access, failed=Failed(route, form))
    if not access.may_act and not was_done(request):
        return _too_late(request, viewer, access, route)
    if isinstance(form, AnswerForm):
        form.askers = together.askers(access.case)
    outcome = perform(
        access.case, form, lambda facts: command(viewer.person.pk, access.desk.pk, facts)
    )
    if outcome.done:
        messages.success(request, str(DONE[route]))
        return redirect(Place(request, viewer).case_url(access.case.number))
    return _failed(request, viewer, number, route, outcome)


def _failed(
    request: PersonRequest, viewer: Viewer, number: str, route: str, outcome: Outcome
) -> HttpResponse:
    access = case_for(viewer, number)
    if not access.may_act:
        return _too_late(request, viewer, access, route)
    failed = Failed(route, outcome.form, conflict=outcome.conflict)
    status = 409 if outcome.conflict else 422
    return _pane(request, viewer, access, failed=failed, status=status)


def _too_late(request: PersonRequest, viewer: Viewer, access: Access, route: str) -> HttpResponse:
    """The case went on while somebody wrote: nothing is done, and what was written is shown."""
    if not access.sees_words:
        raise PermissionDenied
    failed = Failed(route, form_for(route, request.POST), conflict=True)
    return _pane(request, viewer, access, failed=failed, status=lost(request, access.case))
