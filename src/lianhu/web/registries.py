"""What apps offer to one another across floors: one list each."""

from collections.abc import Mapping
from types import MappingProxyType

from lianhu.inbox.registry import Describe

ITEM_KINDS: Mapping[str, Describe] = MappingProxyType({})
