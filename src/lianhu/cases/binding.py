"""Matters asked by a phone number before its owner had an account: theirs once they say so."""

from datetime import datetime

from django.db import transaction

from lianhu.cases.models import Case
from lianhu.cases.rules.attention import KINDS
from lianhu.cases.services import locked
from lianhu.grid.models import Binding, Resident
from lianhu.inbox.models import Item
from lianhu.kernel.phones import canonical


def offer(resident: Resident) -> tuple[Resident, list[int]] | None:
    """The guest who goes by this resident's number, and the keys of the matters asked so; None if
    there is nothing to ask, or others have that number.
    """
    guest = _same_number(resident)
    if guest is None:
        return None
    cases = Case.objects.filter(asker=guest)
    # What was said to be somebody else's stays so; what was asked since may be one's own.
    refused = Binding.objects.filter(guest=guest, resident=resident, agreed=False).order_by("-id")
    last = refused.values_list("at", flat=True).first()
    if last is not None:
        cases = cases.filter(asked_at__gt=last)
    keys = list(cases.order_by("pk").values_list("pk", flat=True))
    return (guest, keys) if keys else None


def _same_number(resident: Resident) -> Resident | None:
    """The guest with exactly this number, if no other account has it."""
    if not resident.phone or resident.user_id is None:
        return None
    guest, owners = None, 0
    for found in Resident.objects.filter(phone_bi__of=resident.phone):
        if canonical(found.phone) != canonical(resident.phone):
            continue
        if found.user_id is not None:
            owners += 1
        elif found.household_id is None:
            guest = found
    return guest if owners == 1 else None


@transaction.atomic
def bind(resident: Resident, *, agreed: bool, now: datetime) -> list[str]:
    """Make the guest's matters this resident's, if that is what was agreed; returns their numbers.

    Their timelines stay as they are: no event names the asker. What waits in the guest's inbox goes
    along. Who else looked at the guest for these matters shows on the resident's own page from here
    on, by the row that is kept.
    """
    offered = offer(resident)
    if offered is None:
        return []
    guest, keys = offered
    numbers: list[str] = []
    if agreed:
        cases = list(locked().filter(pk__in=keys, asker=guest).order_by("pk"))
        numbers = [case.number for case in cases]
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(asker=resident)
        waiting = Item.objects.filter(resident=guest, ref__in=[case.pk for case in cases])
        waiting.filter(kind__in=KINDS).update(resident=resident)
    Binding.objects.create(guest=guest, resident=resident, agreed=agreed, numbers=numbers, at=now)
    return numbers
