"""Departments, and desks: their names, numbers and hours, and sections that come and go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.grid.changes import setting_changed
from lianhu.grid.models import Department, Desk
from lianhu.grid.rules import DeskKind
from lianhu.steward.effects import Open, duties, open_at
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Facts, Impossible, edit, ensure_seen


def department_facts(row: Department) -> Facts:
    return {"name": row.name, "name_en": row.name_en}


def desk_facts(row: Desk) -> Facts:
    return {
        "name": row.name,
        "name_en": row.name_en,
        "phone": row.phone,
        "hours": row.hours_id,
    }


@transaction.atomic
def add_department(values: Mapping[str, Any], *, by: User, now: datetime) -> Department:
    """With its own desk, which is open like the city's; sections come later."""
    top = Desk.objects.select_related("node").filter(kind=DeskKind.NODE).order_by("node__path")[0]
    number = (Department.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    row = Department.objects.create(
        code=f"department-{number}", name=values["name"], name_en=values["name_en"]
    )
    desk = Desk.objects.create(
        code=row.code,
        kind=DeskKind.DEPARTMENT,
        node=top.node,
        department=row,
        name=row.name,
        name_en=row.name_en,
        hours=values["hours"],
        phone=values["phone"],
    )
    note_change(
        by,
        "department.added",
        row.name,
        after={**department_facts(row), "desk": desk.code},
        now=now,
    )
    return row


def rename_department(
    code: str, values: Mapping[str, Any], *, seen: str, by: User, now: datetime
) -> None:
    """Raises Changed."""
    edit(
        Department.objects.filter(code=code),
        values,
        facts=department_facts,
        seen=seen,
        by=by,
        verb="department.renamed",
        now=now,
    )


@transaction.atomic
def add_section(
    department: Department, values: Mapping[str, Any], *, by: User, now: datetime
) -> Desk:
    """A desk of a department, at the place where its other desks are."""
    others = department.desks.select_related("node").order_by("id")
    number = (Desk.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    desk = Desk.objects.create(
        code=f"{department.code}.{number}",
        kind=DeskKind.DEPARTMENT,
        node=others[0].node,
        department=department,
        **values,
    )
    note_change(by, "desk.added", desk.name, after=desk_facts(desk), now=now)
    return desk


@transaction.atomic
def change_desk(
    code: str, values: Mapping[str, Any], *, seen: str, by: User, now: datetime
) -> Desk:
    """Name, number and hours. Other hours reckon deadlines anew. Raises Changed."""
    before = Desk.objects.values_list("hours", flat=True).get(code=code)
    rows = Desk.objects.filter(code=code)
    desk = edit(rows, values, facts=desk_facts, seen=seen, by=by, verb="desk.changed", now=now)
    if desk.hours_id != before:
        # Of this desk only, whoever mans it: hours are a desk's own.
        setting_changed(desk)
    return desk


def still_open(found: Open) -> Impossible:
    """Why desks cannot close, each reason with its number."""
    reasons = []
    if found.cases:
        reasons.append(_("Open cases wait there: %(count)d.") % {"count": found.cases})
    if found.consultations:
        words = _("It has been asked and has not replied yet: %(count)d.")
        reasons.append(words % {"count": found.consultations})
    if found.straight:
        reasons.append(_("Topics go straight there: %(count)d.") % {"count": found.straight})
    if found.manned:
        reasons.append(_("Its people man other desks too: %(count)d.") % {"count": found.manned})
    return Impossible(*reasons)


def close_duties(desks: Any, now: datetime) -> int:
    """Posts at desks that close end now; return how many."""
    return duties(desks, now).update(ends_at=Greatest("starts_at", now))


@transaction.atomic
def close_section(code: str, *, seen: str, by: User, now: datetime) -> Desk:
    """Nothing is sent there any more; its posts end. Raises Impossible while anything is open
    there, Changed.
    """
    desks = Desk.objects.filter(code=code)
    desk = desks.select_for_update(no_key=True, of=("self",)).get()
    ensure_seen(seen, desk_facts(desk))
    found = open_at(desks)
    if found:
        raise still_open(found)
    ended = close_duties(desks, now)
    desk.closed_at = now
    desk.save(update_fields=["closed_at"])
    note_change(by, "desk.closed", desk.name, after={"duties ended": ended}, now=now)
    return desk
