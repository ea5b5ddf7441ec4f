"""Sealing batches of looks, so that removing or changing one later shows. Standard library only."""

import hashlib
from collections.abc import Sequence

EMPTY = "0" * 64


def leaf(fields: Sequence[object]) -> str:
    """The hash of one row. Fields keep their order and never run into each other."""
    text = "\0".join("" if value is None else str(value) for value in fields)
    return hashlib.sha256(b"\0" + text.encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """The root of a Merkle tree over `leaves`, in order; an odd one out goes up as it is."""
    if not leaves:
        return EMPTY
    row = list(leaves)
    while len(row) > 1:
        pairs = [_node(left, right) for left, right in zip(row[::2], row[1::2], strict=False)]
        row = pairs + row[len(pairs) * 2 :]
    return row[0]


def chain(previous: str, root: str, count: int) -> str:
    """A seal: binds a batch to all batches before it."""
    return hashlib.sha256(f"{previous}\0{root}\0{count}".encode()).hexdigest()


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\1" + left.encode() + right.encode()).hexdigest()
