"""What administrators can change, as the list of changes says it: one row a verb."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

VERBS: Mapping[str, Promise] = MappingProxyType(
    {
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
