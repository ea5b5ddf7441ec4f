"""Deadlines after a change of hours, calendar or people, or an outage: reckoned from now on."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianhu.cases import rules, store
from lianhu.cases.models import Stage
from lianhu.cases.services import change
from lianhu.grid.models import SettingChange

logger = logging.getLogger(__name__)

BATCH = 200


def move_deadlines(now: datetime) -> int:
    """Reckon a batch of open cases anew for the oldest change; return how many were looked at.

    How far it got is kept with the change, in the same transaction: who dies on the way, or comes
    second, does none twice. Zero means that no change is left or another worker has it in hand.
    """
    while SettingChange.objects.filter(finished_at=None).exists():
        with transaction.atomic():
            changed = _oldest()
            if changed is None:
                return 0
            cases = _next(changed)
            for case in cases:
                _reckon(case, changed, now)
            if cases:
                changed.done_until = cases[-1]
            else:
                changed.finished_at = now
            changed.save(update_fields=["done_until", "finished_at"])
        if cases:
            return len(cases)
    return 0


def _oldest() -> SettingChange | None:
    rows = SettingChange.objects.filter(finished_at=None).order_by("id")
    return rows.select_for_update(no_key=True, skip_locked=True).first()


def _next(changed: SettingChange) -> list[int]:
    """The cases with a running clock at the desks that a change concerns."""
    stages = Stage.objects.filter(closed_at=None, due_at__isnull=False, case__gt=changed.done_until)
    if changed.desk_id is not None:
        stages = stages.filter(Q(desk=changed.desk_id) | Q(desk__manned_by=changed.desk_id))
    return list(stages.order_by("case").values_list("case", flat=True)[:BATCH])


def _reckon(case: int, changed: SettingChange, now: datetime) -> None:
    """One case, in a savepoint: one that fails does not hold up the others."""
    try:
        with transaction.atomic():
            loaded = store.lock(case, now)
            setting = store.setting(loaded, rules.MoveDeadline(), now)
            lost = _lost_seconds(loaded, changed, setting)
            if changed.lost_from is not None and not lost:
                return
            change(loaded, rules.MoveDeadline(lost), setting, now)
    except rules.NothingDue:
        return
    except Exception:
        logger.exception("moving the deadline of case %s failed", case)


def _lost_seconds(loaded: store.Loaded, changed: SettingChange, setting: rules.Setting) -> int:
    """Open seconds of the desk in which the stage's clock ran and no worker lived."""
    stage = loaded.state.stage if loaded.state else None
    if stage is None or stage.running_since is None:
        return 0
    if changed.lost_from is None or changed.lost_until is None:
        return 0
    place = rules.place_of(setting, stage.desk)
    return place.schedule.open_seconds(
        max(stage.running_since, changed.lost_from), changed.lost_until
    )
