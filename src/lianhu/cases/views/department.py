"""Departments: what they are asked, and their reply. Of the case only the brief is shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases import consultations, destinations, rules
from lianhu.cases.access import Viewer, consultation_for, officers_viewer
from lianhu.cases.act_forms import ConsultTransferForm
from lianhu.cases.book.suggesting import best, filled, used
from lianhu.cases.forms import CaseForm, ConsultReplyForm
from lianhu.cases.models import Consultation
from lianhu.cases.rules import likeness
from lianhu.cases.rules.windows import window_of
from lianhu.cases.titles import title_of
from lianhu.cases.views.acting import perform, was_done
from lianhu.cases.views.workbench import list_keys
from lianhu.grid.queries import ladder_and_departments, schedules, with_setting
from lianhu.grid.rules import DeskKind
from lianhu.inbox.speaking import onward
from lianhu.kernel import cursor
from lianhu.kernel.worktime import Schedule
from lianhu.ui import timewords
from lianhu.ui.parts import Empty, Fact, Key, Notice, QueueRow, StageChip, StageClock, Tone
from lianhu.ui.refusal import Refused


@login_required
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    viewer = officers_viewer(request)
    return render(request, "cases/consultations.html", _listing(request, viewer))


@login_required
@require_safe
def consultation(request: PersonRequest, pk: int) -> HttpResponse:
    viewer = officers_viewer(request)
    asked = consultation_for(viewer, pk)
    form = None if asked.closed_at else _form(initial={"seq": asked.case.seq})
    elsewhere = None
    if request.GET.get("act") == "transfer" and form is not None and not asked.joint:
        elsewhere = _transfer_form(asked, initial={"seq": asked.case.seq})
    return _page(request, viewer, asked, form, elsewhere)


@login_required
@require_POST
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    viewer = officers_viewer(request)
    asked = consultation_for(viewer, pk)
    if asked.closed_at is not None and not was_done(request, viewer.person):
        return _page(request, viewer, asked, None, kept=request.POST.get("words", ""), status=409)
    # A department sees nothing of the case, so nothing that happened there can have misled it:
    # it replies to the case as it stands. Whether it is still asked is for the rules to say.
    form = _form({**request.POST.dict(), "seq": str(asked.case.seq)})
    if "use" in request.POST and asked.closed_at is None:
        filled(form, request.POST["use"])
        return _page(request, viewer, asked, form)
    outcome = perform(
        asked.case,
        form,
        lambda facts: rules.ConsultReply(
            viewer.person.pk, asked.number, facts["words"], used(facts)
        ),
        entered_by=viewer.entered_by,
    )
    if outcome.done:
        messages.success(request, _("Replied. The desk that asked has it now."))
        return onward(request, "consultation", asked.pk)
    asked = consultation_for(viewer, pk)
    if asked.closed_at is not None:
        return _page(request, viewer, asked, None, kept=request.POST.get("words", ""), status=409)
    return _page(request, viewer, asked, outcome.form, status=409 if outcome.conflict else 422)


@login_required
@require_POST
def transfer(request: PersonRequest, pk: int) -> HttpResponse:
    """It is another department's: the question goes on to there, and the desk hears why."""
    viewer = officers_viewer(request)
    asked = consultation_for(viewer, pk)
    if asked.closed_at is not None and not was_done(request, viewer.person):
        return _page(request, viewer, asked, None, kept=request.POST.get("words", ""), status=409)
    sent = _transfer_form(asked, {**request.POST.dict(), "seq": str(asked.case.seq)})
    outcome = perform(
        asked.case,
        sent,
        lambda facts: rules.ConsultTransfer(
            viewer.person.pk, asked.number, facts["to"].pk, facts["words"], asked.brief.body
        ),
        entered_by=viewer.entered_by,
    )
    if outcome.done:
        messages.success(request, _("Passed on. The desk that asked has been told."))
        return onward(request, "consultation", asked.pk)
    asked = consultation_for(viewer, pk)
    if asked.closed_at is not None:
        return _page(request, viewer, asked, None, kept=request.POST.get("words", ""), status=409)
    form = _form(initial={"seq": asked.case.seq})
    status = 409 if outcome.conflict else 422
    return _page(request, viewer, asked, form, outcome.form, status=status)


