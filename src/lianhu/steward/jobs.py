"""Background work: lists that were sent are checked, and applied when somebody has said yes."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from lianhu.grid.loading import services
from lianhu.grid.loading.models import Load
from lianhu.kernel import clock
from lianhu.kernel.lease import MAX_TRIES, claim
from lianhu.steward.services import note_load

SLICE_S = 1.0  # deadlines wait while this goes on
LEASE = timedelta(minutes=3)  # outlasts the slowest slice, which is that of applying


class LoadLists:
    """The load that this worker has in hand, taken on by a slice at each call.

    Whoever dies on the way leaves it due again when the lease has run out; the next one begins it
    anew. A file that ends its worker again and again is given up.
    """

    def __init__(self) -> None:
        self._load: Load | None = None
        self._steps: Iterator[None] = iter(())

    def __call__(self) -> bool:
        if self._load is None and not self._begin():
            return False
        if not self._holds():
            self._drop()
            return True
        began = monotonic()
        try:
            next(self._steps)
            while monotonic() - began < SLICE_S:
                next(self._steps)
        except StopIteration:
            self._drop()
        except BaseException:
            self._drop()
            raise
        return True

    def _begin(self) -> bool:
        now = clock.wall()
        services.give_up_spent(now)
        self._load = claim(Load.objects.for_worker().filter(tries__lt=MAX_TRIES), now, LEASE)
        if self._load is None:
            return False
        if self._load.state == Load.State.WAITING:
            self._steps = services.check_received(self._load, clock.now())
        else:
            self._steps = services.apply_confirmed(self._load, clock.now(), note_load)
        return True

    def _holds(self) -> bool:
        """Renew the lease; False for whoever has lost it to another worker meanwhile."""
        assert self._load is not None
        until = clock.wall() + LEASE
        mine = Load.objects.for_worker().filter(pk=self._load.pk, next_at=self._load.next_at)
        self._load.next_at = until
        return bool(mine.update(next_at=until))

    def _drop(self) -> None:
        steps, self._steps, self._load = self._steps, iter(()), None
        close = getattr(steps, "close", None)
        if close is not None:
            with suppress(Exception):  # it ends the process that reads the file
                close()
