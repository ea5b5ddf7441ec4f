"""What administrators can change, as the list of changes says it: one row a verb."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, Promise] = MappingProxyType(
    {
        "load.grid": _("List of places loaded"),
        "load.people": _("List of people loaded"),
        "load.households": _("List of households loaded"),
    }
)
