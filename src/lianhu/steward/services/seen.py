"""Two administrators at the same thing: a form names what it saw, and nobody overwrites unseen."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise

from lianhu.accounts.models import User
from lianhu.steward.services import note_change

Facts = dict[str, Any]


class Named(Protocol):
    name: str


Row = TypeVar("Row", bound=models.Model)


class Changed(Exception):
    """Somebody else changed it since the form was made; `facts` is how it is now."""

    def __init__(self, facts: Facts) -> None:
        super().__init__("changed meanwhile")
        self.facts = facts


class Impossible(Exception):
    """It cannot be done as things are; says why, in the words of the page."""

    def __init__(self, *reasons: str | Promise) -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = reasons


def mark(facts: Mapping[str, Any]) -> str:
    """What a form carries of the row as it was when its page was made."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)


def ensure_seen(seen: str, facts: Facts) -> None:
    if mark(facts) != seen:
        raise Changed(facts)


def difference(before: Facts, after: Facts) -> tuple[Facts, Facts]:
    """Of both, what is not the same."""
    names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    return (
        {name: before.get(name) for name in sorted(names)},
        {name: after.get(name) for name in sorted(names)},
    )


@transaction.atomic
def edit(
    rows: models.QuerySet[Row],
    values: Mapping[str, Any],
    *,
    facts: Callable[[Row], Facts],
    seen: str,
    by: User,
    verb: str,
    now: datetime,
) -> Row:
    """Give the one row of `rows` these values, if it is still what the form saw. Notes what differs
    afterwards, and nothing if nothing does. Raises Changed.
    """
    row = rows.select_for_update(no_key=True, of=("self",)).get()
    before = facts(row)
    ensure_seen(seen, before)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    old, new = difference(before, facts(row))
    if old != new:
        note_change(by, verb, str(getattr(row, "name", row)), before=old, after=new, now=now)
    return row
