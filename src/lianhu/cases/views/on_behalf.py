"""Asking for somebody else by duty: an officer for own households, a clerk for callers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import services
from lianhu.cases.access import viewer_of
from lianhu.cases.asking_forms import CallerForm, HouseholdForm
from lianhu.cases.home_forms import AskedForm, spoken_at_beats
from lianhu.cases.models import Case, Stage
from lianhu.cases.rules import Door
from lianhu.cases.views import book
from lianhu.cases.views.asking import Attempt, attempt
from lianhu.cases.views.attached import Attached, take_in
from lianhu.cases.views.places import where
from lianhu.grid.guests import contact_of, guest
from lianhu.grid.models import Household, Node
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import DeskKind, Role
from lianhu.grid.serving import own_household
from lianhu.inbox.speaking import Speaker, onward
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.ui import timewords


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def for_household(request: PersonRequest, code: str) -> HttpResponse:
    """Whoever opens it has opened the household, which sees that."""
    household, my = own_household(request, code)
    sent = request.method == "POST"
    if sent and (helped := book.helped(request)) is not None:
        return helped
    data = request.POST if sent else None
    form = HouseholdForm(data, initial={"key": new_token()}, household=household)
    Drafts(request, household.code).offer(form, "household_ask")
    attached = take_in(request) if sent else Attached()
    form.fields["words"].required = not (attached.voice or attached.voice_errors)
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            attached,
            lambda facts: _for_household(request, form, facts, household, my, attached),
            suggests=True,
            by_duty=True,
        )
        if made.case is not None:
            messages.success(request, asked_for(made.case, added=made.added))
            return redirect("households")
    record_look(
        request.user,
        Look.Verb.HOUSEHOLD,
        desk=my.desk.pk,
        purpose=f"duty {my.duty}",
        at=clock.now(),
        household=household.pk,
    )
    context = attached.shown() | made.shown(request, in_words=False)
    context |= {"form": form, "household": household}
    return render(request, "cases/household_ask.html", context, status=422 if sent else 200)


def _for_household(
    request: PersonRequest,
    form: HouseholdForm,
    facts: dict[str, Any],
    household: Household,
    my: MyDesk,
    attached: Attached,
) -> services.Question:
    return services.Question(
        asker=form.residents.get(facts["whom"]) or contact_of(household),
        beat=my.desk.node,
        words=facts["words"],
        case_class=facts["case_class"],
        topic=facts["topic"],
        door=facts["door"],
        actor=request.user.pk,
        photos=attached.photos,
        voice=attached.voice,
        confidential=facts["confidential"],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def for_officer(request: PersonRequest) -> HttpResponse:
    """What an officer says on the telephone that an own household asks, entered by its number: the
    page tells nothing of the household, nor what it has asked before. Raises Http404.
    """
    speaker, beats = spoken_at_beats(request)
    sent = request.method == "POST"
    form = AskedForm(request.POST if sent else None, beats=beats, initial={"key": new_token()})
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            Attached(),
            lambda facts: _for_officer(form, facts, speaker),
            compares=lambda _question: False,
            by_duty=True,
        )
    if made.case is not None:
        said = gettext("Asked: number %(number)s, an answer %(time)s.")
        time = timewords.by_time(made.case.promise_due_at)
        messages.success(request, said % {"number": made.case.number, "time": time})
        return onward(request, "officer_ask")
    context = made.shown(request, in_words=False) | {"form": form}
    return render(request, "cases/officer_ask.html", context, status=422 if sent else 200)


def _for_officer(form: AskedForm, facts: dict[str, Any], speaker: Speaker) -> services.Question:
    assert form.found is not None
    assert speaker.entered_by is not None
    household, my = form.found
    return services.Question(
        asker=contact_of(household),
        beat=my.desk.node,
        words=facts["words"],
        case_class=facts["case_class"],
        topic=facts["topic"],
        door=Door.OFFICER,
        actor=speaker.person.pk,
        entered_by=speaker.entered_by.pk,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def for_caller(request: PersonRequest) -> HttpResponse:
    """By the number of whoever calls: what is known of that number otherwise is not looked up."""
    found, enough = where(request, _own_place(request))
    if not enough:
        return render(request, "cases/caller_where.html", {"found": found})
    sent = request.method == "POST"
    if sent and (helped := book.helped(request)) is not None:
        return helped
    data = request.POST if sent else None
    form = CallerForm(
        data, initial={"key": new_token()}, within=found.within, regions=found.regions or ()
    )
    Drafts(request).offer(form, "desk_ask")
    made = Attempt()
    if sent:
        made = attempt(
            request,
            form,
            Attached(),
            lambda facts: _for_caller(request, facts),
            suggests=True,
            by_duty=True,
        )
        if made.case is not None:
            messages.success(request, asked_for(made.case, added=made.added))
            return redirect("desk_ask")
    context = made.shown(request, in_words=False) | {
        "form": form,
        "has_places": bool(found.regions),
    }
    return render(request, "cases/caller_ask.html", context, status=422 if sent else 200)


def _own_place(request: PersonRequest) -> Node:
    """The largest place at whose desk one is a clerk."""
    nodes = [
        my.desk.node
        for my in viewer_of(request).serves
        if my.role is Role.CLERK and my.desk.kind == DeskKind.NODE
    ]
    if not nodes:
        raise PermissionDenied
    return min(nodes, key=lambda node: (node.depth, node.path))


def _for_caller(request: PersonRequest, facts: dict[str, Any]) -> services.Question:
    return services.Question(
        asker=guest(facts["phone"], facts["name"]),
        beat=facts["place"],
        words=facts["words"],
        case_class=facts["case_class"],
        topic=facts["topic"],
        door=Door.PHONE,
        actor=request.user.pk,
        confidential=facts["confidential"],
    )


def asked_for(case: Case, *, added: bool) -> str:
    """To be told on at once: the number, who has it, until when."""
    if added:
        return gettext("Added to number %(number)s.") % {"number": case.number}
    stage = Stage.objects.select_related("desk").filter(case=case).order_by("-number").first()
    said = gettext("Asked for %(name)s: number %(number)s, at %(desk)s, an answer %(time)s.")
    return said % {
        "name": case.asker.shown_name,
        "number": case.number,
        "desk": stage.desk.shown_name if stage else "",
        "time": timewords.by_time(case.promise_due_at),
    }
