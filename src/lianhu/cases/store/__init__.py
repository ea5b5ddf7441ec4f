"""Between tables and rules: loading states and settings, writing what was decided."""

from lianhu.cases.store.loading import Loaded, load, named_in, promises, settings, state_of
from lianhu.cases.store.saving import Change, fill, save

__all__ = [
    "Change",
    "Loaded",
    "fill",
    "load",
    "named_in",
    "promises",
    "save",
    "settings",
    "state_of",
]
