"""What the clock does to cases: moving what ran out. Safe to run several times over."""

import logging
from datetime import datetime

from django.db import connection, transaction

from lianhu.cases import rules, store
from lianhu.cases.models import Consultation, Stage
from lianhu.cases.services import locked
from lianhu.inbox.services import settle

logger = logging.getLogger(__name__)

BATCH = 200


def move_overdue(now: datetime) -> int:
    """Move up to BATCH cases whose stage or consultation has run out; return how many changed.

    One transaction for all of them, locked in id order; if that fails, one by one, so that one bad
    case does not hold up the others. Zero means that nothing more is due, or that another worker
    has it in hand.
    """
    due = overdue(now)[:BATCH]
    if not due:
        return 0
    try:
        return _move(due, now)
    except Exception:
        logger.exception("moving %s overdue cases together failed", len(due))
    moved = 0
    for case in due:
        try:
            moved += _move([case], now)
        except Exception:
            logger.exception("moving overdue case %s failed", case)
    return moved


def overdue(now: datetime) -> list[int]:
    """The cases that the clock has to move at `now`, by key."""
    stages = Stage.objects.filter(closed_at=None, alerted_at=None, due_at__lte=now)
    asked = Consultation.objects.filter(closed_at=None, late=False, due_at__lte=now)
    return sorted(
        {
            *stages.order_by("due_at").values_list("case", flat=True)[:BATCH],
            *asked.order_by("due_at").values_list("case", flat=True)[:BATCH],
        }
    )


@transaction.atomic
def _move(cases: list[int], now: datetime) -> int:
    rows = locked().filter(pk__in=cases).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(no_key=True, of=("self",), skip_locked=True)
    found = store.load(rows)
    beside = {
        loaded.case.pk: {row.desk for row in loaded.state.consultations}
        for loaded in found
        if loaded.state
    }
    settings = store.settings([loaded.case for loaded in found], beside, now)
    changes = []
    for loaded in found:
        assert loaded.state is not None
        try:
            events = rules.decide(loaded.state, rules.TimeOut(), now, settings[loaded.case.pk])
        except rules.NothingDue:  # another worker was here first
            continue
        changes.append(store.Change(loaded, events, rules.apply(loaded.state, events)))
    if changes:
        settle(store.save(changes, now), now=now)
    return len(changes)
