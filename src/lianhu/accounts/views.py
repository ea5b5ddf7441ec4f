"""Keeping and discarding drafts, and the page of words that came too late."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lianhu.accounts import carrying, marks, services
from lianhu.accounts.marks import Sent
from lianhu.accounts.requests import PersonRequest, is_shared
from lianhu.accounts.rules import TooLong
from lianhu.kernel import clock
from lianhu.ui.timewords import clock_time

OWN_ROUTES: Final = frozenset({"draft_save", "draft_forget"})


@csrf_exempt
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what a form holds now; without words, forget it. Answers with what to say beside it.

    The mark does the work of a CSRF token and one thing more: a page that was left open saves
    nothing for whoever is signed in by now.
    """
    sent = marks.sent(request)
    if not request.user.is_authenticated:
        return _say(
            _("You are signed out, so no draft was saved. What you wrote is still on this page."),
            HTTPStatus.FORBIDDEN,
        )
    if sent is None:
        return _say(
            _("This page was open too long to save a draft. What you wrote is still on it."),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if not sent.is_own(request):
        return _say(
            _(
                "Somebody else is signed in by now, so no draft was saved."
                " What you wrote is still on this page."
            ),
            HTTPStatus.FORBIDDEN,
        )
    if is_shared(request):
        return _say(_("No drafts are saved on a shared device."), HTTPStatus.FORBIDDEN)
    return _save(sent)


def _save(sent: Sent) -> HttpResponse:
    mark, now = sent.mark, clock.now()
    try:
        values = sent.values
    except TooLong:
        return _say(
            _("This is too long for a draft. What you wrote is still on this page."),
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    if values is None:
        services.forget(mark.user, mark.form, mark.ref)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    services.save(mark.user, mark.form, mark.ref, values, now=now)
    return _say(_("Draft saved %(time)s") % {"time": clock_time(now)})


def _say(text: str, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@login_required
@require_POST
def forget(request: PersonRequest) -> HttpResponse:
    """Discard a draft and show its page without it."""
    sent = marks.sent(request)
    if sent is None or not sent.is_own(request):
        return redirect(settings.LOGIN_REDIRECT_URL)
    services.forget(sent.mark.user, sent.mark.form, sent.mark.ref)
    messages.info(request, _("The draft is gone."))
    return redirect(sent.page)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's own says `reason` to developers; people are told what to do."""
    sent = marks.sent(request)
    if sent is None:
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    return lost(request, sent)


@never_cache
def lost(request: HttpRequest, sent: Sent) -> HttpResponse:
    """Words that cannot be acted on: their session is over, or is another one by now.

    They are shown to whoever sent them just now, to be copied: only with a mark, or any site could
    have a text of its own shown here. Where that is safe they are back in their place, too, once
    the person has signed in (`carrying`) or, signed in anew meanwhile, goes back (`KeepWords` saves
    the draft).
    """
    signed_in, own = request.user.is_authenticated, sent.is_own(request)
    if not (sent.words or request.FILES or signed_in):
        return redirect_to_login(sent.page)
    try:
        values = None if sent.mark.shared or is_shared(request) else sent.values
    except TooLong:
        values = None
    if values is not None and not signed_in:
        carrying.carry(request, sent.mark, values)
    context = {
        "signed_in": signed_in,
        "own": own,
        "is_kept": values is not None and (own or not signed_in),
        "words": sent.words,
        "had_files": bool(request.FILES),
        "page": sent.page if signed_in else redirect_to_login(sent.page).url,
    }
    return render(request, "accounts/lost.html", context, status=HTTPStatus.FORBIDDEN)
