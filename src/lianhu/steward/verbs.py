"""What administrators can change, as the list of changes says it: one row a verb."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        "place.straight": _("Straight to a section: the place's word"),
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
        "beat.handed_over": pgettext_lazy("change", "Beat handed over"),
        "beat.handed_back": pgettext_lazy("change", "Beat handed back"),
        "person.added": pgettext_lazy("change", "Person added"),
        "person.changed": pgettext_lazy("change", "Person changed"),
        "person.deactivated": pgettext_lazy("change", "Person deactivated"),
        "person.activated": pgettext_lazy("change", "Person activated"),
        "person.password": pgettext_lazy("change", "New initial password"),
        "duties.added": pgettext_lazy("change", "Duties added"),
        "duties.ended": pgettext_lazy("change", "Duties ended"),
        "desk.manned_by": pgettext_lazy("change", "Manned by another roster"),
        "leave.taken": pgettext_lazy("change", "Leave taken"),
        "leave.ended": pgettext_lazy("change", "Leave ended"),
        "leave.stand_in": pgettext_lazy("change", "Stand-in changed"),
    }
)
