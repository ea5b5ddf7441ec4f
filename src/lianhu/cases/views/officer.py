"""One case on the phone: for the officer who has it, the roster above, and desks it passed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.drafts import Drafts, Left
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import rules, together
from lianhu.cases.access import Access, Relation, Viewer, case_for, officers_viewer
from lianhu.cases.act_forms import FollowUpForm
from lianhu.cases.book.suggesting import beside, filled, looked_up, used
from lianhu.cases.forms import AnswerForm, CaseForm, OnBehalfForm, PassUpForm, WordsForm
from lianhu.cases.journey import notices
from lianhu.cases.journey import staff as journey
from lianhu.cases.journey.staff_titles import asker_name
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.looks import look
from lianhu.cases.models import Case
from lianhu.cases.titles import split, title_of
from lianhu.cases.views.acting import lost, perform, was_done
from lianhu.cases.views.further import FURTHER
from lianhu.cases.views.phone_more import more
from lianhu.grid.calling import phone
from lianhu.grid.naming import is_beat
from lianhu.inbox.speaking import onward

# What its form is called on the page, by the route that it is sent to.
FIELDS = {
    "case_pass_up": "pass_up_form",
    "case_note": "note_form",
    "case_on_behalf": "on_behalf_form",
    "case_follow_up": "follow_up_form",
}

# Of who acts, at which desk, and what was filled in.
Command = Callable[[int, int, dict[str, Any]], rules.Command]


@login_required
@require_safe
def case(request: PersonRequest, number: str) -> HttpResponse:
    viewer = officers_viewer(request)
    access = case_for(viewer, number)
    if access.relation is Relation.SUPERVISOR:
        if viewer.entered_by is not None:
            raise Http404  # whoever supervises reads, and says nothing that is entered
        return redirect("watched_case", access.case.number)
    return _case(request, viewer, access, act=request.GET.get("act", "").removeprefix("case_"))


@login_required
@require_POST
def take(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        CaseForm(request.POST),
        lambda who, desk, facts: rules.Take(who, desk),
        gettext("It is yours now."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, number: str) -> HttpResponse:
    """The composer, a page of its own so that it works without scripts; POST sends the answer."""
    viewer = officers_viewer(request)
    access = case_for(viewer, number)
    if access.relation is not Relation.HOLDER and not was_done(request, viewer.person):
        return _too_late(request, viewer, access)
    if request.method != "POST":
        form: CaseForm = AnswerForm(initial={"seq": access.case.seq})
        return _composer(request, viewer, access, form, item=request.GET.get("item", ""))
    sent = AnswerForm(request.POST)
    if "use" in request.POST and access.relation is Relation.HOLDER:
        return _composer(request, viewer, access, sent, item=request.POST["use"])
    sent.askers = together.askers(access.case)
    outcome = perform(
        access.case,
        sent,
        lambda facts: rules.Answer(
            viewer.person.pk, access.desk.pk, facts["words"], facts["papers"], used(facts)
        ),
        entered_by=viewer.entered_by,
    )
    if outcome.done:
        messages.success(request, gettext("Answered. It is with the resident now."))
        return redirect("calls" if viewer.entered_by else "inbox")
    access = case_for(viewer, number)
    if access.relation is not Relation.HOLDER:
        return _too_late(request, viewer, access)
    return _composer(request, viewer, access, outcome.form, status=409 if outcome.conflict else 422)


def _composer(
    request: PersonRequest,
    viewer: Viewer,
    access: Access,
    form: CaseForm,
    *,
    item: str = "",
    status: int = 200,
) -> HttpResponse:
    """`item`: the code of what the book says that the answer is to hold as well."""
    look(viewer, access)
    Drafts(request, access.case.number).offer(form, "case_answer")
    filled(form, item)
    way = way_of(access.case)
    context = {
        "case": access.case,
        "title": title_of(way.asked),
        "words": way.words,
        "voice": None if access.entered else way.voice,
        "asker": asker_name(access.case, sees_asker=access.sees_asker),
        "askers": together.askers(access.case) if way.may_lead else 1,
        "form": form,
        "fitting": beside(access.case, looked_up(way.words, viewer.now), viewer.now),
    }
    return render(request, "cases/officer_answer.html", context, status=status)


@login_required
@require_POST
def pass_up(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        PassUpForm(request.POST, auto_id="up_%s"),
        lambda who, desk, facts: rules.PassUp(who, desk, facts["words"]),
        gettext("Passed up. You can follow it here."),
        field="pass_up_form",
    )


@login_required
@require_POST
def note(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        WordsForm(request.POST, auto_id="note_%s"),
        lambda who, desk, facts: rules.Note(who, desk, facts["words"]),
        gettext("Noted."),
        field="note_form",
    )


@login_required
@require_POST
def on_behalf(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        OnBehalfForm(request.POST, auto_id="done_%s"),
        lambda who, desk, facts: rules.OnBehalf(who, desk, facts["words"], facts["follow_up_on"]),
        gettext("Noted: done for the resident."),
        field="on_behalf_form",
    )


@login_required
@require_POST
def follow_up(request: PersonRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        FollowUpForm(request.POST, auto_id="follow_%s"),
        lambda who, desk, facts: rules.FollowUp(who, desk, facts["words"], facts["solved"]),
        gettext("Noted: you asked how it went."),
        field="follow_up_form",
    )


@login_required
@require_POST
def further(request: PersonRequest, number: str, act: str) -> HttpResponse:
    this = FURTHER[act]
    make = this.command
    assert make is not None
    return _act(
        request,
        number,
        this.form(request.POST, auto_id="act_%s"),
        make,
        str(this.done),
        field="act_form",
        act=act,
    )


def _act(
    request: PersonRequest,
    number: str,
    form: CaseForm,
    command: Command,
    said: str,
    *,
    field: str = "",
    act: str = "",
) -> HttpResponse:
    """Do it and show the case; or show it with the form, named `field` on the page, and why not.

    `act` is the further act that the form is of.
    """
    viewer = officers_viewer(request)
    access = case_for(viewer, number)
    if not access.may_act and not was_done(request, viewer.person):
        return _too_late(request, viewer, access)
    outcome = perform(
        access.case,
        form,
        lambda facts: command(viewer.person.pk, access.desk.pk, facts),
        entered_by=viewer.entered_by,
    )
    if outcome.done:
        messages.success(request, said)
        if viewer.entered_by and outcome.case and outcome.case.confidential:
            return redirect("calls")  # from now on only whoever handles it reads it
        return onward(request, "case", access.case.number)
    access = case_for(viewer, number)
    if not access.may_act:
        return _too_late(request, viewer, access)
    status = 409 if outcome.conflict else 422
    extra = {field or "take_form": outcome.form}
    return _case(request, viewer, access, extra, act=act, status=status)


def _too_late(request: PersonRequest, viewer: Viewer, access: Access) -> HttpResponse:
    """The case went on while somebody wrote: nothing is done, and what was written is shown."""
    if not access.sees_words:
        raise PermissionDenied
    kept = {"kept": request.POST.get("words", "")}
    return _case(request, viewer, access, kept, status=lost(request, access.case))


def _case(
    request: PersonRequest,
    viewer: Viewer,
    access: Access,
    extra: dict[str, Any] | None = None,
    *,
    act: str = "",
    status: int = 200,
) -> HttpResponse:
    look(viewer, access)
    way, drafts = way_of(access.case), Drafts(request, access.case.number)
    if access.relation is Relation.ROSTER:
        template, context = "cases/officer_shared.html", _shared(viewer, access, way)
    else:
        template, context = "cases/officer_case.html", _whole(viewer, access, way)
        sent = (extra or {}).get("act_form")
        context |= more(viewer, access, way, drafts, chosen=act, sent=sent)
    context |= extra or {}
    context["left"] = _offer_drafts(drafts, context)
    return render(request, template, context, status=status)


def _offer_drafts(drafts: Drafts, context: dict[str, Any]) -> Left | None:
    """Let the page's forms keep drafts, and find one that none of them is for."""
    offered = ["case_answer"] if context.get("mine") else []
    offered += [row["route"] for row in context.get("more", ())]
    for route, field in FIELDS.items():
        if context.get(field) is not None:
            drafts.offer(context[field], route)
            offered.append(route)
    return drafts.left(["case", "case_answer"], offered)


