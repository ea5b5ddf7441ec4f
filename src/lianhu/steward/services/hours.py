"""Opening hours that desks share, and their seasons."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.grid.changes import setting_changed
from lianhu.grid.models import Desk, OpeningHours
from lianhu.kernel.hours import Hours, Season, Week
from lianhu.steward.services import note_change
from lianhu.steward.services.seen import Facts, Impossible, edit, ensure_seen
from lianhu.steward.weeks import season_words


def facts_of(row: OpeningHours) -> Facts:
    return {"name": row.name, "name_en": row.name_en, "week": row.week}


@transaction.atomic
def add_hours(name: str, name_en: str, week: Week, *, by: User, now: datetime) -> OpeningHours:
    """No desk has them yet, so nothing comes of it."""
    json = Hours(settings.TIME_ZONE, week).to_json()
    row = OpeningHours.objects.create(name=name, name_en=name_en, week=json)
    note_change(by, "hours.added", name, after=facts_of(row), now=now)
    return row


@transaction.atomic
def change_hours(pk: int, values: dict[str, Any], *, seen: str, by: User, now: datetime) -> None:
    """`values` are those of the row. Raises Changed."""
    before = OpeningHours.objects.get(pk=pk).week
    row = edit(
        OpeningHours.objects.filter(pk=pk),
        values,
        facts=facts_of,
        seen=seen,
        by=by,
        verb="hours.changed",
        now=now,
    )
    if row.week != before:
        setting_changed()


def with_week(row: OpeningHours, week: Week) -> dict[str, Any]:
    """The hours with another usual week: seasons stay."""
    return replace(Hours.from_json(row.week), week=week).to_json()


def with_season(row: OpeningHours, n: int | None, season: Season | None) -> dict[str, Any]:
    """The hours with `season` in place of the n-th, or beside the others, or without it.

    Raises Impossible if another season covers a day of it.
    """
    hours = Hours.from_json(row.week)
    others = [other for k, other in enumerate(hours.seasons) if k != n]
    try:
        seasons = (*others, season) if season else tuple(others)
        return replace(hours, seasons=tuple(sorted(seasons, key=lambda s: s.start))).to_json()
    except ValueError:
        assert season is not None
        overlapping = next((other for other in others if _meet(other, season)), season)
        raise Impossible(
            _("Another season covers a part of these days: %(season)s.")
            % {"season": season_words(overlapping)}
        ) from None


def _meet(one: Season, other: Season) -> bool:
    try:
        Hours(settings.TIME_ZONE, ((),) * 7, (one, other))
    except ValueError:
        return True
    return False


def ensure_unused(row: OpeningHours) -> None:
    if Desk.objects.filter(hours=row).exists():
        raise Impossible(_("Desks have these opening hours: give them others first."))


@transaction.atomic
def remove_hours(pk: int, *, seen: str, by: User, now: datetime) -> None:
    """Raises Impossible while a desk has them, Changed."""
    row = OpeningHours.objects.select_for_update().get(pk=pk)
    before = facts_of(row)
    ensure_seen(seen, before)
    ensure_unused(row)
    row.delete()
    note_change(by, "hours.removed", row.name, before=before, now=now)
