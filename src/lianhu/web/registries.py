"""What apps offer to one another across floors: one list each."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from lianhu.cases import inbox_kinds
from lianhu.cases.jobs import move_overdue
from lianhu.channels.jobs import deliver_one
from lianhu.files.jobs import prepare_one, sweep
from lianhu.inbox.registry import Describe
from lianhu.kernel import clock
from lianhu.privacy.jobs import seal_looks
from lianhu.web.worker import Job

ITEM_KINDS: Mapping[str, Describe] = MappingProxyType({**inbox_kinds.KINDS})


def _move_overdue() -> bool:
    return move_overdue(clock.now()) > 0


def _seal_looks() -> bool:
    # By the machine's clock: how long looks stay unsealed is no matter of the city's time.
    return seal_looks(clock.wall()) > 0


def _sweep_uploads() -> bool:
    return sweep(clock.wall()) > 0


JOBS: Sequence[Job] = (
    Job("move overdue cases", _move_overdue),
    Job("deliver", deliver_one),
    Job("seal looks", _seal_looks),
    Job("prepare pictures", prepare_one),
    Job("sweep uploads", _sweep_uploads, every=timedelta(minutes=10)),
)
