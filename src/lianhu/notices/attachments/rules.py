"""What goes along with a notice. Standard library only."""

from collections.abc import Iterable
from hashlib import sha256

MOST = 5
LONGEST_NAME = 80
_LONGEST_ENDING = 6


def key_of(digests: Iterable[str]) -> str:
    """Equal where the same files go along, in whatever order and however they are called; empty
    without any.
    """
    different = sorted(set(digests))
    return sha256("\n".join(different).encode()).hexdigest() if different else ""


def name_of(sent: str, place: int, ending: str = "") -> str:
    """What a file is called, by the name that its sender's machine gave it: no folders, and short,
    with its ending; with this `ending` if one is given. `place`: what it is called by where nothing
    is left.
    """
    name = sent.replace("\\", "/").rstrip("/").rpartition("/")[2].strip(" .")
    before, dot, after = name.rpartition(".")
    if not ending and before and len(after) < _LONGEST_ENDING:
        ending = dot + after
    if name.lower().endswith(ending.lower()):
        name = name[: len(name) - len(ending)]
    return f"{name[: LONGEST_NAME - len(ending)].rstrip(' .') or place}{ending}"
