"""Days off, make-up working days, and that somebody has checked a year of them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.grid.calendars import SpecialDay
from lianhu.grid.changes import setting_changed
from lianhu.grid.models import CalendarDay, CalendarYear
from lianhu.kernel.worktime import DayKind
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Changed, Facts, difference, ensure_seen


def day_facts(row: CalendarDay | None) -> Facts:
    """How a day stands; one that follows its weekday has neither kind nor name."""
    return {"kind": row.kind if row else "", "name": row.name if row else ""}


def _locked(day: date) -> CalendarDay | None:
    return CalendarDay.objects.select_for_update(no_key=True).filter(day=day).first()


@transaction.atomic
def set_day(day: date, kind: DayKind, name: str, *, by: User, now: datetime) -> None:
    """Let a day be a day off or a working day, whatever its weekday or what it was before."""
    before = day_facts(_locked(day))
    row, _created = CalendarDay.objects.update_or_create(
        day=day, defaults={"kind": kind.value, "name": name}
    )
    old, new = difference(before, day_facts(row))
    if new:
        note_change(by, "day.set", day.isoformat(), before=old, after=new, now=now)
        setting_changed()


@transaction.atomic
def remove_day(day: date, *, seen: str, by: User, now: datetime) -> None:
    """Let a day follow its weekday. Raises Changed."""
    row = _locked(day)
    before = day_facts(row)
    if row is None:
        raise Changed(before)
    ensure_seen(seen, before)
    row.delete()
    after = day_facts(None)
    note_change(by, "day.removed", day.isoformat(), before=before, after=after, now=now)
    setting_changed()


@transaction.atomic
def take_over(year: int, days: Iterable[SpecialDay], *, by: User, now: datetime) -> int:
    """Set all these days as proposed; return how many were not so before."""
    known = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    new = [day for day in days if differs(day, known.get(day.day))]
    for day in new:
        CalendarDay.objects.update_or_create(
            day=day.day, defaults={"kind": kind_of(day).value, "name": day.name}
        )
    if new:
        note_change(
            by, "year.proposed", str(year), after={"days": [str(day.day) for day in new]}, now=now
        )
        setting_changed()
    return len(new)


def kind_of(day: SpecialDay) -> DayKind:
    return DayKind.WORK if day.works else DayKind.REST


def differs(day: SpecialDay, row: CalendarDay | None) -> bool:
    """Whether a proposed day is not in the calendar as proposed; its name is nobody's deadline."""
    return row is None or row.kind != kind_of(day).value


@transaction.atomic
def confirm_year(year: int, *, by: User, now: datetime) -> None:
    """Somebody has checked it against the published list."""
    row, created = CalendarYear.objects.get_or_create(year=year, defaults={"confirmed_at": now})
    if not created:
        row.confirmed_at = now
        row.save(update_fields=["confirmed_at"])
    note_change(by, "year.confirmed", str(year), after={"confirmed": True}, now=now)
