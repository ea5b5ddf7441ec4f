"""Being away from a post: one's own on the phone, anybody's for administrators."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid import people, services
from lianhu.grid.models import Desk, Duty, Leave
from lianhu.grid.queries import ladders
from lianhu.grid.rules import ANSWERING, AwayAlready, AwayToo, DeskKind, NotThen, Role, Span
from lianhu.inbox.speaking import speaker_of
from lianhu.kernel import clock
from lianhu.steward import moments
from lianhu.steward.access import duty_for_leave, is_at, leave_for
from lianhu.steward.confirming import ask_first, is_confirmed
from lianhu.steward.people_forms import LeaveForm, StandInForm
from lianhu.steward.services import note_change
from lianhu.ui import timewords

PHONE = "steward/confirm_phone.html"


@login_required
@require_safe
def my_leave(request: PersonRequest) -> HttpResponse:
    speaker = speaker_of(request, even_away=True)
    if not speaker.serves:
        raise PermissionDenied
    now, person = clock.now(), speaker.person
    posts = people.posts_of([person], now).get(person.pk, [])
    duties = [duty for duty in posts if duty.role in ANSWERING and is_at(speaker, duty)]
    leaves = people.leaves_of(duties, now)
    context = {
        "rows": [(duty, leaves.get(duty.pk, [])) for duty in duties],
        "stands_in": [away for away in people.stands_in(person, now) if is_at(speaker, away.duty)],
    }
    return render(request, "steward/my_leave.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    duty, now = duty_for_leave(request, pk), clock.now()
    sent = request.method == "POST"
    near = people.stand_ins(duty, now)
    form = LeaveForm(request.POST if sent else None, now=now, near=near)
    if sent and form.is_valid():
        response = _leave(request, duty, form, now)
        if response is not None:
            return response
    context = {"form": form, "duty": duty, "back": _back(request, duty)}
    return render(request, "steward/leave.html", context, status=422 if sent else 200)


def _back(request: PersonRequest, duty: Duty) -> str:
    speaker = speaker_of(request)
    if duty.person_id == speaker.person.pk:
        return reverse("my_leave") + speaker.query
    return reverse("person", args=[duty.person_id])


def _leave(
    request: PersonRequest, duty: Duty, form: LeaveForm, now: datetime
) -> HttpResponse | None:
    """Ask or do it; None with an error in the form."""
    facts = form.cleaned_data
    stand_in = facts["stand_in"]
    end = moments.end_of(facts["end"])
    span = Span(moments.begin_of(facts["start"], now), end)
    effect = _effect(duty, span, end, stand_in, now)
    if not is_confirmed(request, effect):
        back = reverse("leave", args=[duty.pk]) + speaker_of(request).query
        title = _("Away from %(desk)s") % {"desk": duty.desk.shown_name}
        return ask_first(request, title, effect, back=back, yes=_("So be it"), template=PHONE)
    speaker = speaker_of(request)
    try:
        with transaction.atomic():
            services.take_leave(duty, span, stand_in, now=now)
            note_change(
                speaker.person,
                "leave.taken",
                duty.desk.name,
                after={
                    "person": duty.person.username,
                    "from": span.start.isoformat(),
                    "until": end.isoformat(),
                    "stand_in": stand_in.username if stand_in else None,
                },
                entered_by=speaker.entered_by,
                now=now,
            )
    except AwayAlready:
        form.add_error("start", _("Another absence from this post lies in these days."))
        return None
    except NotThen:
        form.add_error("end", _("The post is not held in these days."))
        return None
    except AwayToo:
        form.add_error("stand_in", _("This person is away in these days too."))
        return None
    messages.success(request, _("It is noted."))
    return redirect(_back(request, duty))


def _effect(
    duty: Duty, span: Span, end: datetime, stand_in: User | None, now: datetime
) -> list[str]:
    start = _("from now on") if span.start <= now else timewords.date_words(span.start)
    away = _("%(name)s is away from %(desk)s: %(start)s, until %(end)s inclusive.") % {
        "name": duty.person.shown_name,
        "desk": duty.desk.shown_name,
        "start": start,
        "end": timewords.date_words(moments.last_day(end)),
    }
    return [away, *_instead(duty, stand_in)]


def _instead(duty: Duty, stand_in: User | None) -> list[str]:
    if stand_in is None:
        above = _above(duty.desk)
        if above is None:
            return [_("Nobody stands in.")]
        told = _("Nobody stands in: unless a colleague is there, questions go to %(desk)s.")
        return [told % {"desk": above.shown_name}]
    found = [_("%(name)s stands in.") % {"name": stand_in.shown_name}]
    if duty.role == Role.OFFICER:
        found.append(
            _("Meanwhile %(name)s reads of these households.") % {"name": stand_in.shown_name}
        )
    return found


def _above(desk: Desk) -> Desk | None:
    if desk.kind != DeskKind.NODE:
        return None
    return next(iter(ladders([desk.node])[desk.node_id][1:]), None)


@require_POST
@login_required
def leave_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Back earlier, or never gone."""
    away, now = leave_for(request, pk), clock.now()
    duty = away.duty
    if away.ends_at <= now:
        return redirect(_back_from(request, duty))
    effect = [
        _("%(name)s is there again at %(desk)s.")
        % {"name": duty.person.shown_name, "desk": duty.desk.shown_name}
        if away.starts_at <= now
        else _("%(name)s stays at %(desk)s.")
        % {"name": duty.person.shown_name, "desk": duty.desk.shown_name}
    ]
    if away.stand_in is not None:
        told = _("%(name)s stands in no longer.")
        effect.append(told % {"name": away.stand_in.shown_name})
    if not is_confirmed(request, effect):
        back, title = _back_from(request, duty), _("End the absence")
        return ask_first(request, title, effect, back=back, yes=_("So be it"), template=PHONE)
    speaker = speaker_of(request)
    with transaction.atomic():
        services.end_leave(away, now=now)
        note_change(
            speaker.person,
            "leave.ended",
            duty.desk.name,
            before={"person": duty.person.username, "until": away.ends_at.isoformat()},
            entered_by=speaker.entered_by,
            now=now,
        )
    messages.success(request, _("It is noted."))
    return redirect(_back_from(request, duty))


