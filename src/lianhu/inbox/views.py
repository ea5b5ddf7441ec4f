"""The one list of what waits for a person."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.queries import schedules
from lianhu.grid.serving import served_desks
from lianhu.inbox import registry
from lianhu.inbox.models import Item
from lianhu.inbox.queries import open_items
from lianhu.inbox.rules import Group, group_of
from lianhu.kernel import clock
from lianhu.ui.parts import Empty, InboxRow

PAGE = 50

GROUPS = {Group.NOW: _("Now"), Group.TODAY: _("Today"), Group.LATER: _("Can wait")}


@login_required
@require_safe
def inbox(request: PersonRequest) -> HttpResponse:
    desks = served_desks(request)
    if not desks:
        raise PermissionDenied
    found = open_items(request.user, [my.desk.pk for my in desks])
    items = list(found.select_related("desk__hours")[: PAGE + 1])
    context = {
        "groups": _groups(items[:PAGE]),
        "count": len(items[:PAGE]),
        "is_more": len(items) > PAGE,
        "empty": Empty(
            gettext("Nothing waits: go on with your own work"), gettext("New things appear here.")
        ),
    }
    return render(request, "inbox/inbox.html", context)


def _groups(items: Sequence[Item]) -> list[tuple[str, list[InboxRow]]]:
    """Rows under the headings that have any, each in the order of what falls due."""
    now = clock.now()
    opening = schedules({item.desk for item in items if item.desk is not None}, now)
    rows: dict[Group, list[InboxRow]] = {group: [] for group in Group}
    for item, row in zip(items, registry.rows(items), strict=True):
        # What is addressed to a person has no opening hours: such items can wait for the day.
        group = group_of(item.due_at, now, opening[item.desk.pk]) if item.desk else Group.LATER
        rows[group].append(row)
    return [(str(GROUPS[group]), found) for group, found in rows.items() if found]
