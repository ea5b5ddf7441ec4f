"""Words of a case for those who write the book, who have no business with its asker."""

from django.utils.translation import gettext as _

from lianhu.cases.models import Case
from lianhu.cases.rules import for_group
from lianhu.kernel.text import mask


def stripped(case: Case, text: str) -> str:
    """Without what is known of the asker and the household: names, address, numbers."""
    household = case.asker.household
    people = [case.asker, *(household.residents.all() if household else ())]
    names = [name for one in people for name in (one.name, one.name_en)]
    return mask(
        for_group.without(
            text,
            names=[*names, *([household.contact] if household else [])],
            addresses=[household.address] if household else [],
            person=_("somebody"),
            place=_("some place"),
        )
    )
