"""Words of a resident for those who have no business with whose they are."""

from typing import TypedDict

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lianhu.grid.models import Resident
from lianhu.kernel.nobody import without
from lianhu.kernel.text import mask


class Known(TypedDict):
    """What `kernel.nobody.without` takes out, and what it puts there."""

    names: list[str]
    addresses: list[str]
    person: str
    place: str


def known(resident: Resident) -> Known:
    """Of a resident and the household. One query, and one for the household."""
    household = resident.household
    people = [resident, *(household.residents.all() if household else ())]
    names = [name for one in people for name in (one.name, one.name_en)]
    return {
        "names": [*names, *([household.contact] if household else [])],
        "addresses": [household.address] if household else [],
        "person": _("somebody"),
        "place": _("some place"),
    }


def stripped(resident: Resident, text: str) -> str:
    """Without names and address of the resident and the household, and without numbers. In the
    language of the city, whoever's request or worker it is: the same text is kept once.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return mask(without(text, **known(resident)))