def _transfer_form(
    asked: Consultation,
    data: dict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
) -> ConsultTransferForm:
    form = ConsultTransferForm(data, initial=initial, auto_id="transfer_%s")
    _ladder, departments = ladder_and_departments(asked.case.beat)
    form.fields["to"].choices = [  # type: ignore[attr-defined]
        ("", _("Choose a department")),
        *destinations.departments(departments, but=[asked.desk]),
    ]
    return form


def _form(
    data: dict[str, Any] | None = None, initial: dict[str, Any] | None = None
) -> ConsultReplyForm:
    form = ConsultReplyForm(data, initial=initial)
    form.fields["words"].label = _("Your reply")
    form.fields["words"].help_text = _("The desk reads it and answers the resident in its words.")
    form.fields["words"].widget.attrs["rows"] = 5
    form.fields["words"].widget.attrs["data-key"] = "a"
    return form


def _page(
    request: PersonRequest,
    viewer: Viewer,
    asked: Consultation,
    form: CaseForm | None,
    elsewhere: CaseForm | None = None,
    *,
    kept: str | None = None,
    status: int = 200,
) -> HttpResponse:
    drafts = Drafts(request, str(asked.pk))
    if form is not None:
        drafts.offer(form, "consultation_reply")
    if elsewhere is None and form is not None and drafts.has("consultation_transfer"):
        elsewhere = _transfer_form(asked, initial={"seq": asked.case.seq})
    if elsewhere is not None:
        drafts.offer(elsewhere, "consultation_transfer")
    context = _listing(request, viewer, asked) | {
        "pane_open": True,
        "asked": asked,
        "title": title_of(asked.brief.body),
        "chip": _chip(asked, viewer),
        "form": form,
        "elsewhere": elsewhere,
        "may_transfer": form is not None and elsewhere is None and not asked.joint,
        "kept": kept,
        "fitting": best(asked.brief.body, viewer.now) if form is not None else [],
        "left": drafts.left(["consultation"]) if form is None else None,
        "facts": _facts(asked),
        "notice": _notice(asked),
        "keys": [*list_keys(), *([Key("a", _("Reply"))] if form else [])],
    }
    return render(request, "cases/consultation.html", context, status=status)


def _listing(
    request: PersonRequest, viewer: Viewer, current: Consultation | None = None
) -> dict[str, Any]:
    desks = [desk for desk in viewer.desks.values() if desk.kind == DeskKind.DEPARTMENT]
    if not desks:
        raise Refused(staff=viewer.is_staff)
    is_closed = request.GET.get("tab") == "closed"
    start = cursor.read(request.GET.get("after", ""), cursor.instant, cursor.key)
    find = consultations.closed if is_closed else consultations.to_reply
    page = find(desks, viewer, (start[0], start[1]) if start else None)
    here = reverse("consultation", args=[current.pk]) if current else reverse("consultations")
    names = list(dict.fromkeys(desk.shown_name for desk in desks))
    rows = [_row(asked, viewer, is_closed=is_closed, current=current) for asked in page.rows]
    alone = current is None or is_closed or viewer.entered_by is not None
    same = [] if current is None or alone else _same(current, page.rows)
    return {
        "list_title": names[0]
        if len(names) == 1
        else _("My %(count)d desks") % {"count": len(names)},
        "list_url": reverse("consultations") + _query(viewer, is_closed=is_closed),
        "tabs": [
            {
                "label": pgettext("consultations", "Closed")
                if closed
                else pgettext("consultations", "To reply"),
                "url": here + _query(viewer, is_closed=closed),
                "current": closed is is_closed,
            }
            for closed in (False, True)
        ],
        "rows": rows,
        "groups": [{"rows": rows}] if is_closed else _by_window(page.rows, rows, viewer),
        "same": len(same),
        "several_url": _several_url([current, *same]) if current is not None else "",
        "empty": None if page.rows else _empty(is_closed=is_closed),
        "next_url": here + _query(viewer, is_closed=is_closed, after=page.next)
        if page.next
        else "",
        "keys": list_keys(),
    }


