"""The levels of the grid, and what is promised by class."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.cases.models import PromiseTime
from lianhu.cases.rules import CaseClass
from lianhu.cases.store import promises
from lianhu.grid.models import Level
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Facts, difference, edit, ensure_seen

OF_PROMISE = ("minutes", "days", "department_minutes", "pace")


def level_facts(level: Level) -> Facts:
    return {"name": level.name, "name_en": level.name_en, "minutes": level.minutes}


def change_level(
    code: str, values: Mapping[str, Any], *, seen: str, by: User, now: datetime
) -> Level:
    """New minutes hold for what comes to a desk of this level from now on: a stage keeps the time
    that it was given. Raises Changed.
    """
    rows = Level.objects.filter(code=code)
    return edit(rows, values, facts=level_facts, seen=seen, by=by, verb="level.changed", now=now)


def promise_facts(case_class: CaseClass) -> Facts:
    """What holds now, be it the place's own or the standard."""
    promise = promises()[case_class]
    return {name: getattr(promise, name) for name in OF_PROMISE}


@transaction.atomic
def change_promise(
    case_class: CaseClass, values: Mapping[str, int] | None, *, seen: str, by: User, now: datetime
) -> None:
    """The place's own promise; without values the standard one again. Holds for what is asked from
    now on. Raises Changed.
    """
    rows = PromiseTime.objects.filter(case_class=case_class)
    list(rows.select_for_update(no_key=True))
    before = promise_facts(case_class)
    ensure_seen(seen, before)
    if values is None:
        rows.delete()
    else:
        PromiseTime.objects.update_or_create(case_class=case_class, defaults=dict(values))
    old, new = difference(before, promise_facts(case_class))
    if old != new:
        note_change(by, "promise.changed", case_class.value, before=old, after=new, now=now)
