"""What an officer fills in who sends something on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lianhu.cases.personal_numbers import has_numbers
from lianhu.grid.models import Household
from lianhu.kernel.forms import AgainForm, CleanCharField
from lianhu.notices.rules.sending_on import LONGEST_REASON

READY = {
    "use": _("This may be of use to your household: please have a look."),
    "everybody": _("This concerns everybody who lives here."),
    "asked": _("A household asked about this, so everybody is told."),
}


class SendOnForm(AgainForm):
    """`homes`: those to choose among; None where it goes to all."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    ready = forms.ChoiceField(
        label=_("Why your households get this"),
        choices=list(READY.items()),
        widget=forms.RadioSelect,
        initial="use",
        required=False,
    )
    reason = CleanCharField(
        label=_("Or in your own words"),
        max_length=LONGEST_REASON,
        required=False,
    )
    households = forms.TypedMultipleChoiceField(
        label=_("To which households"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please tick at least one household."),
            "invalid_choice": _("One of these is not your household any more: please look again."),
        },
    )

    def __init__(self, *args: Any, homes: Sequence[Household] | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if homes is None:
            del self.fields["households"]
        else:
            choices = [(home.pk, home.contact) for home in homes]
            self.fields["households"].choices = choices  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        said: str = self.cleaned_data["reason"]
        if has_numbers(said):
            raise ValidationError(
                _("An identity or bank card number stands in it: everybody would read it.")
            )
        return said

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("reason") and not said.get("ready") and "reason" in said:
            self.add_error("ready", _("Please say why they get it: each of them reads it."))
        return said

    @property
    def why(self) -> str:
        """What each household reads, in the words that the officer has seen."""
        said: str = self.cleaned_data["reason"]
        return said or str(READY[self.cleaned_data["ready"]])
