"""What is done with a notice: thrown away, joined, sent, approved, given back, withdrawn."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.inbox.speaking import onward, speaker_of
from lianhu.kernel import clock
from lianhu.notices import joining, queries, services
from lianhu.notices.access import Act, notice_for
from lianhu.notices.forms import TimeForm, WhyForm
from lianhu.notices.models import Version
from lianhu.notices.planned import services as planned
from lianhu.notices.requests.showing import asks_something
from lianhu.notices.rules.sending import Code, Refused, Stage
from lianhu.notices.views.desk import refused, repeats, show
from lianhu.notices.words import REFUSALS

# What speaks against a time stands beside it.
TIMES = {
    Code.SEND_PAST,
    Code.SEND_FAR,
    Code.SEND_LATE,
    Code.SEND_URGENT,
    Code.SEND_REST,
    Code.UNTIL,
}


@login_required
@require_POST
def discard(request: PersonRequest, key: int) -> HttpResponse:
    access = notice_for(request, key, Act.WRITE)
    try:
        services.discard(key, now=clock.now())
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _("Thrown away. Nobody has seen it."))
    if access.version.number > 1:
        return onward(request, "notice", key)
    return onward(request, "notices")


@login_required
@require_POST
def join(request: PersonRequest, key: int) -> HttpResponse:
    """The sender says that it is what another desk has sent."""
    notice_for(request, key, Act.WRITE)
    given = request.POST.get("version", "")
    theirs = Version.objects.filter(pk=int(given) if given.isdecimal() else 0).first()
    if theirs is None:
        raise Http404
    try:
        joining.join(key, theirs, places=queries.known_places())
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _("It will be one card with theirs."))
    return onward(request, "notice", key)


@login_required
@require_POST
def send(request: PersonRequest, key: int) -> HttpResponse:
    notice_for(request, key, Act.WRITE)
    try:
        # As the page said it; anything else was written by no page of ours.
        at = parse_datetime(request.POST.get("at", ""))
        speaker = speaker_of(request)
        stage = services.send(
            key, by=speaker.person, entered_by=speaker.entered_by, at=at, now=clock.now()
        )
    except ValueError:
        return refused(request, Code.OTHER_STAGE, key)
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _became(stage))
    return onward(request, "notice", key)


def _became(stage: Stage) -> str:
    if stage is Stage.WAITING:
        return _("It waits for a second person, who finds it in the inbox.")
    if stage is Stage.PLANNED:
        return _("It goes out at its time. Until then it can be changed or called off.")
    return _("Sent. It is there for everybody now.")


@login_required
@require_POST
def set_time(request: PersonRequest, key: int) -> HttpResponse:
    """When a draft goes out; the page then says what it costs then."""
    access = notice_for(request, key, Act.WRITE)
    form = TimeForm(request.POST, repeats=repeats(access.notice, access.version))
    if not form.is_valid():
        return show(request, access, bad=form, act="time")
    try:
        planned.set_time(
            key,
            form.cleaned_data["send_at"],
            repeat=form.repeat,
            by=speaker_of(request).person,
            now=clock.now(),
        )
    except Refused as why:
        if why.code not in TIMES:
            return refused(request, why.code, key)
        name = "until" if why.code is Code.UNTIL else "send_at"
        form.add_error(name, str(REFUSALS[why.code]))
        return show(request, access, bad=form, act="time")
    return onward(request, "notice", key)


@login_required
@require_POST
def call_off(request: PersonRequest, key: int) -> HttpResponse:
    """It does not go out at its time; with `change`, on to the form."""
    access = notice_for(request, key, Act.WRITE)
    try:
        planned.call_off(key, now=clock.now())
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _("Called off: it is a draft again, and goes out when you say so."))
    if "change" in request.POST:
        is_request = asks_something(access.version)
        return onward(request, "request_change" if is_request else "notice_change", key)
    return onward(request, "notice", key)


@login_required
@require_POST
def approve(request: PersonRequest, key: int) -> HttpResponse:
    notice_for(request, key, Act.APPROVE)
    try:
        seen = request.POST.get("seen", ""), parse_datetime(request.POST.get("at", ""))
        stage = services.approve(key, by=request.user, now=clock.now(), seen=seen)
    except ValueError:
        return refused(request, Code.OTHER_STAGE, key)
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _became(stage))
    return onward(request, "notice", key)


def _with_why(
    request: PersonRequest, key: int, act: Act, name: str, do: Callable[[str], str]
) -> HttpResponse:
    """`do` says what has become of it."""
    access = notice_for(request, key, act)
    form = WhyForm(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return show(request, access, bad=form, act=name)
    try:
        said = do(form.cleaned_data["why"])
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, said)
    return onward(request, "notice", key)


@login_required
@require_POST
def give_back(request: PersonRequest, key: int) -> HttpResponse:
    def do(why: str) -> str:
        services.give_back(key, by=request.user, remark=why, now=clock.now())
        return _("Given back to its writer.")

    return _with_why(request, key, Act.APPROVE, "give_back", do)


@login_required
@require_POST
def withdraw(request: PersonRequest, key: int) -> HttpResponse:
    def do(why: str) -> str:
        speaker = speaker_of(request)
        is_paused = services.withdraw(
            key, by=speaker.person, entered_by=speaker.entered_by, why=why, now=clock.now()
        )
        if is_paused:
            return _("Withdrawn, and it is not sent again until you let it go on.")
        return _("Withdrawn. Whoever had seen it reads why.")

    return _with_why(request, key, Act.WRITE, "withdraw", do)
