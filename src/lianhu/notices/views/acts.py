"""What is done with a notice: thrown away, joined, sent, approved, given back, withdrawn."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.kernel import clock
from lianhu.notices import queries, services
from lianhu.notices.access import Act, notice_for
from lianhu.notices.forms import WhyForm
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import Refused, Stage
from lianhu.notices.views.desk import refused, show


@login_required
@require_POST
def discard(request: PersonRequest, key: int) -> HttpResponse:
    access = notice_for(request, key, Act.WRITE)
    try:
        services.discard(key, now=clock.now())
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _("Thrown away. Nobody has seen it."))
    return redirect("notice", key) if access.version.number > 1 else redirect("notices")


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
        services.join(key, theirs, places=queries.known_places())
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _("It will be one card with theirs."))
    return redirect("notice", key)


@login_required
@require_POST
def send(request: PersonRequest, key: int) -> HttpResponse:
    notice_for(request, key, Act.WRITE)
    try:
        stage = services.send(key, now=clock.now())
    except Refused as why:
        return refused(request, why.code, key)
    said = _("Sent. It is there for everybody now.")
    if stage is Stage.WAITING:
        said = _("It waits for a second person, who finds it in the inbox.")
    messages.success(request, said)
    return redirect("notice", key)


@login_required
@require_POST
def approve(request: PersonRequest, key: int) -> HttpResponse:
    notice_for(request, key, Act.APPROVE)
    try:
        services.approve(key, by=request.user, now=clock.now())
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, _("Sent. It is there for everybody now."))
    return redirect("notice", key)


def _with_why(
    request: PersonRequest, key: int, act: Act, name: str, do: Callable[[str], None], said: str
) -> HttpResponse:
    access = notice_for(request, key, act)
    form = WhyForm(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return show(request, access, bad=form, act=name)
    try:
        do(form.cleaned_data["why"])
    except Refused as why:
        return refused(request, why.code, key)
    messages.success(request, said)
    return redirect("notice", key)


@login_required
@require_POST
def give_back(request: PersonRequest, key: int) -> HttpResponse:
    def do(why: str) -> None:
        services.give_back(key, by=request.user, remark=why, now=clock.now())

    return _with_why(request, key, Act.APPROVE, "give_back", do, _("Given back to its writer."))


@login_required
@require_POST
def withdraw(request: PersonRequest, key: int) -> HttpResponse:
    def do(why: str) -> None:
        services.withdraw(key, by=request.user, why=why, now=clock.now())

    said = _("Withdrawn. Whoever had seen it reads why.")
    return _with_why(request, key, Act.WRITE, "withdraw", do, said)
