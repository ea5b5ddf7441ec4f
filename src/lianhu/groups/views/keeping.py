"""Looking after a group: what waits, what is pinned, how it begins and ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.queries import beat_depth
from lianhu.groups import queries, services
from lianhu.groups.access import at_places, looked_after, unwritten
from lianhu.groups.forms import CloseForm, NewForm
from lianhu.groups.models import Group
from lianhu.groups.refusals import REFUSALS
from lianhu.groups.rules import errors
from lianhu.groups.rules.people import takes_in
from lianhu.groups.views.showing import pinned, shown, titled
from lianhu.inbox.speaking import onward, speaker_of
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from lianhu.knowledge.models import Item
from lianhu.knowledge.search import search

MOST_FOUND = 5


@login_required
@require_safe
def owner(request: PersonRequest, code: str) -> HttpResponse:
    """Questions that nobody has answered first, then what stands at the head, then its end."""
    access = looked_after(request, code)
    now, q = clock.now(), request.GET.get("q", "").strip()[:100]
    hits = search(q, today=timezone.localtime(now).date(), limit=MOST_FOUND) if q else []
    pins = queries.pins(access.group)
    there = {pin.item_id for pin in pins}
    context = {
        "access": access,
        "group": access.group,
        "waiting": shown(request, access, queries.waiting(access.group), {}),
        "pins": pinned(pins),
        "q": q,
        "found": titled(hit.item for hit in hits if hit.item.pk not in there),
        "is_idle": queries.is_idle(access.group, now),
    }
    return render(request, "groups/owner.html", context)


@login_required
@require_POST
def pin(request: PersonRequest, code: str) -> HttpResponse:
    access = looked_after(request, code)
    item = Item.objects.published().filter(code=request.POST.get("item", "")).first()
    if item is None:
        raise Http404
    services.pin(access.group, item, request.user, now=clock.now())
    messages.success(request, _("It stands at the head of the group."))
    return redirect("group_owner", code)


@login_required
@require_POST
def unpin(request: PersonRequest, code: str, pk: int) -> HttpResponse:
    access = looked_after(request, code)
    services.unpin(access.group, pk)
    return redirect("group_owner", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    speaker = speaker_of(request)
    desks = [my.desk for my in at_places(speaker.serves)]
    if not desks:
        raise PermissionDenied
    sent = request.method == "POST"
    form = NewForm(request.POST if sent else None, desks=desks)
    first: Group | None = None
    if sent and form.is_valid():
        facts = form.cleaned_data
        try:
            made = services.make(
                facts["place"],
                facts["purpose"],
                facts["audience"],
                form.ends_at,
                speaker.person,
                entered_by=speaker.entered_by,
                key=facts["key"],
                now=clock.now(),
            )
        except errors.AlreadyThere as refusal:
            first = Group.objects.get(code=refusal.code)
        except errors.PurposeNeeded as refusal:
            form.add_error("purpose", REFUSALS[type(refusal)])
        except errors.Refused as refusal:
            form.add_error("ends_on", REFUSALS[type(refusal)])
        except OtherBody:
            form.add_error(None, _("You have made a group with this page already."))
        else:
            return onward(request, "group", made.code)
    context = {"form": form, "first": first}
    return render(request, "groups/new.html", context, status=422 if sent else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: PersonRequest, code: str) -> HttpResponse:
    """A temporary group ends before its day: its people go on in one that all of them read."""
    access = looked_after(request, code)
    group, now = access.group, clock.now()
    if not group.is_temporary:
        raise Http404
    if not access.is_open:
        messages.info(request, str(REFUSALS[errors.IsClosed]))
        return redirect("group", code)
    depth = beat_depth()
    beside = queries.open_beside(group, now)
    if all(one.code != group.node.code for one in beside):
        beside.insert(0, unwritten(group.owner, now))
    others = [one for one in beside if takes_in(one.people, group.people, depth)]
    sent = request.method == "POST"
    form = CloseForm(request.POST if sent else None, others=others)
    if sent and form.is_valid():
        try:
            services.close(group, form.chosen, request.user, now=now)
        except errors.Refused as refusal:
            form.add_error("successor", REFUSALS[type(refusal)])
        else:
            messages.success(request, _("Closed. What was said stays to be read."))
            return redirect("group", code)
    context = {"access": access, "group": group, "form": form}
    return render(request, "groups/close.html", context, status=422 if sent else 200)
