"""People without an account: known by their phone number, or as the contact of a household."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from lianhu.grid.models import Household, Resident


def guest(phone: str, name: str = "") -> Resident:
    """Who goes by this number (E.164), entered if need be: the same number is the same guest.

    Somebody of a household who has that number is another row, and stays one until that person says
    otherwise. A name is kept from the first time one is given.
    """
    found = _find(phone)
    if found is None:
        try:
            with transaction.atomic():
                return Resident.objects.create(name=name, phone=phone)
        except IntegrityError:  # another request entered the same one meanwhile
            found = _find(phone)
            if found is None:
                raise
    if name and not found.name:
        found.name = name
        found.save(update_fields=["name"])
    return found


def _find(phone: str) -> Resident | None:
    return Resident.objects.filter(user=None, household=None, phone_bi__of=phone).first()


def contact_of(household: Household, known: Iterable[Resident] | None = None) -> Resident:
    """The household's contact as one of its residents, entered if need be. `known`: those that are
    there, the earliest first, if they have been read.
    """
    return contact_if_known(household, known) or _entered(household)


@transaction.atomic
def _entered(household: Household) -> Resident:
    # Locked, so that two who enter the same contact at once enter one.
    list(Household.objects.select_for_update().filter(pk=household.pk))
    return contact_if_known(household) or household.residents.create(
        name=household.contact, phone=household.phone
    )


def contact_if_known(
    household: Household, known: Iterable[Resident] | None = None
) -> Resident | None:
    """The same, where nothing is to be entered."""
    residents = household.residents.order_by("id") if known is None else known
    return next((one for one in residents if one.name == household.contact), None)
