"""The states that a load goes through."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import IO

from django.db import transaction

from lianhu.accounts.models import User
from lianhu.files import disk
from lianhu.grid.loading import applying, staging
from lianhu.grid.loading.checking import Check
from lianhu.grid.loading.models import STAGED, Load
from lianhu.grid.loading.rules.columns import Kind
from lianhu.kernel import clock, text
from lianhu.kernel.ids import new_token
from lianhu.kernel.lease import MAX_TRIES, due
from lianhu.kernel.sheets.limits import PAGE, Reason, Refused
from lianhu.kernel.sheets.reading import open_rows

# How long what has been checked waits for somebody to say yes.
KEEP = timedelta(days=7)

Note = Callable[[Load, datetime], None]


class Overtaken(Exception):
    """The load is not, or no longer, what was said yes to. Nothing has changed."""


def receive(kind: Kind, name: str, file: IO[bytes], *, by: User, now: datetime) -> Load:
    """Keep a file for a worker to check. The caller has looked at its size."""
    token = new_token()
    with disk.writing(disk.load_path(token)) as kept:
        shutil.copyfileobj(file, kept)
    return Load.objects.create(
        token=token, kind=kind, by=by, name=_shown(name), at=now, next_at=clock.wall()
    )


def direct(kind: Kind, name: str, *, by: User | None, now: datetime) -> Load:
    """A load that the command itself sees to its end."""
    return Load.objects.create(
        kind=kind, by=by, name=_shown(name), state=Load.State.DIRECT, at=now, next_at=clock.wall()
    )


def _shown(name: str) -> str:
    return text.clean(name, limit=120) or "?"


def check(load: Load, file: IO[bytes], now: datetime) -> Iterator[None]:
    """Stage what would come of a file, a batch a step. Raises Refused.

    Staged rows of an earlier try, cut short, are removed first.
    """
    while staging.clear(load):
        yield
    found = Check(load.kind, now, keep_cells=True)
    with open_rows(file, PAGE) as batches:
        for rows in found.run(batches):
            staging.stage(load, rows)
            yield
    load.header = found.header
    found.tally.note(load)


def check_received(load: Load, now: datetime) -> Iterator[None]:
    """What a worker does with a file that was sent by a page. Ends as CHECKED or REFUSED."""
    path = disk.load_path(load.token)
    try:
        with path.open("rb") as file:
            yield from check(load, file, now)
    except Refused as refused:
        refuse(load, refused.reason)
    except FileNotFoundError:
        refuse(load, Reason.BROKEN)
    else:
        load.state = Load.State.CHECKED
        _save(load)
    # What it says lies encrypted in the database now.
    disk.remove(path)


def refuse(load: Load, reason: str) -> None:
    load.state, load.refused = Load.State.REFUSED, reason
    _save(load)


def _save(load: Load) -> None:
    load.save(
        update_fields=["state", "refused", "header", "new", "changed", "same", "wrong", "overtaken"]
    )


@transaction.atomic
def confirm(load: Load, seen: str) -> None:
    """Somebody has seen what would come of it, and says yes. Raises Overtaken."""
    load = Load.objects.select_for_update().get(pk=load.pk)
    if not load.can_be_applied or seen != outcome(load):
        raise Overtaken
    load.state, load.overtaken = Load.State.CONFIRMED, False
    load.tries, load.next_at = 0, clock.wall()
    load.save(update_fields=["state", "overtaken", "tries", "next_at"])


def outcome(load: Load) -> str:
    """What somebody says yes to, to be sent along."""
    return "-".join(map(str, load.outcome))


@transaction.atomic
def discard(load: Load) -> None:
    """Nobody wants it. Raises Overtaken if a worker has it in hand or it has been applied."""
    load = Load.objects.select_for_update().get(pk=load.pk)
    if load.state not in (Load.State.CHECKED, Load.State.REFUSED):
        raise Overtaken
    load.state = Load.State.DISCARDED
    load.save(update_fields=["state"])


def apply_confirmed(load: Load, now: datetime, note: Note) -> Iterator[None]:
    """What a worker does with a load that was said yes to: look once more, then apply it.

    Others have gone on working since. If anything else would come of it by now, it is CHECKED
    again, for somebody to look at.
    """
    confirmed = load.outcome
    again = Check(load.kind, now, keep_cells=True)
    for rows in again.run(staging.kept_rows(load)):
        staging.restage(load, rows)
        yield
    again.tally.note(load)
    if load.outcome != confirmed:
        load.state, load.overtaken = Load.State.CHECKED, True
        _save(load)
        return
    apply(load, now, note)


def apply(load: Load, now: datetime, note: Note) -> None:
    """All of it or nothing; `note` is called in the same transaction.

    Raises IntegrityError if somebody wrote the same codes in the last moment.
    """
    if load.wrong:
        raise ValueError(f"{load.wrong} rows are wrong")
    with transaction.atomic():
        held = Load.objects.select_for_update().get(pk=load.pk)
        if held.state not in (Load.State.CONFIRMED, Load.State.DIRECT):
            raise Overtaken
        applying.carry_out(load, now)
        note(load, now)
        load.state, load.applied_at = Load.State.APPLIED, now
        load.save(
            update_fields=["state", "applied_at", "new", "changed", "same", "wrong", "header"]
        )


def give_up_spent(now: datetime) -> None:
    """End the story of files whose last try ended their worker. `now` is the wall's time."""
    for load in due(Load.objects.for_worker().filter(tries__gte=MAX_TRIES), now):
        refuse(load, "tries")
        disk.remove(disk.load_path(load.token))


def sweep(now: datetime) -> int:
    """Remove a batch of staged rows that nobody needs any more; return how many loads had some.

    `now` is that of the city.
    """
    Load.objects.left(now - KEEP).update(state=Load.State.DISCARDED)
    swept = 0
    for kind, model in STAGED.items():
        left = model._default_manager.values("load")
        for load in Load.objects.ended().filter(kind=kind, pk__in=left)[:10]:
            swept += staging.clear(load)
    _remove_files(clock.wall() - KEEP)
    return swept


def _remove_files(before: datetime) -> None:
    """Files whose worker died between saying that they are checked and removing them."""
    old = list(disk.loads_before(before))
    wanted = set(
        Load.objects.filter(
            token__in=[path.name for path in old], state=Load.State.WAITING
        ).values_list("token", flat=True)
    )
    for path in old:
        if path.name not in wanted:
            disk.remove(path)


def abandon(load: Load) -> None:
    """The command lets go of a load that it has not applied."""
    Load.objects.filter(pk=load.pk, state=Load.State.DIRECT).update(state=Load.State.DISCARDED)
