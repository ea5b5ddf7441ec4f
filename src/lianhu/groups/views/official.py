"""From a message to a matter, and what of its answer goes back to the group."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.cases import rules as cases
from lianhu.cases.access import case_for, officers_viewer
from lianhu.cases.for_group import public_text
from lianhu.cases.journey.way import way_of
from lianhu.cases.views.acting import REFUSALS as CASE_REFUSALS
from lianhu.files.models import Blob
from lianhu.files.services import receive_again
from lianhu.groups import services
from lianhu.groups.access import as_said, message_for, message_to_act_on
from lianhu.groups.forms import TellForm
from lianhu.groups.models import Message
from lianhu.groups.refusals import REFUSALS, numbers_found
from lianhu.groups.rules import errors, saying
from lianhu.groups.views.saying import author
from lianhu.groups.views.showing import shown
from lianhu.inbox.speaking import onward
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from lianhu.ui import timewords


@login_required
@require_POST
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """One tap of its author's makes a matter of it."""
    access, found = message_to_act_on(request, pk)
    if found.author_id != request.user.pk or access.who.beat is None:
        raise PermissionDenied
    # Photos are copied for nothing else; whether it may be asked, the service decides under a lock.
    photos = _photos(found) if saying.may_ask(as_said(found), request.user.pk) else ()
    try:
        case = services.ask_officially(
            found, request.user, access.who.beat, photos=photos, now=clock.now()
        )
    except errors.Refused as refusal:
        messages.info(request, str(REFUSALS[type(refusal)]))
    except cases.Refused as refusal:
        messages.info(request, str(CASE_REFUSALS[type(refusal)]))
    else:
        said = _("Asked officially, number %(number)s: you get an answer %(time)s.")
        facts = {"number": case.number, "time": timewords.by_time(case.promise_due_at)}
        messages.success(request, said % facts)
    return redirect("group_message", pk)


def _photos(message: Message) -> list[Blob]:
    """Those of the message once more, for whoever reads the matter. Outside any transaction."""
    again = (receive_again(photo.blob) for photo in message.said.photos.all())
    return [blob for blob in again if blob is not None]


@login_required
@require_POST
def offer(request: PersonRequest, pk: int) -> HttpResponse:
    access, found = message_to_act_on(request, pk)
    if not access.looks_after:
        raise PermissionDenied
    try:
        services.offer(found, request.user, looks_after=True)
    except errors.Refused as refusal:
        messages.info(request, str(REFUSALS[type(refusal)]))
    else:
        messages.success(request, _("Offered. Who asked sees it here, and says yes or not."))
    return redirect("group_message", pk)


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: PersonRequest, pk: int) -> HttpResponse:
    """What of the answer is for all: as the desk's own words, read once more before they go.

    For whoever looks after the group and has read the matter. Raises Http404 where there is no
    answer, or none to be told.
    """
    access, found = message_for(request, pk, write=request.method == "POST")
    if not access.looks_after:
        raise PermissionDenied
    case = found.case
    if case is None or case.in_confidence or found.removed_at:
        raise Http404
    seen = case_for(officers_viewer(request), case.number)
    way = way_of(seen.case) if seen.sees_words else None
    if way is None or way.answer is None:
        raise Http404
    sent, caught = request.method == "POST", ""
    form = TellForm(request.POST) if sent else TellForm(initial={"words": public_text(way)})
    if sent and form.is_valid():
        words, key = form.cleaned_data["words"], form.cleaned_data["key"]
        try:
            services.tell(found, author(access), words, key=key, now=clock.now())
        except errors.PersonalNumbers as refusal:
            caught = numbers_found(refusal)
        except errors.Refused as refusal:
            form.add_error("words", REFUSALS[type(refusal)])
        except OtherBody:
            pass  # it stands there already
        if not caught and not form.errors:
            messages.success(request, _("The group reads it below the question."))
            return onward(request, "group_message", pk)
    context = {
        "one": shown(request, access, [found], {})[0],
        "form": form,
        "caught": caught,
    }
    return render(request, "groups/tell.html", context, status=422 if sent else 200)
