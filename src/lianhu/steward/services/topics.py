"""The one tree of topics: areas, and what one can do in each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.knowledge.models import Topic
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Facts, Impossible, edit, ensure_seen


def facts_of(row: Topic) -> Facts:
    return {
        "name": row.name,
        "name_en": row.name_en,
        "department": row.department_id,
        "straight_to": row.straight_to_id,
        "case_class": row.case_class,
    }


def place_facts(row: Topic) -> Facts:
    """Where it stands, and whether it is offered."""
    return {"path": row.path, "retired_at": row.retired_at}


@transaction.atomic
def add_topic(area: Topic | None, values: Mapping[str, Any], *, by: User, now: datetime) -> Topic:
    """An area, or a topic in one."""
    number = (Topic.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    facts = dict(values)
    if area is None:
        row: Topic = Topic.objects.add_root({"code": f"area-{number}", **facts})
    else:
        facts["code"] = f"{area.code}.{number}"[:60]
        row = Topic.objects.add_child(Topic.objects.get(pk=area.pk), facts)
    note_change(by, "topic.added", row.name, after=facts_of(row), now=now)
    return row


def change_topic(
    code: str, values: Mapping[str, Any], *, seen: str, by: User, now: datetime
) -> Topic:
    """Names, department, class, and where it goes straight: what is asked from now on. Raises
    Changed.
    """
    rows = Topic.objects.filter(code=code)
    row: Topic = edit(rows, values, facts=facts_of, seen=seen, by=by, verb="topic.changed", now=now)
    return row


def _locked(code: str, seen: str) -> Topic:
    row: Topic = Topic.objects.filter(code=code).select_for_update(no_key=True, of=("self",)).get()
    ensure_seen(seen, place_facts(row))
    return row


@transaction.atomic
def move_topic(code: str, area: str, *, seen: str, by: User, now: datetime) -> Topic:
    """Into another area; cases keep their topic. Raises Impossible, Changed."""
    row = _locked(code, seen)
    target = Topic.objects.filter(code=area).select_for_update(no_key=True, of=("self",)).get()
    before = Topic.objects.get_parent(row)
    if row.depth != 2 or target.depth != 1 or before is None or before.pk == target.pk:
        raise Impossible(_("Please choose another area."))
    Topic.objects.move(row, target, pos="last-child")
    note_change(
        by,
        "topic.moved",
        row.name,
        before={"area": before.name},
        after={"area": target.name},
        now=now,
    )
    return row


@transaction.atomic
def retire_topic(code: str, *, seen: str, by: User, now: datetime) -> int:
    """Not offered any more, and nothing below it; return how many were retired. Raises Changed."""
    row = _locked(code, seen)
    below = Topic.objects.filter(path__startswith=row.path, retired_at=None)
    count: int = below.update(retired_at=now)
    note_change(by, "topic.retired", row.name, after={"topics": count}, now=now)
    return count


@transaction.atomic
def restore_topic(code: str, *, seen: str, by: User, now: datetime) -> None:
    """Offered again; the topics of an area are brought back one by one. Raises Impossible,
    Changed.
    """
    row = _locked(code, seen)
    area = Topic.objects.get_parent(row)
    if area is not None and area.retired_at is not None:
        raise Impossible(_("Its area is retired: bring that back first."))
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    note_change(by, "topic.restored", row.name, now=now)