def _by_window(
    asked: Sequence[Consultation], rows: Sequence[QueueRow], viewer: Viewer
) -> list[dict[str, Any]]:
    """In the opening hours of each section: a department answers when it is there. Two queries."""
    desks = with_setting().filter(pk__in={one.desk_id for one in asked})
    open_at = schedules(desks, viewer.now)
    titled = [
        (_window(one, open_at[one.desk_id], viewer), row)
        for one, row in zip(asked, rows, strict=True)
    ]
    return [
        {"title": title, "rows": [row for _title, row in group]}
        for title, group in groupby(titled, key=itemgetter(0))
    ]


def _window(asked: Consultation, schedule: Schedule, viewer: Viewer) -> str:
    if asked.due_at <= viewer.now:
        return _("The agreed time is over")
    window = window_of(asked.due_at, schedule)
    if window is None:
        return timewords.date_words(asked.due_at)
    return _("Reply %(when)s") % {"when": timewords.part_of_day(*window)}


def _same(asked: Consultation, others: Sequence[Consultation]) -> list[Consultation]:
    """Of these, the others that ask much the same."""
    return [
        other
        for other in others
        if other.pk != asked.pk and likeness.alike(other.brief.body, asked.brief.body)
    ]


def _several_url(asked: Sequence[Consultation]) -> str:
    """The page of one reply to several, with these ticked."""
    return f"{reverse('consultation_several')}?{urlencode([('pick', one.pk) for one in asked])}"


def _query(viewer: Viewer, *, is_closed: bool, after: tuple[datetime, int] | None = None) -> str:
    given = {"tab": "closed"} if is_closed else {}
    if viewer.entered_by is not None:
        given["for"] = str(viewer.person.pk)
    if after is not None:
        given["after"] = cursor.write(*after)
    return f"?{urlencode(given)}" if given else ""


def _row(
    asked: Consultation, viewer: Viewer, *, is_closed: bool, current: Consultation | None
) -> QueueRow:
    topic = asked.case.topic
    return QueueRow(
        title=title_of(asked.brief.body),
        url=reverse("consultation", args=[asked.pk]) + _query(viewer, is_closed=is_closed),
        chip=_chip(asked, viewer),
        facts=[asked.asked_by.shown_name, *([topic.shown_name] if topic else [])],
        mark=pgettext("consultations", "a part of it") if asked.joint else "",
        asked=asked.joint,
        current=current is not None and asked.pk == current.pk,
    )


def _chip(asked: Consultation, viewer: Viewer) -> StageChip:
    if asked.closed_at is not None:
        note = (
            pgettext("consultations", "replied")
            if asked.reply_id
            else pgettext("consultations", "not needed any more")
        )
        return StageChip(clock=StageClock.DONE, note=note)
    left = (asked.due_at - viewer.now) / max(asked.due_at - asked.started_at, timedelta(seconds=1))
    return StageChip("", asked.due_at, max(0.0, min(1.0, left)))


def _facts(asked: Consultation) -> list[Fact]:
    who = _("Who leads") if asked.joint else _("Who asks")
    found = [Fact(who, asked.asked_by.shown_name)]
    if asked.case.topic:
        found.append(Fact(_("About"), asked.case.topic.shown_name))
    found.append(Fact(_("Asked"), timewords.day_time(asked.started_at)))
    if asked.closed_at is None:
        found.append(Fact(_("Reply"), timewords.by_time(asked.due_at), strong=True))
    else:
        found.append(Fact(_("Closed"), timewords.day_time(asked.closed_at)))
    return found


def _notice(asked: Consultation) -> Notice | None:
    if asked.closed_at is not None and asked.reply is None:
        text = _("The desk went on without your reply: there is nothing left to do here.")
        return Notice(text=text)
    if asked.closed_at is None and asked.joint:
        text = _(
            "Several departments handle this. %(desk)s leads and answers the resident: reply what"
            " your part has come to."
        )
        title = _("A part of it is yours")
        return Notice(title, text % {"desk": asked.asked_by.shown_name}, Tone.ASK, "users")
    if asked.closed_at is None and asked.late:
        text = _("The agreed time is over and the desk's clock runs again. Your reply still helps.")
        return Notice(text=text, tone=Tone.SOON)
    return None


def _empty(*, is_closed: bool) -> Empty:
    if is_closed:
        return Empty(_("Nothing has been asked here yet"))
    return Empty(_("Nobody waits for your reply"), _("What is asked of you stands here."))
