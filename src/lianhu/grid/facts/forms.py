"""Consent to one fact: each has a form of its own."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianhu.grid.facts.rules import HALF, LONGEST, Code, Fact
from lianhu.grid.facts.words import FACTS, REFUSALS
from lianhu.grid.models import Resident

SPANS = {"half": HALF, "year": LONGEST}
SPAN_CHOICES = (("half", _("for half a year")), ("year", _("for a year")))


class FactForm(forms.Form):
    """`residents`: of whom one agreed, where an officer enters it; None: whoever sends it."""

    use_required_attribute = False

    fact = forms.TypedChoiceField(
        choices=list(FACTS.items()), coerce=Fact, widget=forms.HiddenInput
    )
    span = forms.ChoiceField(
        label=_("How long"),
        choices=SPAN_CHOICES,
        widget=forms.RadioSelect,
        initial="year",
    )
    agreed_by = forms.ModelChoiceField(
        label=_("Who of the household agreed"),
        queryset=Resident.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Please say who agreed.")},
    )
    agreed = forms.BooleanField(
        label=_("I agree that this is noted, for this purpose and this time"),
        error_messages={"required": REFUSALS[Code.NO_CONSENT]},  # type: ignore[dict-item]
    )

    def __init__(self, *args: Any, residents: list[Resident] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if residents is None:
            del self.fields["agreed_by"]
        else:
            whom: Any = self.fields["agreed_by"]
            whom.queryset = Resident.objects.filter(pk__in=[one.pk for one in residents])
            whom.label_from_instance = _name
            self.fields["agreed"].label = _(
                "I have read it out, and they agreed that this is noted, for this purpose and time"
            )

    def until(self, today: date) -> date:
        return today + SPANS[self.cleaned_data["span"]]


def _name(resident: Resident) -> str:
    return resident.shown_name
