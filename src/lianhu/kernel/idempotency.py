"""Doing a thing once, however often its form is sent."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, connection

from lianhu.kernel import text
from lianhu.kernel.models import Idempotency
from lianhu.kernel.outage import passes
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
    digest = _digest(body)
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


class Known(Exception):
    """The key was used before, or by another request meanwhile."""


def keep(caller: str, key: str, body: str, ref: str) -> None:
    """Keep what a request was answered, at the end of the transaction that did the work.

    As `once`, with one statement less, for who asks `kept` whenever the work cannot be done.
    Raises Known: then all of it is to be undone, and `kept` tells the answer.
    """
    asked = Idempotency(caller=caller, key=key, body_hash=_digest(body), ref=ref)
    if not insert([asked], once=True):
        raise Known


def kept(caller: str, key: str, body: str) -> str | None:
    """What this caller's key was answered, if it was. Raises OtherBody."""
    first = Idempotency.objects.filter(caller=caller, key=key).first()
    if first is None:
        return None
    if first.body_hash != _digest(body):
        raise OtherBody
    return first.ref


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


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
    except DatabaseError as error:
        is_lost = passes(error) and connection.vendor != "sqlite"
        if not is_lost or not key or connection.in_atomic_block:
            raise
        connection.close()
        return work()
