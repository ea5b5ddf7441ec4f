"""What comes of a file's rows, kept until it is applied. Every transaction here is short."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from lianhu.grid.loading.checking import BATCH, unpacked
from lianhu.grid.loading.models import STAGED, Load, Staged
from lianhu.kernel.sheets.reading import Row

CLEARED = 2_000


def stage(load: Load, rows: Sequence[Staged]) -> None:
    for row in rows:
        row.load = load
    with transaction.atomic():
        type(rows[0])._default_manager.bulk_create(rows)


def restage(load: Load, rows: Sequence[Staged]) -> None:
    """The same rows with what would come of them now."""
    for row in rows:
        row.load = load
    manager = type(rows[0])._default_manager
    with transaction.atomic():
        manager.filter(load=load, row__in=[row.row for row in rows]).delete()
        manager.bulk_create(rows)


def kept_rows(load: Load) -> Iterator[list[Row]]:
    """The rows of the file as they were kept, its first one before the others."""
    yield [Row(1, load.header)]
    for batch in batches(load):
        yield [unpacked(row.row, row.cells) for row in batch if row.cells]


def batches(load: Load) -> Iterator[list[Staged]]:
    """Staged rows in the order of the file."""
    staged = STAGED[load.kind]._default_manager.filter(load=load).order_by("row")
    last = 0
    while batch := list(staged.filter(row__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].row


def clear(load: Load) -> bool:
    """Remove a batch of what is staged of a load; whether there was any."""
    manager = STAGED[load.kind]._default_manager
    keys = list(manager.filter(load=load).order_by("row").values_list("pk", flat=True)[:CLEARED])
    if keys:
        manager.filter(pk__in=keys).delete()
    return bool(keys)
