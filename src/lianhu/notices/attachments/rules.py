"""What goes along with a notice. Standard library only."""

from collections.abc import Iterable
from hashlib import sha256


def key_of(digests: Iterable[str]) -> str:
    """Equal where the same files go along, in whatever order and however they are called; empty
    without any.
    """
    different = sorted(set(digests))
    return sha256("\n".join(different).encode()).hexdigest() if different else ""
