"""Writing down what one wants to ask of people."""

from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianhu.forms.rules import Evidence, Field, Form, Kind
from lianhu.kernel.forms import CleanCharField, CleanTextField

KINDS = [
    (Kind.NUMBER, _("a number")),
    (Kind.YES_NO, _("yes or no")),
    (Kind.CHOICE, _("one of several")),
    (Kind.DATE, _("a day")),
    (Kind.LINE, _("a few words")),
    (Kind.TEXT, _("a longer text")),
    (Kind.PHOTO, _("a picture")),
    (Kind.VIDEO, _("a video")),
]
ROWS = 4
MOST_ROWS = 40
MOST_TARGETS = 20
# As far ahead as a date picker goes.
_LAST = date(2100, 1, 1)


class FieldForm(forms.Form):
    """One thing that people are asked for; left empty it is none."""

    label = CleanCharField(label=_("What is asked"), max_length=80)
    kind = forms.ChoiceField(label=_("The answer is"), choices=KINDS, initial=Kind.NUMBER)
    unit = CleanCharField(label=pgettext_lazy("of a number", "Unit"), max_length=10, required=False)
    purpose = CleanCharField(label=_("What it is for"), max_length=120, required=False)
    reason = CleanCharField(label=_("Why words are not enough"), max_length=120, required=False)
    approver = CleanCharField(
        label=_("Who approved it: name and post"), max_length=60, required=False
    )
    until = forms.DateField(
        label=_("Asked for until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "max": _LAST.isoformat()}),
        error_messages={"invalid": _("Please write the day as 2026-05-20.")},
    )
    consent = forms.BooleanField(
        label=_("Each person is asked separately, and may say no"), required=False
    )

    def field(self, key: str) -> Field:
        """What a valid one says."""
        said = self.cleaned_data
        return Field(
            key=key,
            label=said["label"],
            kind=Kind(said["kind"]),
            unit=said["unit"],
            purpose=said["purpose"],
            consent=said["consent"],
            evidence=Evidence(said["reason"], said["approver"], said["until"]),
        )

    @property
    def says_more(self) -> bool:
        """Whether what is folded away was filled in, or is wrong."""
        folded = ("reason", "approver", "until", "consent")
        return any(name in self.errors or self[name].value() for name in folded)


FieldForms = formset_factory(
    FieldForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


def field_forms(data: Any) -> "BaseFormSet[FieldForm]":
    return FieldForms(data, prefix="field")


def with_more_rows(data: Any) -> Any:
    """What was sent, with room for more."""
    more = data.copy()
    try:
        rows = int(data["field-TOTAL_FORMS"])
    except (KeyError, ValueError):
        rows = 0
    more["field-TOTAL_FORMS"] = str(min(MOST_ROWS, max(0, rows) + ROWS))
    return more


class RequestForm(forms.Form):
    """What is true of all of it."""

    purpose = CleanCharField(label=_("What you want to find out, and for what"), max_length=200)
    minutes = forms.IntegerField(
        label=_("Minutes it takes each person, as you see it"), min_value=1, max_value=600
    )
    people = forms.IntegerField(
        label=_("How many people are asked"), min_value=1, max_value=1_000_000, required=False
    )
    targets = CleanTextField(
        label=_("What people are to reach by it, a line each"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_targets(self) -> str:
        targets: str = self.cleaned_data["targets"]
        targets_of(targets)
        return targets

    @property
    def aims(self) -> tuple[tuple[str, str], ...]:
        """The lines of a valid one, with a key each."""
        found = targets_of(self.cleaned_data["targets"])
        return tuple((f"target-{n}", line) for n, line in enumerate(found))


def targets_of(text: str) -> list[str]:
    """A line each. Raises ValidationError where they are too many."""
    found = [line for line in map(str.strip, text.splitlines()) if line]
    if len(found) > MOST_TARGETS:
        said = _("More than %(most)s lines. Please keep those that matter most.")
        raise forms.ValidationError(said % {"most": MOST_TARGETS})
    return found


def form_of(request: RequestForm, fields: "BaseFormSet[FieldForm]") -> Form:
    """What both say, once they are valid; each field has the key of its row."""
    return Form(
        purpose=request.cleaned_data["purpose"],
        fields=tuple(row.field(row.prefix or "") for row in fields if row.has_changed()),
        targets=request.aims,
    )
