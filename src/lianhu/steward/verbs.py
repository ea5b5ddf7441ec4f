"""What administrators can change, as the list of changes says it: one row a verb."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise

VERBS: Mapping[str, Promise] = MappingProxyType({})
