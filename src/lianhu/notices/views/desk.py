"""The pages of a desk that sends: its notices, writing one, what it would cost, what is open."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.files.attaching import Taken, take_in
from lianhu.files.services import Gone
from lianhu.grid.models import Level, Node
from lianhu.grid.queries import MyDesk
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.speaking import Speaker, onward, speaker_of
from lianhu.kernel import clock, cursor
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token
from lianhu.kernel.text import clean
from lianhu.notices import queries, services
from lianhu.notices.access import (
    Access,
    Act,
    approving,
    may_open,
    may_write_to,
    notice_for,
    spoken_at,
    spoken_desks,
)
from lianhu.notices.attachments.services import of_version, own
from lianhu.notices.attachments.showing import shown
from lianhu.notices.audience.showing import shown_audience, shown_list
from lianhu.notices.forms import TimeForm, WhyForm, WriteForm, as_typed, from_template
from lianhu.notices.models import Notice, Version
from lianhu.notices.recurring.showing import shown_series
from lianhu.notices.requests.queries import still_open
from lianhu.notices.requests.showing import asks_something, shown_request
from lianhu.notices.reuse.models import Template
from lianhu.notices.reuse.services import usable
from lianhu.notices.rules.sending import Code, Refused, Stage, minutes_asked
from lianhu.notices.services import Written
from lianhu.notices.views.costs import shown_cost
from lianhu.notices.words import ANOTHER, ASKS, ASKS_NOTES, REFUSALS, STAGES, sender, sentence


@login_required
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """What a desk has written; where another enters it, that of the officer spoken for."""
    speaker = speaker_of(request)
    own, is_entered = spoken_at(speaker), speaker.entered_by is not None
    if not own and (is_entered or not may_open(speaker.serves)):
        raise PermissionDenied
    place = cursor.read(request.GET.get("before", ""), cursor.key)
    found = queries.of_desks(
        [my.desk.pk for my in own],
        behind=place[0] if place else None,
        with_offers=not is_entered,
    )
    shown = found[: queries.PAGE]
    posts = [] if place or is_entered else approving(speaker.serves)
    waiting = queries.to_approve(posts, request.user.pk)
    context = {
        "rows": [_row(version) for version in shown],
        "waiting": [_row(version) for version in waiting],
        "next": cursor.write(shown[-1].notice_id) if len(found) > queries.PAGE else "",
        "writes": bool(own),
        "may_ask": any(Who.CLERK in may_write_to(my) for my in own),
    }
    return render(request, "notices/notices.html", context)


def _row(version: Version) -> dict[str, Any]:
    notice = version.notice
    stage: Any = STAGES[Stage(version.stage)]
    if notice.withdrawn_at:
        stage = pgettext("notice", "withdrawn")
    elif version.stopped:
        stage = pgettext("notice", "did not go out")
    return {
        "key": notice.pk,
        "title": version.title,
        "stage": stage,
        "is_done": version.stage == Stage.SENT and not notice.withdrawn_at,
        "is_soon": version.stage == Stage.WAITING or bool(version.stopped),
        "asks": ASKS[Asks(version.asks)],
        "desk": notice.desk.shown_name,
        "by": version.by.shown_name,
        "at": version.sent_at or version.written_at,
        "due_at": version.due_at,
        "send_at": version.send_at if version.stage == Stage.PLANNED else None,
        "is_emergency": bool(version.emergency),
        "corrects": version.number > 1 and not version.withdraws,
        "is_request": asks_something(version),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest) -> HttpResponse:
    own, speaker = spoken_desks(request), speaker_of(request)
    code = request.GET.get("desk", "")
    my = next((my for my in own if my.desk.code == code), own[0])
    data = request.POST if request.method == "POST" else None
    template = _template(request, own)
    initial = {"key": new_token(), **(from_template(template) if template else {})}
    form = WriteForm(data, request.FILES or None, my=my, corrects=False, initial=initial)
    taken = Taken() if data is None else take_in(request)
    if request.method == "POST" and form.write(clock.now()) and not taken.errors:
        key, said = form.cleaned_data["key"] or new_token(), _said(form, taken, speaker)
        try:
            made = services.write(my.desk, said, by=speaker.person, key=key, now=clock.now())
        except OtherBody:
            form.refused(str(ANOTHER), key=new_token())
        except Gone:
            taken.lost()
        else:
            return onward(request, "notice", made)
    return _written(request, form, my, taken, own=own, template=template)


def _template(request: PersonRequest, own: list[MyDesk]) -> Template | None:
    """That in the address, if the person may write with it."""
    given = request.GET.get("template", "")
    if not given.isdecimal():
        return None
    return next((row for row in usable(own) if str(row.pk) == given), None)


def _said(form: WriteForm, taken: Taken, speaker: Speaker) -> Written:
    assert form.written is not None
    attached = tuple(taken.attached)
    return replace(form.written, attached=attached, entered_by=speaker.entered_by)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, key: int) -> HttpResponse:
    """Another text for a draft."""
    access = notice_for(request, key, Act.WRITE)
    if asks_something(access.version):
        return redirect("request_change", key)
    if access.version.stage != Stage.DRAFT:
        return refused(request, Code.OTHER_STAGE, key)
    return _rewrite(request, access, corrects=access.version.number > 1, act=services.change)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PersonRequest, key: int) -> HttpResponse:
    """A new text for what was sent."""
    access = notice_for(request, key, Act.WRITE)
    if asks_something(access.version):
        return redirect("request_correct", key)
    if access.version.stage != Stage.SENT or access.notice.withdrawn_at:
        return refused(request, Code.OTHER_STAGE, key)
    if access.notice.is_sent_on:
        return refused(request, Code.SENT_ON, key)
    return _rewrite(request, access, corrects=True, act=services.correct)


def _rewrite(request: PersonRequest, access: Access, *, corrects: bool, act: Any) -> HttpResponse:
    notice, version = access.notice, access.version
    speaker = speaker_of(request)
    my = next(my for my in spoken_desks(request) if my.desk.pk == notice.desk_id)
    typed = as_typed(version, my)
    if act is services.correct:
        typed["why"] = ""
    data = request.POST if request.method == "POST" else None
    form = WriteForm(data, request.FILES or None, my=my, corrects=corrects, initial=typed)
    taken = of_version(version.pk) if data is None else take_in(request)
    status = 200
    if request.method == "POST":
        status = 422
        if form.write(clock.now()) and not taken.errors:
            seen, said = form.cleaned_data["seen"], _said(form, taken, speaker)
            try:
                act(notice.pk, said, by=speaker.person, now=clock.now(), seen=seen)
            except Gone:
                taken.lost(own(notice.pk))
            except Refused as why:
                if why.code is not Code.OTHER_TEXT:
                    return refused(request, why.code, notice.pk)
                status = 409
                # Whoever sends it once more has been told.
                form.refused(str(REFUSALS[why.code]), seen=typed["seen"])
            else:
                return onward(request, "notice", notice.pk)
    return _written(request, form, my, taken, access=access, status=status)


def _written(
    request: PersonRequest,
    form: WriteForm,
    my: MyDesk,
    taken: Taken,
    *,
    own: list[MyDesk] | None = None,
    access: Access | None = None,
    template: Template | None = None,
    status: int = 0,
) -> HttpResponse:
    context = {
        "form": form,
        "taken": taken,
        "template": template,
        "desk": my.desk,
        "others": [other.desk for other in own or [] if other.desk.pk != my.desk.pk],
        "notice": access.notice if access else None,
        "asks": list(zip(form["asks"], ASKS_NOTES.values(), strict=True)),
        "texts": [form[name] for name in ("title", "document", "body")],
        "times": [form[name] for name in ("due_at", "minutes")],
        "whom": [form[name] for name in ("who", "where", "more", "depth") if name in form.fields],
        **shown_audience(form),
        "rest": [form[name] for name in ("contact", "topic", "emergency") if name in form.fields],
    }
    status = status or (422 if request.method == "POST" else 200)
    return render(request, "notices/write.html", context, status=status)


@login_required
@require_safe
def notice(request: PersonRequest, key: int) -> HttpResponse:
    return show(request, notice_for(request, key))


def refused(request: PersonRequest, code: Code, key: int) -> HttpResponse:
    """The notice as it is now, with why nothing was done."""
    messages.warning(request, str(REFUSALS[code]))
    return onward(request, "notice", key)


def repeats(notice: Notice, version: Version) -> bool:
    """Whether it may be said to go out again and again: not what asks for something, nor a
    correction, nor each time of what does.
    """
    return not asks_something(version) and version.number == 1 and not notice.is_later_turn


def makes_a_template(notice: Notice, version: Version) -> bool:
    """Whether it may be saved as one: not what asks for something, nor what is sent on, whose words
    are somebody else's, nor what says that it was withdrawn.
    """
    return not (asks_something(version) or notice.is_sent_on or version.withdraws)


def _time_form(notice: Notice, version: Version) -> TimeForm:
    initial: dict[str, Any] = {"send_at": version.send_at}
    if series := notice.series:
        initial |= {"every": series.every, "until": series.until}
    return TimeForm(initial=initial, repeats=repeats(notice, version))


def show(
    request: PersonRequest, access: Access, *, bad: Form | None = None, act: str = ""
) -> HttpResponse:
    """A notice: before it is sent what it would cost, afterwards what is still open."""
    notice, version, now = access.notice, access.version, clock.now()
    writes, stage = Act.WRITE in access.acts, Stage(version.stage)
    speaker = speaker_of(request)
    meant = version.meant_for
    nodes = list(Node.objects.filter(pk__in=meant.nodes))
    level = Level.objects.filter(depth=meant.depth).first() if meant.depth else None
    withdrawn = notice.withdrawn_at is not None
    is_sent = stage is Stage.SENT
    context: dict[str, Any] = {
        "notice": notice,
        "version": version,
        "stage": pgettext("notice", "withdrawn") if withdrawn else STAGES[stage],
        "sentence": sentence(meant, nodes, level),
        "asks": ASKS[Asks(version.asks)],
        "sender": sender(notice.desk),
        "is_draft": stage is Stage.DRAFT,
        "is_sent": is_sent,
        "withdrawn": withdrawn,
        "writes": writes,
        "is_planned": stage is Stage.PLANNED,
        "is_waiting": stage is Stage.WAITING,
        "stopped": REFUSALS[Code(version.stopped)] if version.stopped else "",
        "is_past": version.send_at is not None and version.send_at <= now,
        "approves": Act.APPROVE in access.acts and stage is Stage.WAITING,
        "versions": notice.versions.filter(number__lte=version.number)
        .select_related("by", "approved_by", "entered_by")
        .order_by("-number"),
        "files": shown(version, "notice_file", notice.pk, speaker.query),
        "may_save": writes and not speaker.entered_by and makes_a_template(notice, version),
        "withdraw": None,
        "give_back": None,
        **shown_request(notice, version, now),
    }
    if not is_sent:
        cost = services.known_cost(notice, version, now)
        context |= shown_cost(notice, version, cost, now)
        context |= shown_list(version, cost)
        context["hours"] = minutes_asked(cost.people, cost.households, version.minutes)
        context["alike"] = queries.alike(version, now)
        if writes and stage is Stage.DRAFT and not version.emergency:
            context["time"] = bad if act == "time" else _time_form(notice, version)
    elif not withdrawn:
        within = notice.desk.node
        if wanted := clean(request.GET.get("in", "")):
            inside = Node.objects.within(within).filter(code=wanted).first()
            within = inside or within
        open_desks = still_open if asks_something(version) else queries.still_open
        left = open_desks(notice, version, within, now)
        context["within"] = within if within != notice.desk.node else None
        context["still_open"], context["are_many"] = queries.grouped(left, within)
        context["asks_back"] = version.asks != Asks.KNOW
    context |= shown_series(notice, version, context.get("cost"), now)
    if writes and not withdrawn and (is_sent or version.number > 1):
        context["withdraw"] = bad if act == "withdraw" else WhyForm(auto_id="withdraw-%s")
    if context["approves"]:
        context["give_back"] = bad if act == "give_back" else WhyForm(auto_id="back-%s")
    return render(request, "notices/notice.html", context, status=422 if bad else 200)
