"""What is sent again and again: paused, gone on with, ended, still needed; one tap each."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.inbox.speaking import onward, speaker_of
from lianhu.kernel import clock
from lianhu.notices.access import Act, notice_for
from lianhu.notices.models import Notice
from lianhu.notices.recurring import services
from lianhu.notices.rules.sending import Refused
from lianhu.notices.words import REFUSALS


def _done(request: PersonRequest, key: int, do: Callable[[int], None], said: str) -> HttpResponse:
    series = notice_for(request, key, Act.WRITE).notice.series_id
    if series is None:
        raise Http404
    try:
        do(series)
    except Refused as why:
        messages.warning(request, str(REFUSALS[why.code]))
    else:
        messages.success(request, said)
    # The turn whose page it was may have been thrown away.
    if not Notice.objects.filter(pk=key).exists():
        last = Notice.objects.filter(series=series).order_by("-turn").first()
        return onward(request, "notice", last.pk) if last else onward(request, "notices")
    return redirect(f"{reverse('notice', args=[key])}{speaker_of(request).query}#repeats")


@login_required
@require_POST
def keep(request: PersonRequest, key: int) -> HttpResponse:
    do = partial(services.keep, by=speaker_of(request).person, now=clock.now())
    return _done(request, key, do, _("It goes on. You are asked again after six more times."))


@login_required
@require_POST
def pause(request: PersonRequest, key: int) -> HttpResponse:
    do = partial(services.pause, now=clock.now())
    return _done(request, key, do, _("Paused: it is not sent until you let it go on."))


@login_required
@require_POST
def resume(request: PersonRequest, key: int) -> HttpResponse:
    do = partial(services.resume, now=clock.now())
    return _done(request, key, do, _("It goes on with its next time."))


@login_required
@require_POST
def end(request: PersonRequest, key: int) -> HttpResponse:
    do = partial(services.end, now=clock.now())
    return _done(request, key, do, _("Ended: it is not sent again."))
