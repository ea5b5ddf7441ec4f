"""Between tables and rules: loading states and settings, writing what was decided."""

from lianhu.cases.store.listing import Line, Lists, counts, lines
from lianhu.cases.store.loading import (
    Loaded,
    load,
    lock,
    lock_filed,
    lock_numbered,
    named_in,
    promises,
    setting,
    settings,
    state_of,
    with_stage,
)
from lianhu.cases.store.near import Near, near
from lianhu.cases.store.saving import Change, add, fill, save

__all__ = [
    "Change",
    "Line",
    "Lists",
    "Loaded",
    "Near",
    "add",
    "counts",
    "fill",
    "lines",
    "load",
    "lock",
    "lock_filed",
    "lock_numbered",
    "named_in",
    "near",
    "promises",
    "save",
    "setting",
    "settings",
    "state_of",
    "with_stage",
]
