"""Why something waits or took long, as supervisors read it."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from lianhu.cases.watch import Cause

CAUSES: Mapping[Cause, Promise] = MappingProxyType(
    {
        Cause.UNMANNED: pgettext_lazy("overdue", "Nobody on duty up to the top"),
        Cause.DEPARTMENT: pgettext_lazy("overdue", "The department's reply is late"),
        Cause.REOPENED: pgettext_lazy("overdue", "Not solved for the third time"),
        Cause.CONTESTED: pgettext_lazy("overdue", "Contested: whose it is was left open"),
        Cause.WAITED_ON: pgettext_lazy("overdue", "Too much at once at the desk above"),
        Cause.RAN_OUT: pgettext_lazy("overdue", "Its time ran out"),
        Cause.PASSED_UP: pgettext_lazy("overdue", "Passed up late"),
        Cause.SENT_ON: pgettext_lazy("overdue", "Sent to another desk late"),
        Cause.NEEDED_IT: pgettext_lazy("overdue", "Most of its time was needed"),
    }
)
