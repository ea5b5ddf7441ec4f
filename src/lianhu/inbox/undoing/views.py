"""The "Undo" of a message."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.inbox.rules.undoing import Code, Refused
from lianhu.inbox.undoing import services
from lianhu.inbox.undoing.models import Act
from lianhu.kernel import clock

_REFUSALS: Mapping[Code, Promise] = {
    Code.UNDONE: gettext_lazy("It has been undone already."),
    Code.LATE: gettext_lazy("That was too long ago to be undone."),
    Code.CHANGED: gettext_lazy("Something has come of it meanwhile: it cannot be undone."),
}


def say(request: HttpRequest, said: str, act: int | None) -> None:
    """A message with an "Undo"."""
    tag = f"undo-{act}" if act is not None else ""
    messages.success(request, said, extra_tags=tag)


@login_required
@require_POST
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    try:
        act = services.undo(pk, request.user, clock.now())
    except Refused as refused:
        if refused.code is Code.NOT_YOURS:
            raise Http404 from None
        messages.warning(request, str(_REFUSALS[refused.code]))
        return redirect(_back(Act.objects.select_related("receipt").get(pk=pk)))
    messages.success(request, _("Undone: it waits again."))
    return redirect(_back(act))


def _back(act: Act) -> str:
    """Where whoever did it was."""
    if act.receipt is None or act.receipt.person_id not in (act.by_id, None):
        return "calls"
    return "inbox" if act.receipt.person_id else "my_cases"