def _back_from(request: PersonRequest, duty: Duty) -> str:
    """To the page that shows the absences of this post, or to coverage."""
    speaker = speaker_of(request)
    if speaker.entered_by or request.user.is_administrator or duty.person_id == request.user.pk:
        return _back(request, duty)
    return f"{reverse('coverage')}?group=away"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody fills an absence that is known."""
    away, now = leave_for(request, pk), clock.now()
    duty = away.duty
    sent = request.method == "POST"
    near = people.stand_ins(duty, now)
    initial = {"stand_in": away.stand_in.username if away.stand_in else ""}
    form = StandInForm(request.POST if sent else None, initial=initial, near=near)
    if sent and form.is_valid():
        response = _stand_in(request, away, form, now)
        if response is not None:
            return response
    context = {"form": form, "away": away, "duty": duty, "back": _back_from(request, duty)}
    return render(request, "steward/stand_in.html", context, status=422 if sent else 200)


def _stand_in(
    request: PersonRequest, away: Leave, form: StandInForm, now: datetime
) -> HttpResponse | None:
    chosen, duty = form.cleaned_data["stand_in"], away.duty
    effect = _instead(duty, chosen)
    if not is_confirmed(request, effect):
        title = _("Who stands in at %(desk)s") % {"desk": duty.desk.shown_name}
        back = reverse("stand_in", args=[away.pk]) + speaker_of(request).query
        return ask_first(request, title, effect, back=back, yes=_("So be it"), template=PHONE)
    before = away.stand_in.username if away.stand_in else None
    speaker = speaker_of(request)
    try:
        with transaction.atomic():
            services.change_stand_in(away, chosen)
            note_change(
                speaker.person,
                "leave.stand_in",
                duty.desk.name,
                before={"stand_in": before},
                after={"stand_in": chosen.username if chosen else None},
                entered_by=speaker.entered_by,
                now=now,
            )
    except AwayToo:
        form.add_error("stand_in", _("This person is away in these days too."))
        return None
    messages.success(request, _("It is noted."))
    return redirect(_back_from(request, duty))
