"""What is asked of a desk, to be filled in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from lianhu.accounts.drafts import DraftForm
from lianhu.accounts.rules import Keeps
from lianhu.cases.personal_numbers import has_numbers
from lianhu.forms.rules import Field, Kind, Sensitivity, sensitivity
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.kernel.tokens import normal
from lianhu.notices.requests.rules import Asked

YES, NO = "yes", "no"
YES_NO = [(YES, pgettext_lazy("answer", "yes")), (NO, pgettext_lazy("answer", "no"))]
# Fields have the keys of what is asked, which differ from one request to another.
KEEPS = {
    "request_to_me": Keeps("request_to_me", (*(f"q{n}" for n in range(1, 100)), "why_not")),
}


class AnswerForm(DraftForm):
    """Has a field for each thing that is asked, by its key."""

    # By its code; `access.mandate_for` reads it.
    desk = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    why_not = CleanTextField(
        label=_("Why it does not concern your desk, or cannot be said"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )

    def __init__(
        self, *args: Any, asked: Sequence[Asked], has: Collection[str] = (), **options: Any
    ) -> None:
        """`has`: keys of pictures that there are already."""
        super().__init__(*args, **options)
        self._asked = asked
        # A button says so.
        self._is_refusal = "not_ours" in self.data
        for one in asked:
            key = one.field.key
            self.fields[key] = _field(one, required=not self._is_refusal and key not in has)
        if self._is_refusal:
            self.fields["why_not"].required = True

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[one.field.key] for one in self._asked]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self._is_refusal:
            # Whatever was begun there is not sent.
            for one in self._asked:
                self.errors.pop(one.field.key, None)
            return said
        for one in self._asked:
            if one.field.kind in (Kind.LINE, Kind.TEXT) and not _may_hold_numbers(one.field):
                self._check_numbers(one.field.key, said.get(one.field.key) or "")
        return said

    def _check_numbers(self, key: str, given: str) -> None:
        if has_numbers(given):
            error = _("An identity or bank card number stands in it: please leave it out.")
            self.add_error(key, ValidationError(error))

    @property
    def why(self) -> str:
        """Of a valid one: why the desk does not answer; empty if it does."""
        return self.cleaned_data["why_not"] if self._is_refusal else ""

    @property
    def values(self) -> dict[str, str]:
        """Of a valid one, by key; without pictures."""
        if self._is_refusal:
            return {}
        found = {
            one.field.key: _as_text(self.cleaned_data[one.field.key])
            for one in self._asked
            if one.field.kind is not Kind.PHOTO
        }
        return {key: value for key, value in found.items() if value}

    @property
    def uploads(self) -> Mapping[str, Any]:
        """Of a valid one: new pictures, by key."""
        if self._is_refusal:
            return {}
        keys = [one.field.key for one in self._asked if one.field.kind is Kind.PHOTO]
        return {key: self.cleaned_data[key] for key in keys if self.cleaned_data[key]}


def _may_hold_numbers(field: Field) -> bool:
    close = sensitivity(normal(field.label), field.kind)
    return close is Sensitivity.SENSITIVE and field.consent


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _field(one: Asked, *, required: bool) -> forms.Field:
    field = one.field
    facts: dict[str, Any] = {
        "label": labelled(field),
        "help_text": field.purpose,
        # Who asks each person separately may be told no.
        "required": required and not field.consent,
    }
    match field.kind:
        case Kind.NUMBER:
            facts["widget"] = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
            return forms.DecimalField(max_digits=12, decimal_places=2, **facts)
        case Kind.YES_NO:
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **facts)
        case Kind.CHOICE:
            options = [(option, option) for option in one.options]
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **facts)
        case Kind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **facts)
        case Kind.LINE:
            return CleanCharField(max_length=200, **facts)
        case Kind.PHOTO:
            facts["help_text"] = why_a_picture(field)
            facts["widget"] = forms.FileInput({"accept": "image/jpeg,image/png,image/webp"})
            return forms.FileField(**facts)
    return CleanTextField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **facts)


def why_a_picture(field: Field) -> str:
    """Its reason, who approved that it is asked for, and until when; nothing for what is none."""
    evidence = field.evidence
    if evidence.until is None:
        return ""
    facts = {"reason": evidence.reason, "approver": evidence.approver}
    words = _("%(reason)s; approved by %(approver)s; asked for until %(until)s")
    return str(words) % {**facts, "until": date_format(evidence.until)}


def labelled(field: Field) -> str:
    """With its unit: 缺的沙袋（个）."""
    if not field.unit:
        return field.label
    words = pgettext("label and unit", "%(label)s (%(unit)s)")
    return words % {"label": field.label, "unit": field.unit}


def shown_value(one: Asked, value: str) -> str:
    """An answer as it is read."""
    return str(dict(YES_NO).get(value, value)) if one.field.kind is Kind.YES_NO else value
