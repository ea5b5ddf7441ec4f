"""Saying something, one message with what was said to it, and taking one out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases.views.attached import GONE, Attached, take_in_photos
from lianhu.files.services import Gone
from lianhu.groups import queries, services
from lianhu.groups.access import Access, as_said, group_for, message_for, message_to_act_on
from lianhu.groups.forms import RemoveForm, SayForm
from lianhu.groups.models import Message
from lianhu.groups.refusals import REFUSALS, numbers_found
from lianhu.groups.rules import errors
from lianhu.groups.rules.saying import MOST_PHOTOS
from lianhu.groups.services import Author, New
from lianhu.groups.views.feed import feed_page
from lianhu.groups.views.showing import shown
from lianhu.inbox.speaking import onward
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token


@login_required
@sensitive_post_parameters()
@require_POST
def say(request: PersonRequest, code: str) -> HttpResponse:
    access = group_for(request, code, write=True)
    form, attached = SayForm(request.POST), take_in_photos(request, MOST_PHOTOS)
    caught = _say(request, access, form, attached)
    if caught or form.errors or attached.errors:
        return feed_page(request, access, form, attached, caught=caught, status=422)
    return onward(request, "group", code)


@login_required
@sensitive_post_parameters()
@require_POST
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    access, found = message_for(request, pk, write=True)
    form, attached = SayForm(request.POST), take_in_photos(request, MOST_PHOTOS)
    caught = _say(request, access, form, attached, found)
    if caught or form.errors or attached.errors:
        return _message_page(request, access, found, form, attached, caught=caught, status=422)
    return onward(request, "group_message", pk)


def _say(
    request: PersonRequest,
    access: Access,
    form: SayForm,
    attached: Attached,
    reply_to: Message | None = None,
) -> str:
    """What was caught in the words, if something was; another reason stands in the form or with the
    photos.
    """
    if not form.is_valid():
        return ""
    if reply_to is not None and reply_to.removed_at is not None:
        form.add_error("words", REFUSALS[errors.NotNow])
        return ""
    if attached.errors:
        return ""
    facts = form.cleaned_data
    announces = facts["announces"] and access.looks_after and reply_to is None
    new = New(facts["words"], announces=announces, reply_to=reply_to, photos=attached.photos)
    try:
        services.say(access.group, author(access), new, key=facts["key"], now=clock.now())
    except errors.PersonalNumbers as refusal:
        return numbers_found(refusal)
    except errors.Refused as refusal:
        form.add_error("words", REFUSALS[type(refusal)])
    except OtherBody:
        form.data = {**request.POST.dict(), "key": new_token()}
        form.add_error("words", _("You have said something else already. Send it once more."))
    except Gone:
        attached.photo_errors.append(str(GONE))
    return ""


def author(access: Access) -> Author:
    return Author(
        access.who.person,
        access.resident,
        access.desk,
        looks_after=access.looks_after,
        entered_by=access.who.entered_by,
    )


@login_required
@require_safe
def message(request: PersonRequest, pk: int) -> HttpResponse:
    access, found = message_for(request, pk)
    return _message_page(request, access, found, SayForm())


def _message_page(
    request: PersonRequest,
    access: Access,
    found: Message,
    form: SayForm,
    attached: Attached | None = None,
    *,
    caught: str = "",
    status: int = 200,
) -> HttpResponse:
    Drafts(request, str(found.pk)).offer(form, "group_reply")
    answers = queries.answers_to([found.pk])
    others = [one for one in queries.replies(found) if one.kind != Message.Kind.ANSWER]
    [one] = shown(request, access, [found], answers)
    context = {
        "access": access,
        "group": access.group,
        "one": one,
        "replies": shown(request, access, others, {}),
        "form": form,
        "caught": caught,
    } | (attached or Attached(most_photos=MOST_PHOTOS)).shown()
    return render(request, "groups/message.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Its author takes it back; whoever looks after the group says why it goes."""
    access, found = message_to_act_on(request, pk)
    is_mine = found.author_id == request.user.pk
    if not is_mine and not access.looks_after:
        raise PermissionDenied
    sent = request.method == "POST"
    form = RemoveForm(request.POST if sent else None)
    if sent and form.is_valid():
        try:
            services.remove(
                found,
                request.user,
                form.cleaned_data["reason"],
                looks_after=access.looks_after,
                now=clock.now(),
            )
        except errors.ReasonNeeded as refusal:
            form.add_error("reason", REFUSALS[type(refusal)])
        except errors.Refused as refusal:
            messages.info(request, str(REFUSALS[type(refusal)]))
            return redirect("group", access.group.code)
        else:
            messages.success(request, _("It is no longer in the group."))
            return redirect("group", access.group.code)
    if not sent and found.removed_at is not None and as_said(found).is_empty:
        raise Http404
    context: dict[str, Any] = {
        "one": shown(request, access, [found], {})[0],
        "is_mine": is_mine,
        "form": form,
    }
    return render(request, "groups/remove.html", context, status=422 if sent else 200)


@login_required
@require_POST
def settle(request: PersonRequest, pk: int) -> HttpResponse:
    """The question needs no answer any more."""
    access, found = message_to_act_on(request, pk)
    try:
        services.settle(found, request.user, looks_after=access.looks_after)
    except errors.NotTheirs as refusal:
        raise PermissionDenied from refusal
    if access.looks_after:
        return redirect("group_owner", access.group.code)
    return redirect("group_message", pk)
