"""The one list of what waits for a person, the digest, and how one wants to hear of things."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.queries import MyDesk, schedules
from lianhu.grid.serving import served_desks
from lianhu.inbox import queries, registry, services
from lianhu.inbox.below import rosters
from lianhu.inbox.broadcasts import registry as broadcasts
from lianhu.inbox.broadcasts.reading import Reached, at_work, waiting
from lianhu.inbox.digests import broadcasts_in
from lianhu.inbox.forms import ChoiceForm
from lianhu.inbox.models import Digest, Item
from lianhu.inbox.people import Wish, wishes
from lianhu.inbox.rules import Group, group_of
from lianhu.inbox.rules.attention import budget_of
from lianhu.kernel import clock, cursor
from lianhu.ui.parts import Empty, InboxRow

PAGE = 50

GROUPS = {Group.NOW: _("Now"), Group.TODAY: _("Today"), Group.LATER: _("Can wait")}


def _serves(request: PersonRequest) -> Sequence[MyDesk]:
    """Where the person serves. Raises PermissionDenied for whoever serves nowhere."""
    desks = served_desks(request)
    if not desks:
        raise PermissionDenied
    return desks


@login_required
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    desks = _serves(request)
    place = cursor.read(request.GET.get("after", ""), cursor.maybe_instant, cursor.key)
    items = queries.open_items(
        request.user,
        [my.desk.pk for my in desks],
        most=PAGE + 1,
        behind=(place[0], place[1]) if place is not None else None,
    )
    shown, more = items[:PAGE], len(items) > PAGE
    today = timezone.localtime(clock.now()).date()
    # Few, and above what falls due later: the first page has all of them.
    notices = [] if place is not None else waiting(at_work(request.user, desks), clock.now())
    context = {
        "groups": _groups(shown, notices, desks),
        "count": len(shown) + len(notices),
        "is_continued": place is not None,
        "next_at": cursor.write(shown[-1].due_at, shown[-1].pk) if more else "",
        "is_roster": bool(rosters(desks)),
        "quiet": queries.quiet(request.user, [my.role for my in desks], today),
        "empty": Empty(
            gettext("Nothing waits: go on with your own work"), gettext("New things appear here.")
        ),
    }
    return render(request, "inbox/inbox.html", context)


def _groups(
    items: Sequence[Item], notices: Sequence[Reached], desks: Sequence[MyDesk]
) -> list[dict[str, Any]]:
    """Rows under the headings that have any, each in the order of what falls due."""
    now, own = clock.now(), desks[0].desk
    opening = schedules({own, *(item.desk for item in items if item.desk is not None)}, now)
    found: dict[Group, list[tuple[datetime | None, InboxRow]]] = {group: [] for group in Group}
    for item, row in zip(items, registry.rows(items), strict=True):
        # What is addressed to a person has no opening hours: such items can wait for the day.
        group = group_of(item.due_at, now, opening[item.desk.pk]) if item.desk else Group.LATER
        found[group].append((item.due_at, row))
    for each, row in zip(notices, broadcasts.rows(notices), strict=True):
        due_at = each.card.due_at
        # Past its time it can be read when there is time: nobody waits for it by the minute.
        late = due_at is not None and due_at <= now
        group = Group.LATER if late else group_of(due_at, now, opening[own.pk])
        if each.is_emergency(now):
            group = Group.NOW
        found[group].append((due_at, row))
    return [
        {"heading": GROUPS[group], "rows": [row for _due_at, row in sorted(rows, key=_by_due)]}
        for group, rows in found.items()
        if rows
    ]


def _by_due(row: tuple[datetime | None, InboxRow]) -> tuple[bool, float]:
    due_at, _row = row
    return due_at is None, due_at.timestamp() if due_at else 0


@login_required
@require_safe
def digest(request: PersonRequest) -> HttpResponse:
    """What is being gathered, and what of the newest digest is open still."""
    serves = _serves(request)
    gathering = Digest.objects.filter(person=request.user, sent_at=None).first()
    newest = queries.newest_digest(request.user)
    parts = [
        {"at": found.sent_at or found.due_at, "is_sent": found.sent_at, "rows": rows}
        for found in (gathering, newest)
        if found is not None and ((rows := _lines(request, found, serves)) or found.sent_at)
    ]
    context = {
        "parts": parts,
        "empty": Empty(gettext("Nothing has been gathered"), gettext("New things appear here.")),
    }
    return render(request, "inbox/digest.html", context)


def _lines(request: PersonRequest, found: Digest, serves: Sequence[MyDesk]) -> list[InboxRow]:
    desks = [my.desk.pk for my in serves]
    items = registry.rows(queries.open_items(request.user, desks, most=PAGE, digest=found))
    return items + broadcasts.rows(broadcasts_in(found, serves, clock.now()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attention(request: PersonRequest) -> HttpResponse:
    usual = budget_of([my.role for my in _serves(request)])
    wish = wishes([request.user.pk]).get(request.user.pk, Wish())
    form = ChoiceForm(request.POST or None, usual=usual, initial=ChoiceForm.shown(wish))
    if request.method == "POST" and form.is_valid():
        services.choose(request.user, form.wish, by=request.user)
        messages.success(request, gettext("From now on it is done this way."))
        return redirect("attention")
    status = 422 if request.method == "POST" else 200
    return render(request, "inbox/attention.html", {"form": form}, status=status)
