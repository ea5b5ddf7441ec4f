"""A resident's own page: the matters asked, and what was sent to the household."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.cases import binding, queries, rules
from lianhu.cases.access import open_to
from lianhu.cases.journey import resident as journey
from lianhu.cases.takers import forget_lapsed
from lianhu.cases.titles import title_of
from lianhu.cases.views.resident import officer_head
from lianhu.grid.queries import contact, home_desk, resident_of
from lianhu.inbox.broadcasts import registry as broadcasts
from lianhu.inbox.broadcasts.reading import at_home_in, waiting
from lianhu.kernel import clock
from lianhu.ui import timewords
from lianhu.ui.parts import InboxRow, StageChip, StageClock


@login_required
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    resident = resident_of(request.user)
    before = request.GET.get("before", "")
    rows = (
        queries.asked_by(
            resident, open_to(request), before=int(before) if before.isdecimal() else None
        )
        if resident
        else []
    )
    forget_lapsed([row.stage for row in rows if row.stage], clock.now())
    card_only = is_card_only(request)
    offered = binding.offer(resident) if resident and not card_only else None
    home = home_desk(resident.household) if resident and resident.household else None
    notices = []
    if resident and not before:
        beat = home.node if home else None
        notices = waiting(at_home_in(beat, resident, card_only=card_only), clock.now())
    context = {
        "notices": broadcasts.rows(notices),
        "card_only": card_only,
        "person": officer_head(contact(home, clock.now())) if home else None,
        "rows": [_row(row) for row in rows],
        "asked_before": len(offered[1]) if offered else 0,
        "before": rows[-1].case.pk if len(rows) == queries.PAGE else None,
        "is_first": not before,
    }
    return render(request, "cases/mine.html", context)


def _row(row: queries.CaseRow) -> InboxRow:
    case, status = row.case, journey.status(row.case, row.stage)
    over = case.status in (rules.Status.ANSWERED, rules.Status.SETTLED)
    asked = pgettext("resident", "asked %(time)s") % {"time": timewords.day_time(case.asked_at)}
    return InboxRow(
        title=title_of(row.words),
        url=f"/my/{case.number}/",
        icon="message-circle",
        chip=StageChip(clock=StageClock.DONE, note=status) if over else None,
        facts=[asked] if over else [status, asked],
        strong=case.status == rules.Status.ANSWERED,
    )
