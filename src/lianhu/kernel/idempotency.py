"""Doing a thing once, however often its form is sent."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

from lianhu.kernel import text
from lianhu.kernel.models import Idempotency
from lianhu.kernel.store import insert, update

Result = TypeVar("Result")


class OtherBody(Exception):
    """The key was used before, for something else."""


def once(caller: str, key: str, body: str, act: Callable[[], str], *, ref: str = "") -> str:
    """Run `act` unless this caller's key was answered before; return the reference it gave.

    Give as `ref` what it will be, if that is known: then nothing is written afterwards.
    Call inside the transaction that does the work: key and work are kept or lost together.
    Raises OtherBody when the same key comes with another body.
    """
    digest = hashlib.sha256(body.encode()).hexdigest()
    asked = Idempotency(caller=caller, key=key, body_hash=digest, ref=ref)
    # Where another request with this key is in hand, this waits until it is kept or lost.
    if insert([asked], once=True):
        asked.ref = act()
        if asked.ref != ref:
            update(asked, ["ref"])
        return asked.ref
    first = Idempotency.objects.get(caller=caller, key=key)
    if first.body_hash != digest:
        raise OtherBody
    return first.ref


def is_known(caller: str, key: str) -> bool:
    """Whether this caller's key was answered before."""
    key = text.clean(key)  # as the form does that it came with
    return bool(key) and Idempotency.objects.filter(caller=caller, key=key).exists()


def once_more(key: str, work: Callable[[], Result]) -> Result:
    """Do `work`, a transaction of its own; again if the database dropped out of it the first time.

    Only with a key: whether what was lost had been written already, that alone can tell. Not on
    SQLite: nothing drops out there, and for a file that is locked `work` has waited long enough.
    """
    try:
        return work()
    except OperationalError:
        if not key or connection.in_atomic_block or connection.vendor == "sqlite":
            raise
        connection.close()
        return work()
