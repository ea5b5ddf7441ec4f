"""What a desk has to know about the state of a case before it acts."""

from collections.abc import Iterator

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.cases.access import Relation, Viewer, case_for
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Stage
from lianhu.cases.rules import Kind
from lianhu.ui import timewords
from lianhu.ui.parts import Link, Notice, Tone


def of_state(way: Way, stage: Stage) -> list[Notice]:
    """For whoever holds the case. `stage` is its open one."""
    return [*_waiting(stage), *_transferred(way, stage), *_extended(way), *_private(way.case)]


def _waiting(stage: Stage) -> Iterator[Notice]:
    if stage.waiting_until is not None:
        text = _("The time stands still until the reply, %(until)s at the latest. Then it goes on.")
        yield Notice(
            title=pgettext("staff", "Waiting for the resident"),
            text=text % {"until": timewords.day_time(stage.waiting_until)},
            tone=Tone.ASK,
            icon="player-pause",
        )


def _transferred(way: Way, stage: Stage) -> Iterator[Notice]:
    if not stage.transferred:
        return
    over = way.above(stage.desk)
    if stage.desk_id in way.case.contested:
        text = _("Your desk has contested it before, and this was decided: it stays with you.")
    elif over is None:
        return
    else:
        text = _("If it is not yours, contest it with the reason: %(desk)s decides.")
        text %= {"desk": over.shown_name}
    yield Notice(title=pgettext("staff", "Transferred to you"), text=text, icon="route")


def _extended(way: Way) -> Iterator[Notice]:
    told = next((e for e in reversed(way.entries) if e.kind is Kind.EXTENDED), None)
    if way.case.extended and told is not None:
        title = pgettext("staff", "Extended: %(until)s")
        until = timewords.by_time(way.case.promise_due_at)
        yield Notice(title=title % {"until": until}, text=told.words, icon="calendar")


def _private(case: Case) -> Iterator[Notice]:
    if case.confidential:
        yield Notice(
            title=pgettext("staff", "To be kept in confidence"),
            text=_("Only whoever handles it reads it; talk to nobody else about it."),
            icon="lock",
        )


def merged(case: Case, viewer: Viewer, route: str) -> Notice:
    """For a case that is handled with another: where that one is, for those who may see it."""
    assert case.merged_into is not None
    link = None
    try:
        leading = case_for(viewer, case.merged_into.number)
    except Http404:
        pass
    else:
        if leading.relation is not Relation.SUPERVISOR:
            url = reverse(route, args=[leading.case.number])
            link = Link(_("Open the one that is answered"), url)
    return Notice(
        title=pgettext("staff", "Handled together with another one"),
        text=_("Its answer goes to whoever asked this one too. Here nothing is left to do."),
        icon="checks",
        link=link,
    )
