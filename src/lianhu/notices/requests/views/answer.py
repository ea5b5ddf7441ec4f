"""A request as it reaches a desk: what is filled in already, and only the rest to enter."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases.views.attached import GONE, LIMITS
from lianhu.files import services as files
from lianhu.files.attaching import REFUSED_PHOTO
from lianhu.files.handing_out import handed_out
from lianhu.files.models import Blob
from lianhu.forms import registry
from lianhu.grid.calling import phone_of
from lianhu.inbox.broadcasts import reading
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.kernel import clock
from lianhu.kernel.ids import new_token
from lianhu.notices import questions
from lianhu.notices.forms import WordsForm
from lianhu.notices.requests import services
from lianhu.notices.requests.access import Mandate, mandate_for, photo_for
from lianhu.notices.requests.answer_forms import AnswerForm, labelled, shown_value
from lianhu.notices.requests.looks import look
from lianhu.notices.requests.models import Answer
from lianhu.notices.requests.rules import Code, Refused
from lianhu.notices.requests.services import Given, figures
from lianhu.notices.requests.words import REFUSALS, name_of
from lianhu.notices.views.mine import back
from lianhu.notices.words import sender

PAGE = "request_to_me"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_me(request: PersonRequest, key: int) -> HttpResponse:
    mandate = mandate_for(request, key)
    mine = mandate.mine
    if request.method == "POST":
        return _answered(request, mandate)
    if not mine.is_entered and request.method == "GET":
        # Who has joined a desk that has answered is asked nothing.
        done = mine.found.card.is_open and all(
            (answer := mandate.answers.get(desk.pk)) and answer.version_id == mandate.version.pk
            for desk in mandate.desks
        )
        wording = mine.found.card.wording
        if done:
            reading.answer(mine.reader, wording, Asks.ACT, clock.now())
        else:
            reading.see(mine.reader, mine.found, clock.now())
    return _shown(request, mandate, _form(mandate))


def _form(mandate: Mandate, request: PersonRequest | None = None) -> AnswerForm:
    answer = mandate.answer
    has = [photo.key for photo in answer.photos.all()] if answer else []
    return AnswerForm(
        request.POST if request else None,
        request.FILES if request else None,
        asked=mandate.version.request.sheet.on(timezone.localtime(clock.now()).date()),
        has=has,
        initial=_initial(mandate, answer),
    )


def _initial(mandate: Mandate, answer: Answer | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "desk": mandate.desk.code,
        "version": mandate.version.pk,
        "seen": "",
    }
    if answer is not None:
        found |= json.loads(answer.values) if answer.values else {}
        found |= {"seen": answer.answered_at.isoformat(), "why_not": answer.why_not}
    return found


def _shown(
    request: PersonRequest,
    mandate: Mandate,
    form: AnswerForm,
    *,
    status: int = 0,
    conflict: str = "",
) -> HttpResponse:
    mine, version, answer = mandate.mine, mandate.version, mandate.answer
    is_over = mandate.is_answered and version.due_at is not None and version.due_at <= clock.now()
    keeps_draft = not mine.is_entered and not mandate.is_answered
    if keeps_draft and not conflict:
        Drafts(request, f"{version.notice_id} {mandate.desk.pk}").offer(form, PAGE)
    sheet = version.request.sheet
    # A correction may have added some.
    known = answer.known if answer and mandate.is_answered else figures(sheet, mandate.desk)
    photos = {photo.key: photo.pk for photo in answer.photos.all()} if answer else {}
    asked = questions.asked_by(version.notice, mine.speaker.person)
    if not mine.is_entered:
        questions.read(asked, clock.now())
    context = {
        "asked": asked,
        "words": WordsForm(initial={"key": new_token()}),
        "form": form,
        "conflict": conflict,
        "version": version,
        "notice": version.notice,
        "sender": sender(version.notice.desk),
        "due_at": version.due_at,
        "desk": mandate.desk,
        "others": [desk for desk in mandate.desks if desk != mandate.desk],
        "done": [desk.pk for desk in mandate.desks if desk.pk in mandate.answers],
        "answer": answer,
        "is_answered": mandate.is_answered,
        "is_over": is_over,
        "known": [
            {"name": name_of(one), "keeper": one.keeper, "count": known.get(one.key)}
            for one in map(registry.holding, sheet.known)
        ],
        "rows": [(field, photos.get(field.name)) for field in form.rows],
        "said": _said(mandate),
        "contact": version.contact,
        "phone": phone_of(version.contact),
        "back": back(mine),
        "says_why_not": bool(form["why_not"].value()) or "why_not" in form.errors,
    }
    status = status or (422 if form.is_bound else 200)
    return render(request, "notices/requests/to_me.html", context, status=status)


def _said(mandate: Mandate) -> list[tuple[str, str]]:
    """What was answered, as it is read."""
    if mandate.answer is None or not mandate.answer.values:
        return []
    values = json.loads(mandate.answer.values)
    return [
        (labelled(one.field), shown_value(one, values[one.field.key]))
        for one in mandate.version.request.sheet.asked
        if one.field.key in values
    ]


def _answered(request: PersonRequest, mandate: Mandate) -> HttpResponse:
    form = _form(mandate, request)
    if request.POST.get("version") != str(mandate.version.pk):
        return _again(request, mandate, form, str(REFUSALS[Code.CORRECTED]))
    if not form.is_valid():
        return _shown(request, mandate, form)
    photos = _received(form)
    if form.errors:
        return _shown(request, mandate, form)
    mine, said = mandate.mine, form.cleaned_data
    given = Given(said["version"], said["seen"], form.values, form.why, photos)
    by, entered_by = mine.speaker.person, mine.speaker.entered_by
    notice = mandate.version.notice_id
    try:
        services.answer(notice, mandate.desk, given, by=by, entered_by=entered_by, now=clock.now())
    except Refused as why:
        now = mandate_for(request, notice)
        return _again(request, now, form, str(REFUSALS[why.code]))
    except files.Gone:
        return _again(request, mandate, form, str(GONE))
    messages.success(request, _("Answered, for everybody at your desk. Thank you."))
    return redirect(back(mine))


def _again(request: PersonRequest, mandate: Mandate, form: AnswerForm, why: str) -> HttpResponse:
    """The page as it is by now, with what was typed."""
    fresh = _form(mandate)
    fresh.initial = dict(fresh.initial) | {
        name: form[name].value()
        for name in fresh.fields
        if name in form.fields and name not in ("version", "seen")
    }
    return _shown(request, mandate, fresh, status=409, conflict=why)


def _received(form: AnswerForm) -> dict[str, Blob]:
    """New pictures, stored; what is none stands beside its field."""
    found = {}
    for key, upload in form.uploads.items():
        try:
            found[key] = files.receive(upload)
        except files.Refused as refusal:
            form.add_error(key, REFUSED_PHOTO[type(refusal)] % {"name": upload.name, **LIMITS})
    return found


@login_required
@require_safe
def photo(request: PersonRequest, key: int) -> HttpResponseBase:
    found, access = photo_for(request, key)
    if access is not None:
        look(request, access.notice)
    return handed_out(request, found.blob)
