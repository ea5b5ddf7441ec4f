"""Supervisors: which beats are not in good hands. By place; nobody is named."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.views.coverage_tabs import group_tab, unmanned_tab
from lianhu.cases.views.supervisor import path_of, places_of, supervisor_of
from lianhu.cases.views.within import within
from lianhu.grid import coverage as beats
from lianhu.grid.coverage import Beat, Group, Page
from lianhu.kernel import cursor
from lianhu.ui import timewords
from lianhu.ui.parts import Empty

_NOTHING = {
    Group.VACANT: gettext_lazy("Every beat has an officer"),
    Group.AWAY: gettext_lazy("Wherever an officer is away in the next 7 days, somebody stands in"),
    Group.LARGE: gettext_lazy("No beat has more than 40 households"),
    Group.ALL: gettext_lazy("There are no beats here"),
}


@login_required
@require_safe
def coverage(request: PersonRequest) -> HttpResponse:
    viewer = supervisor_of(request)
    where = within(request, viewer)
    asked = request.GET.get("group", "")
    group = Group(asked) if asked in {one.value for one in Group} else Group.VACANT
    after = cursor.read(request.GET.get("after", ""), cursor.word, cursor.key)
    page = beats.page(
        group, where.places, viewer.now, start=(after[0], after[1]) if after else ("", 0)
    )
    context = {
        "places": places_of(viewer),
        "within": where,
        "group": group,
        "tabs": [unmanned_tab(), *(_tab(one, group, page, where.query) for one in Group)],
        "rows": [_row(beat, group) for beat in page.rows],
        "is_continued": after is not None,
        "next_at": cursor.write(*page.next) if page.next else "",
        "keep": f"{where.query}group={group}&",
        "kept": [("group", group)],
        "whole": f"group={group}",
        "empty": None if page.rows else Empty(str(_NOTHING[group]), icon="home-heart"),
    }
    return render(request, "cases/coverage.html", context)


def _tab(tab: Group, current: Group, page: Page, query: str) -> dict[str, Any]:
    count = page.counts.get(tab)
    shown = "" if count is None else "99+" if count >= beats.COUNT_STOPS_AT else str(count)
    return group_tab(tab, query) | {"count": shown, "current": tab is current}


def _row(beat: Beat, group: Group) -> dict[str, Any]:
    return {
        "desk": beat.desk.shown_name,
        "above": path_of(beat.above),
        "said": _said(beat, group),
        "url": _url(beat, group),
    }


def _url(beat: Beat, group: Group) -> str:
    if group is Group.AWAY:
        return reverse("stand_in", args=[beat.leave])
    if beat.desk.manned_by_id:
        return ""  # it is that other desk's roster which would change
    return reverse("hand_over", args=[beat.desk.code])


def _said(beat: Beat, group: Group) -> str:
    match group:
        case Group.VACANT if beat.begins_at is not None:
            return _("A successor begins %(time)s") % {"time": timewords.day_time(beat.begins_at)}
        case Group.VACANT if beat.has_backup:
            return _("A backup officer is there meanwhile")
        case Group.VACANT:
            return _("Questions go to %(desk)s meanwhile") % {"desk": _over(beat)}
        case Group.AWAY if beat.away_from is not None and beat.away_until is not None:
            return _("From %(start)s until %(end)s") % {
                "start": timewords.day_time(beat.away_from),
                "end": timewords.day_time(beat.away_until),
            }
        case Group.LARGE:
            text = ngettext("%(count)d household", "%(count)d households", beat.households)
            return text % {"count": beat.households}
    return ""


def _over(beat: Beat) -> str:
    return beat.above[0].shown_name if beat.above else beat.desk.shown_name
