"""Between tables and rules: loading states and settings, writing what was decided."""

from lianhu.cases.store.listing import Line, Lists, counts, lines
from lianhu.cases.store.loading import (
    Loaded,
    filed_with,
    load,
    lock,
    named_in,
    promises,
    setting,
    settings,
    state_of,
    with_stage,
)
from lianhu.cases.store.saving import Change, add, fill, save

__all__ = [
    "Change",
    "Line",
    "Lists",
    "Loaded",
    "add",
    "counts",
    "filed_with",
    "fill",
    "lines",
    "load",
    "lock",
    "named_in",
    "promises",
    "save",
    "setting",
    "settings",
    "state_of",
    "with_stage",
]
