"""How lists and facts are said."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from lianhu.grid.facts.rules import Fact
from lianhu.grid.facts.words import FACTS
from lianhu.notices.rules.listing import Fault

FAULTS: Mapping[Fault, Promise] = {
    Fault.UNKNOWN: gettext_lazy("no household and no desk at or below your place has this code"),
    Fault.DEPARTMENT: gettext_lazy("a department: choose departments by place"),
    Fault.CLOSED: gettext_lazy("this place is closed"),
}


def list_of(households: int, desks: int, where: str) -> str:
    """ "A list of 214 households in Liuxi Town"."""
    homes = ngettext("%(count)d household", "%(count)d households", households) % {
        "count": households
    }
    some = ngettext("%(count)d desk", "%(count)d desks", desks) % {"count": desks}
    if not desks:
        return _("A list of %(homes)s in %(where)s") % {"homes": homes, "where": where}
    if not households:
        return _("A list of %(desks)s in %(where)s") % {"desks": some, "where": where}
    facts = {"homes": homes, "desks": some, "where": where}
    return _("A list of %(homes)s and %(desks)s in %(where)s") % facts


def with_facts(facts: Sequence[Fact]) -> str:
    """ "somebody over 60 or a newborn"."""
    return pgettext("between facts", " or ").join(str(FACTS[fact]) for fact in facts)
