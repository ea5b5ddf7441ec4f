"""What a department fills in, and what an officer ticks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lianhu.grid.facts.queries import usable
from lianhu.grid.facts.rules import Fact
from lianhu.grid.facts.words import FACTS
from lianhu.grid.models import Household
from lianhu.kernel.forms import AgainForm, CleanCharField
from lianhu.kernel.names import shown
from lianhu.kernel.text import find_personal_numbers
from lianhu.knowledge.models import Item
from lianhu.notices.policies.words import REFUSALS
from lianhu.notices.rules.policies import LONGEST_WHY, Code, Refused, check_until

_DAY = "%Y-%m-%d"


class PolicyForm(AgainForm):
    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    item = forms.ModelChoiceField(
        label=_("Which item of the how-to book"),
        queryset=Item.objects.none(),
        error_messages={"required": _("Please choose one.")},
    )
    facts = forms.MultipleChoiceField(
        label=_("For households that let it be known that there is"),
        help_text=_("One of these is enough."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one.")},
    )
    why = CleanCharField(
        label=_("Why it may be for them"),
        help_text=_("Officers and households read it: say what it is, and that they may qualify."),
        max_length=LONGEST_WHY,
    )
    until = forms.DateField(
        label=_("Until which day it is proposed"),
        input_formats=[_DAY],
        widget=forms.DateInput(attrs={"type": "date"}, format=_DAY),
        error_messages={"required": _("Please name a day, a year ahead at most.")},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today
        item: Any = self.fields["item"]
        item.queryset = Item.objects.published().order_by("title")
        item.label_from_instance = _title
        facts: Any = self.fields["facts"]
        facts.choices = [(fact.value, FACTS[fact]) for fact in usable()]

    def clean_why(self) -> str:
        said: str = self.cleaned_data["why"]
        if find_personal_numbers(said):
            raise ValidationError(_("A personal number stands in it: everybody would read it."))
        return said

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        try:
            check_until(until, self._today)
        except Refused as refused:
            raise ValidationError(str(REFUSALS[refused.code])) from None
        return until

    @property
    def meant(self) -> tuple[Fact, ...]:
        return tuple(Fact(fact) for fact in self.cleaned_data["facts"])


def _title(item: Item) -> str:
    return shown(item.title, item.title_en)


class OfferForm(AgainForm):
    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    households = forms.TypedMultipleChoiceField(
        label=_("Which of them"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please tick at least one household."),
            "invalid_choice": REFUSALS[Code.NOBODY],  # type: ignore[dict-item]
        },
    )

    def __init__(self, *args: Any, homes: Sequence[Household], **options: Any) -> None:
        super().__init__(*args, **options)
        whom: Any = self.fields["households"]
        whom.choices = [(home.pk, home.contact) for home in homes]
