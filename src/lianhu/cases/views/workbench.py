"""What stands left on the desk page: the list of a person's desks, and where in it one is."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.cases import filters, worklist
from lianhu.cases.access import Viewer
from lianhu.cases.filters import Filter
from lianhu.cases.journey import staff as journey
from lianhu.cases.journey.way import time_left
from lianhu.cases.lists import Cursor, Tab
from lianhu.cases.models import CLASS_NAMES
from lianhu.cases.titles import title_of
from lianhu.cases.worklist import Row
from lianhu.grid.models import Desk
from lianhu.kernel import cursor
from lianhu.ui.parts import Empty, Key, Link, NavLink, QueueRow, StageChip, StageClock

# Rings move in steps, so that a list in which nothing happens stays the same for its ETag.
RING_STEPS = 20
SELDOM = (Tab.WAITING, Tab.SHARED)


class Place:
    """Where in the list the reader is: the tab, the desk, the page, the case beside it.

    It stands in the address, so that acting on a case and going back keep it.
    """

    def __init__(self, request: HttpRequest, viewer: Viewer, number: str = "") -> None:
        asked = request.GET
        self.number = number
        self.desks = list(viewer.desks.values())
        self.desk = next((d for d in self.desks if str(d.pk) == asked.get("desk")), None)
        self.tab = next((tab for tab in Tab if tab == asked.get("tab")), Tab.MINE)
        self.filter = Filter.read(asked)
        after = cursor.read(asked.get("after", ""), cursor.maybe_instant, cursor.key)
        self.start = Cursor(*after) if after else None

    @property
    def shown_desks(self) -> Sequence[Desk]:
        return [self.desk] if self.desk else self.desks

    def query(self, **changes: str) -> str:
        """The query string of this place, or of one that differs from it by `changes`."""
        here = {
            "tab": "" if self.tab is Tab.MINE else self.tab.value,
            "desk": str(self.desk.pk) if self.desk else "",
            "after": cursor.write(self.start.falls_due, self.start.key) if self.start else "",
            **self.filter.params,
        }
        given = {key: value for key, value in (here | changes).items() if value}
        return f"?{urlencode(given)}" if given else ""

    def case_url(self, number: str, **changes: str) -> str:
        return reverse("desk_case", args=[number]) + self.query(**changes)

    def url(self, **changes: str) -> str:
        """Another list with the same case beside it."""
        if self.number:
            return self.case_url(self.number, **changes)
        return reverse("desk") + self.query(**changes)


def listing(place: Place, viewer: Viewer) -> dict[str, Any]:
    """The context of `cases/parts/worklist.html`. Three queries, two more where filters name
    topics and places.
    """
    narrowing, saved = filters.narrowed(place.filter, filters.saved_by(viewer.person), viewer)
    page = worklist.page(
        place.tab,
        place.shown_desks,
        viewer,
        narrowing=narrowing,
        saved=saved,
        start=place.start,
    )
    following = cursor.write(page.next.falls_due, page.next.key) if page.next else ""
    return {
        "pane_open": bool(place.number),
        "list_title": _list_title(place),
        "list_url": reverse("desk") + place.query(),
        "poll_url": reverse("desk") + place.query(part="list", case=place.number),
        "tabs": [
            {
                "label": name,
                "url": place.url(tab="" if tab is Tab.MINE else tab.value, after=""),
                "count": _count(page.counts[tab]),
                "current": tab is place.tab,
            }
            for tab, name in _tab_names().items()
            # What comes up seldom has no empty tab.
            if tab not in SELDOM or page.counts[tab] or place.tab is tab
        ],
        "desks": _desk_links(place),
        "filtered": narrowing.label,
        "saved": [
            {
                "label": kept.name,
                "url": place.url(tab="", after="", **kept.filter.params),
                "count": _count(page.saved[kept.key]),
                "current": kept.filter == place.filter and place.tab is Tab.MINE,
            }
            for kept in saved
        ],
        "all_url": place.url(after="", **Filter().params),
        "filters_url": reverse("desk_filters") + place.query(after=""),
        "several_url": reverse("desk_several") + place.query(tab="", after=""),
        "rows": [_row(row, place, viewer) for row in page.rows],
        "empty": None if page.rows else _empty(place),
        "first_url": place.url(after="") if place.start else "",
        "next_url": place.url(after=following) if following else "",
        "keys": list_keys(),
    }


def list_keys() -> list[Key]:
    """The keys of every list beside a case, besides those of `ui/parts/keys.html`."""
    return [Key("↵", _("open the line"))]


def _list_title(place: Place) -> str:
    if len(place.shown_desks) == 1:
        return place.shown_desks[0].shown_name
    return _("My %(count)d desks") % {"count": len(place.desks)}


def _tab_names() -> dict[Tab, str]:
    return {
        Tab.MINE: pgettext("work queue", "To do"),
        Tab.WAITING: pgettext("work queue", "Resident asked"),
        Tab.CONSULTING: pgettext("work queue", "Department asked"),
        Tab.SHARED: pgettext("work queue", "From below"),
    }


def _count(count: int) -> str:
    return "99+" if count >= worklist.COUNT_STOPS_AT else str(count)


def _desk_links(place: Place) -> list[NavLink]:
    if len(place.desks) < 2:
        return []
    everything = NavLink(
        _("All"), place.url(desk="", after=""), "list-check", current=place.desk is None
    )
    return [
        everything,
        *(
            NavLink(
                desk.shown_name,
                place.url(desk=str(desk.pk), after=""),
                "building-community",
                current=desk is place.desk,
            )
            for desk in place.desks
        ),
    ]


def _row(row: Row, place: Place, viewer: Viewer) -> QueueRow:
    asked = place.tab is Tab.CONSULTING
    about = row.topic.name if row.topic else str(CLASS_NAMES[row.case_class])
    return QueueRow(
        title=title_of(row.words),
        url=place.case_url(row.number),
        chip=_chip(row, viewer, asked=asked),
        facts=[row.place, about],
        mark=_mark(row, viewer, asked=asked),
        asked=bool(row.department),
        current=row.number == place.number,
    )


def _chip(row: Row, viewer: Viewer, *, asked: bool) -> StageChip:
    if row.falls_due is not None and row.waiting_until is not None:
        return journey.waiting_chip(row.falls_due, named=False)
    if row.falls_due is None:
        return StageChip(clock=StageClock.STOPPED, note=pgettext("work queue", "not running"))
    if asked and row.asked_at is not None:
        left = (row.falls_due - viewer.now) / (row.falls_due - row.asked_at)
        return StageChip("", row.falls_due, _stepped(left), StageClock.DEPARTMENT)
    return StageChip("", row.falls_due, _stepped(time_left(row, viewer.now)))


def _stepped(left: float) -> float:
    return round(max(0.0, min(1.0, left)) * RING_STEPS) / RING_STEPS


def _mark(row: Row, viewer: Viewer, *, asked: bool) -> str:
    if asked:
        return row.department
    if row.department:
        return pgettext("work queue", "%(department)s replied") % {"department": row.department}
    taker = row.taken_by
    if taker is None:
        return pgettext("work queue", "to be taken")
    if taker.key == viewer.person.pk:
        return pgettext("work queue", "with you")
    return pgettext("work queue", "with %(name)s") % {"name": taker.name}


def _empty(place: Place) -> Empty:
    if place.start is not None:
        link = Link(_("To the beginning of the list"), place.url(after=""))
        return Empty(_("Nothing further down"), link=link)
    if place.filter:
        link = Link(_("Show all"), place.url(after="", **Filter().params))
        return Empty(_("Nothing here is like that"), link=link)
    match place.tab:
        case Tab.CONSULTING:
            return Empty(_("No department is being asked"))
        case Tab.WAITING:
            return Empty(_("No resident is being asked"))
        case Tab.SHARED:
            return Empty(_("Nothing waits below you"))
    return Empty(
        _("Nothing to do. Take your time."), _("What comes in stands here within 20 seconds.")
    )