def _shared(viewer: Viewer, access: Access, way: Way) -> dict[str, Any]:
    """What the roster above sees from minute 8 on: the words and the topic, not who asked."""
    assert access.stage is not None
    title, rest = split(way.asked)
    return {
        "case": access.case,
        "title": title,
        "rest": rest,
        "photos": () if access.entered else way.photos,
        "voice": None if access.entered else way.voice,
        "chip": journey.row_chip(access.stage, consulting=False, now=viewer.now),
        "below": access.stage.desk.shown_name,
    }


def _whole(viewer: Viewer, access: Access, way: Way) -> dict[str, Any]:
    case, mine = access.case, access.relation is Relation.HOLDER
    seq = {"seq": case.seq}
    title, rest = split(way.asked)
    asked, *since = journey.timeline(way, sees_asker=access.sees_asker)
    if access.entered:
        since = [replace(event, photos=(), voice=None) for event in since]
    asker = case.asker if access.sees_asker else None
    # Desks above the beat need a name to answer to, not an address; a number only to call.
    neighbour = asker if is_beat(access.desk) else None
    callee = neighbour or (asker if access.sees_number else None)
    follows_up = access.may_act and case.follow_up_by_id == access.desk.pk
    may_do = mine or (access.may_act and access.stage is None)
    up = _up(way, access) if mine else ""
    told = []
    if mine and access.stage is not None:
        told = notices.of_state(way, access.stage)
    elif access.relation is Relation.PASSED and case.merged_into_id is not None:
        told = [notices.merged(case, viewer, "case")]
    return {
        "case": case,
        "title": title,
        "rest": rest,
        "photos": () if access.entered else way.photos,
        "voice": None if access.entered else way.voice,
        "status": journey.status(case),
        "chip": journey.chip(way, viewer.now, mine=mine),
        "asker": asker,
        "household": neighbour.household if neighbour else None,
        "call": phone(callee.shown_name, callee.phone) if callee and callee.phone else None,
        "mine": mine,
        "fitting": beside(case, looked_up(way.words, viewer.now), viewer.now) if mine else [],
        "may_act": access.may_act,
        "notices": told,
        "is_merged": case.merged_into_id is not None,
        "untaken": mine and access.stage is not None and access.stage.taken_by_id is None,
        "up": up,
        "climb": journey.climb(way, sees_asker=access.sees_asker),
        # What was asked stands at the head of the page already.
        "timeline": [replace(asked, words="", photos=(), voice=None), *since],
        "answer": journey.answer(way),
        "for_group": not (case.in_confidence or access.entered),
        "take_form": CaseForm(initial=seq),
        "pass_up_form": PassUpForm(initial=seq, auto_id="up_%s") if up else None,
        "note_form": WordsForm(initial=seq, auto_id="note_%s") if mine else None,
        "on_behalf_form": OnBehalfForm(initial=seq, auto_id="done_%s") if may_do else None,
        "follow_up_form": _follow_up_form(case) if follows_up else None,
    }


def _follow_up_form(case: Case) -> FollowUpForm:
    form = FollowUpForm(initial={"seq": case.seq}, auto_id="follow_%s")
    if case.status not in (rules.Status.ANSWERED, rules.Status.SETTLED):
        del form.fields["solved"]  # no answer yet that could have helped
    return form


def _up(way: Way, access: Access) -> str:
    """The desk that passing up would take it to, if nobody is skipped; empty at the top."""
    above = way.above(access.desk)
    return above.shown_name if above else ""
