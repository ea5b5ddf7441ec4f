"""Asking for somebody with a token: for whom, from where, about what."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianhu.cases.forms import AskForm
from lianhu.grid.guests import contact_if_known, contact_of, guest
from lianhu.grid.models import Household, Node, Resident
from lianhu.grid.naming import is_beat
from lianhu.grid.store import household_at
from lianhu.kernel import phones
from lianhu.kernel.api.problems import wrong
from lianhu.knowledge.models import Topic
from lianhu.signin.api import Caller

WHOM = _("Say for whom: either a phone number or, an officer, a household.")
NO_PHONE = _("Nobody can be called by this number.")
NO_HOUSEHOLD = _("There is no such household in this beat.")
NOBODY = _("Nobody of this household has that name.")
NO_PLACE = _("There is no such place within that of this desk.")
NO_TOPIC = _("There is no such topic.")


def asker_by_phone(number: str, name: str) -> Resident:
    """Whoever goes by that number. What is known of it otherwise is not looked up."""
    called = phones.to_e164(number, demo=settings.DEMO)
    if called is None:
        raise wrong("phone", "phone", NO_PHONE)
    return guest(called, name)


def asker_of_household(caller: Caller, code: str, name: str) -> Resident:
    """A member of a household of the caller's own beat, by name; without one, its contact."""
    household, resident = member_if_known(caller, code, name)
    return resident or contact_of(household, known=())


def member_if_known(caller: Caller, code: str, name: str) -> tuple[Household, Resident | None]:
    """The same for who only reads: None for a contact who is not entered yet as one of them."""
    found = household_at(caller.desk.node_id, code) if is_beat(caller.desk) else None
    if found is None:
        raise wrong("household", "no_such_household", NO_HOUSEHOLD)
    household, residents = found
    if not name:
        return household, contact_if_known(household, residents)
    for resident in residents:
        if name in (resident.name, resident.name_en):
            return household, resident
    raise wrong("name", "nobody", NOBODY)


def place_of(caller: Caller, code: str | None) -> Node:
    """Where it is asked from: somewhere within the place of the desk, or just that."""
    within: Node = caller.desk.node
    if code is None or code == within.code:
        return within
    found: Node | None = Node.objects.within(within).filter(code=code, closed_at=None).first()
    if found is None:
        raise wrong("place", "no_such_place", NO_PLACE)
    return found


def topic_of(code: str | None) -> Topic | None:
    """One of those that the page offers, too."""
    if code is None:
        return None
    offered = AskForm.base_fields["topic"].queryset  # type: ignore[attr-defined]
    found: Topic | None = offered.filter(code=code).first()
    if found is None:
        raise wrong("topic", "no_such_topic", NO_TOPIC)
    return found
