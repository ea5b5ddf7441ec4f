"""What whoever asks fills in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from lianhu.forms.forms import KINDS, MOST_ROWS, ROWS, FieldForm, targets_of
from lianhu.forms.rules import Kind
from lianhu.grid.queries import MyDesk
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.kernel.tokens import normal
from lianhu.notices.audience.fields import NAMES as AUDIENCE_NAMES
from lianhu.notices.forms import WriteForm
from lianhu.notices.requests.rules import (
    FEWEST_OPTIONS,
    MOST_OPTIONS,
    Asked,
    Sheet,
    is_same,
    next_key,
)
from lianhu.notices.requests.words import added, name_of

_BETWEEN = re.compile(r"[、，,;；/]+")


class RequestForm(WriteForm):
    """A notice to act by a time, for desks; what it asks stands in `AskedForms`."""

    known = forms.MultipleChoiceField(
        label=_("What the platform adds by itself"),
        help_text=_("It is held already: nobody writes it, and it stands beside each answer."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    targets = CleanTextField(
        label=_("What people are to reach by it, a line each"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, my: MyDesk, corrects: bool, **options: Any) -> None:
        super().__init__(*args, my=my, corrects=corrects, **options)
        for name in ("asks", "topic", "emergency", *AUDIENCE_NAMES):
            self.fields.pop(name, None)
        body, minutes = self.fields["body"], self.fields["minutes"]
        body.label = _("What you want to find out, and for what")
        body.help_text = _("Whoever is asked reads it first.")
        body.widget.attrs["rows"] = 3
        self.fields["document"].help_text = ""
        self.fields["due_at"].required = True
        minutes.label = _("Minutes it takes each of them, as you see it")
        minutes.help_text = _("If it is reckoned to take more, that holds.")
        who: Any = self.fields["who"]
        who.choices = [choice for choice in who.choices if choice[0] != Who.HOUSEHOLD]
        known: Any = self.fields["known"]
        known.choices = [(one.key, name_of(one)) for one in added()]

    def clean_targets(self) -> list[str]:
        return targets_of(self.cleaned_data["targets"])

    def clean(self) -> dict[str, Any]:
        return super().clean() | {"asks": Asks.ACT.value, "topic": None}

    def sheet(self, asked: tuple[Asked, ...]) -> Sheet:
        """With what a valid one says beside what is `asked`."""
        said = self.cleaned_data
        return Sheet(asked, tuple(said["targets"]), tuple(said["known"]))


class AskedForm(FieldForm):
    """One thing that is asked; left empty it is none."""

    # Of a thing that was asked before, so that answers to it stay its own.
    key = forms.RegexField(r"^q\d{1,3}$", widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("The answer is"),
        choices=[choice for choice in KINDS if choice[0] is not Kind.VIDEO],
        initial=Kind.NUMBER,
    )
    options = CleanCharField(
        label=_("To choose from, with a comma between"), max_length=200, required=False
    )

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "key"]

    def clean_options(self) -> tuple[str, ...]:
        given = _BETWEEN.split(self.cleaned_data["options"])
        options = tuple(dict.fromkeys(text.strip() for text in given if text.strip()))
        if self.cleaned_data.get("kind") != Kind.CHOICE:
            return ()
        if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
            raise ValidationError(
                _("Please write from %(fewest)d to %(most)d to choose from.")
                % {"fewest": FEWEST_OPTIONS, "most": MOST_OPTIONS}
            )
        return options

    @property
    def folds_out(self) -> bool:
        """Whether what is folded away was filled in, or is wrong."""
        return self.says_more or "options" in self.errors or bool(self["options"].value())


class _Rows(BaseFormSet):
    def initial_form_count(self) -> int:
        """None: a row that is emptied is not asked any more."""
        return 0


AskedForms = formset_factory(
    AskedForm,
    formset=_Rows,
    extra=ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


def asked_forms(data: Any, asked: Sequence[Asked] = ()) -> "BaseFormSet[AskedForm]":
    """Bound to what was sent; otherwise with what is asked so far, and some room."""
    if data is not None:
        return AskedForms(data, prefix="field")
    made = AskedForms(prefix="field", initial=[_as_typed(one) for one in asked])
    made.extra = min(MOST_ROWS, len(asked) + ROWS)
    return made


def _as_typed(one: Asked) -> dict[str, Any]:
    return one.to_json() | {"options": "、".join(one.options)}


def asked_of(rows: "BaseFormSet[AskedForm]", before: Iterable[Asked] = ()) -> tuple[Asked, ...]:
    """What valid rows ask. `before`: of versions that were sent, the oldest first, whose keys mean
    what they meant: a line that was written anew has another.
    """
    known = {one.field.key: one for one in before}
    taken, found = set(known), list[Asked]()
    for row in rows:
        if not row.has_changed():
            continue
        key = row.cleaned_data["key"]
        one = Asked(row.field(key), row.cleaned_data["options"])
        is_there = any(other.field.key == key for other in found)
        if key not in known or is_there or not is_same(one, known[key], normal):
            key = next_key(taken)
        taken.add(key)
        found.append(replace(one, field=replace(one.field, key=key)))
    return tuple(found)
