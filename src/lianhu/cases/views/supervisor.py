"""Supervisors: where cases wait and which desks have nobody. Never words, never names of people."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases import watch
from lianhu.cases.access import Viewer, viewer_of, watched_case
from lianhu.cases.journey import staff as journey
from lianhu.cases.models import Case
from lianhu.cases.views.causes import CAUSES
from lianhu.cases.views.coverage_tabs import group_tab, unmanned_tab
from lianhu.cases.watch import Cursor, Waiting
from lianhu.grid import gaps
from lianhu.grid.coverage import Group
from lianhu.grid.gaps import Gap
from lianhu.grid.models import Desk
from lianhu.kernel import cursor
from lianhu.ui import timewords
from lianhu.ui.parts import Empty, Fact, Notice, Tone
from lianhu.ui.refusal import Refused


def supervisor_of(request: PersonRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.supervision:
        raise Refused(staff=viewer.is_staff)
    return viewer


@login_required
@require_safe
def overdue(request: PersonRequest) -> HttpResponse:
    viewer = supervisor_of(request)
    after = cursor.read(request.GET.get("after", ""), cursor.instant, cursor.word, cursor.key)
    page = watch.overdue(viewer, start=Cursor(*after) if after else None)
    next_at = page.next and cursor.write(page.next.since, page.next.source, page.next.key)
    context = {
        "places": places_of(viewer),
        "rows": [_waiting(row) for row in page.rows],
        "is_continued": after is not None,
        "next_at": next_at,
        "empty": None if page.rows else _nothing_overdue(),
    }
    return render(request, "cases/overdue.html", context)


def places_of(viewer: Viewer) -> str:
    return _(", ").join(desk.node.shown_name for desk in viewer.supervision)


def _nothing_overdue() -> Empty:
    return Empty(_("Nothing is overdue"), _("Every case is where it should be, in its time."))


def _waiting(row: Waiting) -> dict[str, Any]:
    case = row.case
    return {
        "number": case.number,
        "url": reverse("watched_case", args=[case.number]),
        "desk": row.desk.shown_name,
        "above": path_of(row.above),
        "since": row.since,
        "cause": CAUSES[row.cause],
        "departments": [desk.shown_name for desk in row.departments],
        "about": case.topic.shown_name if case.topic else "",
        "class": capfirst(case.get_case_class_display()),
        "promise": case.promise_due_at,
    }


def path_of(desks: Sequence[Desk]) -> str:
    """Where a desk lies, from the top down; the top itself goes without saying."""
    return " › ".join(desk.shown_name for desk in reversed(desks[:-1]))


@login_required
@require_safe
def case(request: PersonRequest, number: str) -> HttpResponse:
    viewer = supervisor_of(request)
    found = watched_case(viewer, number)
    way = watch.way_of(found)
    context = {
        "case": found,
        "from": way.ladder[0].shown_name,
        "chip": journey.chip(way, viewer.now, mine=False),
        "climb": journey.climb(way, sees_asker=False),
        "stops": [
            {
                "desk": stop.desk.shown_name,
                "level": stop.level,
                "started_at": stop.started_at,
                "spent": None if stop.is_open else timedelta(seconds=stop.used_s),
                "due_at": stop.due_at if stop.is_open else None,
            }
            for stop in way.stops
        ],
        "consultations": way.consultations,
        "facts": _facts(found),
    }
    return render(request, "cases/watched_case.html", context)


def _facts(case: Case) -> list[Fact]:
    found = [Fact(_("Kind"), capfirst(case.get_case_class_display()))]
    if case.topic:
        found.append(Fact(_("About"), case.topic.shown_name))
    found += [
        Fact(_("Asked"), timewords.day_time(case.asked_at)),
        Fact(_("State"), journey.status(case)),
        Fact(_("Promised"), timewords.by_time(case.promise_due_at), strong=True),
    ]
    if case.reopened:
        times = ngettext("%(count)d time", "%(count)d times", case.reopened)
        found.append(Fact(_("Reopened"), times % {"count": case.reopened}))
    return found


@login_required
@require_safe
def unmanned(request: PersonRequest) -> HttpResponse:
    viewer = supervisor_of(request)
    after = cursor.read(request.GET.get("after", ""), cursor.word, cursor.key)
    nodes = [desk.node for desk in viewer.supervision]
    page = gaps.unmanned(nodes, viewer.now, start=(after[0], after[1]) if after else ("", 0))
    context = {
        "places": places_of(viewer),
        "tabs": [unmanned_tab(current=True), *map(group_tab, Group)],
        "rows": [_gap(gap, viewer) for gap in page.rows],
        "is_continued": after is not None,
        "next_at": cursor.write(*page.next) if page.next else "",
        "empty": None
        if page.rows
        else Empty(_("Every desk is manned"), _("Somebody is there whenever one opens next.")),
        "notice": _unconfirmed(page.unconfirmed),
    }
    return render(request, "cases/unmanned.html", context)


def _gap(gap: Gap, viewer: Viewer) -> dict[str, Any]:
    department = gap.desk.department
    if gap.instead is not None:
        instead = gap.instead.shown_name
    elif department is not None:
        instead = _("Nobody: it cannot be asked meanwhile")
    else:
        instead = _("Nobody up to the top: supervision is told of every question")
    return {
        "desk": gap.desk.shown_name,
        "above": department.shown_name if department else path_of(gap.above),
        "cause": pgettext("unmanned", "On leave, without a stand-in")
        if gap.on_leave
        else pgettext("unmanned", "Nobody has the post"),
        "is_open": gap.opens_at <= viewer.now,
        "opens_at": gap.opens_at,
        "closes_at": gap.closes_at,
        "instead": instead,
    }


def _unconfirmed(years: Sequence[int]) -> Notice | None:
    if not years:
        return None
    text = _(
        "Nobody has confirmed the days off and make-up working days of %(years)s: opening times"
        " shown here may be wrong."
    )
    return Notice(text=text % {"years": _(", ").join(map(str, years))}, tone=Tone.SOON)
