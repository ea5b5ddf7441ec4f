"""What is written into a form outlives whatever becomes of the request that brings it."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from lianhu.accounts import marks, services
from lianhu.accounts.marks import Sent
from lianhu.accounts.requests import is_shared
from lianhu.accounts.rules import TooLong
from lianhu.accounts.views import OWN_ROUTES, lost
from lianhu.kernel import clock

logger = logging.getLogger(__name__)


class KeepWords:
    """Drafts of forms as they are sent. The one place that sees every end a request may have.

    Whoever acts on a form answers with a redirect once it is done: then its draft is forgotten. In
    any other case, a conflict, a refusal, a fault of ours, what was sent becomes the draft. Without
    a session no view is asked at all; see `accounts.views.lost`.

    Also keeps the pages of a shared device out of its browser's memory.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = _sent(request)
        if sent is not None and sent.is_own(request):
            try:
                _settle(request, sent, is_done=_is_redirect(response))
            except DatabaseError:  # the page in hand is worth more than the draft
                logger.exception("draft of %s not settled", sent.mark.form)
        if request.session.accessed and is_shared(request):
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        sent = _sent(request)
        if sent is None or request.user.is_authenticated:
            return None
        return lost(request, sent)


def _sent(request: HttpRequest) -> Sent | None:
    match = request.resolver_match
    return None if match and match.url_name in OWN_ROUTES else marks.sent(request)


def _is_redirect(response: HttpResponse) -> bool:
    return HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST


def _settle(request: HttpRequest, sent: Sent, *, is_done: bool) -> None:
    mark = sent.mark
    if is_done:
        services.forget(mark.user, mark.form, mark.ref)
        return
    if is_shared(request):
        return
    try:
        values = sent.values
    except TooLong:
        return
    if values is not None:
        services.save(mark.user, mark.form, mark.ref, values, now=clock.now())
