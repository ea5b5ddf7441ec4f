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
        "level.changed": _("Level changed"),
        "place.added": _("Place added"),
        "place.renamed": _("Place renamed"),
        "place.moved": _("Place moved"),
        "place.closed": _("Place closed"),
        "households.moved": _("Households moved"),
        "department.added": _("Department added"),
        "department.renamed": _("Department renamed"),
        "desk.added": _("Section added"),
        "desk.changed": _("Desk changed"),
        "desk.closed": _("Section closed"),
        "hours.added": _("Opening hours added"),
        "hours.changed": _("Opening hours changed"),
        "hours.removed": _("Opening hours removed"),
        "day.set": _("Day of the calendar set"),
        "day.removed": _("Day of the calendar removed"),
        "year.proposed": _("Proposed days taken over"),
        "year.confirmed": _("Calendar year confirmed"),
        "promise.changed": _("Promise changed"),
        "topic.added": _("Topic added"),
        "topic.changed": _("Topic changed"),
        "topic.moved": _("Topic moved"),
        "topic.retired": _("Topic retired"),
        "topic.restored": _("Topic brought back"),
    }
)
