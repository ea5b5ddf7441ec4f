"""How facts are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianhu.grid.facts.rules import Code, Fact

FACTS: Mapping[Fact, Promise] = {
    Fact.TURNED_60: _("somebody who has just turned 60"),
    Fact.OVER_60: _("somebody over 60"),
    Fact.UNDER_6: _("a child under 6"),
    Fact.SCHOOL_AGE: _("a child of school age"),
    Fact.NEWBORN: _("a newborn"),
    Fact.DISABLED: _("somebody with a disability"),
    Fact.LOW_INCOME: _("a low income"),
}
REFUSALS: Mapping[Code, Promise] = {
    Code.NOT_OFFERED: _("This is not noted here."),
    Code.NO_CONSENT: _("Nothing is noted without consent: please tick it, or leave it."),
    Code.PAST: _("That day has passed."),
    Code.TOO_LONG: _("It is kept for a year at most; then it is asked anew."),
    Code.STRANGER: _("Somebody of the household has to agree."),
}
