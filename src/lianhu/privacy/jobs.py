"""Sealing looks. Safe to run several times over: one worker at a time does it."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from lianhu.kernel.models import JobLock
from lianhu.privacy.models import Look, Seal
from lianhu.privacy.rules import EMPTY, chain, leaf, merkle_root

EVERY = timedelta(seconds=10)
BATCH = 1000
FIELDS = ("id", "actor_id", "desk", "verb", "resident", "household", "purpose", "at")


def seal_looks(now: datetime) -> int:
    """Seal up to BATCH looks; return how many. Rests for EVERY after a batch was not full."""
    newest = Seal.objects.order_by("-id").first()
    # A seal from the future was made before the clock was set back.
    if newest and newest.count < BATCH and timedelta() <= now - newest.sealed_at < EVERY:
        return 0
    if not Look.objects.filter(seal=None).exists():
        return 0
    JobLock.objects.get_or_create(name="seal_looks")
    with transaction.atomic():
        locks = JobLock.objects.filter(name="seal_looks")
        if connection.features.has_select_for_update_skip_locked:
            locks = locks.select_for_update(skip_locked=True)
        if not locks.exists():
            return 0
        return _seal(now)


def _seal(now: datetime) -> int:
    rows = list(Look.objects.filter(seal=None).order_by("id").values_list(*FIELDS)[:BATCH])
    if not rows:
        return 0
    previous = Seal.objects.order_by("-id").first()
    root = merkle_root([leaf(_plain(row)) for row in rows])
    seal = Seal.objects.create(
        previous=previous,
        count=len(rows),
        root=root,
        value=chain(previous.value if previous else EMPTY, root, len(rows)),
        sealed_at=now,
    )
    Look.objects.filter(pk__in=[row[0] for row in rows]).update(seal=seal)
    return len(rows)


def _plain(row: tuple[object, ...]) -> list[object]:
    return [value.isoformat() if isinstance(value, datetime) else value for value in row]


def broken_seals() -> list[str]:
    """Seals that do not fit their looks or their predecessor, in words; empty if all do."""
    found = []
    before = EMPTY
    for seal in Seal.objects.order_by("id").iterator():
        rows = list(Look.objects.filter(seal=seal).order_by("id").values_list(*FIELDS))
        if len(rows) != seal.count or merkle_root([leaf(_plain(row)) for row in rows]) != seal.root:
            found.append(f"seal {seal.pk}: its {seal.count} looks are not what was sealed")
        if chain(before, seal.root, seal.count) != seal.value:
            found.append(f"seal {seal.pk}: does not follow the seal before it")
        before = seal.value
    return found
