"""What people fill in. Every form that acts on a case carries the `seq` its page showed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianhu.accounts.drafts import DraftForm
from lianhu.cases.models import CLASS_NAMES
from lianhu.cases.rules import CaseClass
from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.kernel.forms import CleanTextField
from lianhu.kernel.ids import new_token
from lianhu.kernel.text import find_personal_numbers
from lianhu.knowledge.models import Topic

WORDS_LIMIT = 4000


def lines(count: int) -> forms.Textarea:
    return forms.Textarea({"rows": count})


class AskForm(DraftForm):
    """`key` is made with the page, so that sending it twice asks once."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    words = CleanTextField(label=_("What happened?"), max_length=WORDS_LIMIT)
    case_class = forms.ChoiceField(
        label=_("What kind of matter is it?"),
        choices=list(CLASS_NAMES.items()),
        initial=CaseClass.QUESTION,
        required=False,
    )
    topic = forms.ModelChoiceField(
        label=_("What is it about?"),
        queryset=Topic.objects.filter(depth=1, retired_at=None),
        to_field_name="code",
        empty_label=_("I am not sure"),
        required=False,
    )

    def clean_case_class(self) -> CaseClass:
        return CaseClass(self.cleaned_data["case_class"] or CaseClass.QUESTION)


class CaseForm(DraftForm):
    """An act without words: take, confirm.

    `key` is made with the page, so that sending it twice acts once.
    """

    key = forms.CharField(
        max_length=40, widget=forms.HiddenInput, initial=new_token, required=False
    )
    seq = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class WordsForm(CaseForm):
    words = CleanTextField(label=_("In your words"), max_length=WORDS_LIMIT, widget=lines(3))


class ConsultReplyForm(WordsForm):
    # As in an answer.
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class PassUpForm(CaseForm):
    words = CleanTextField(
        label=_("What have you found out?"),
        help_text=_("The resident reads it too."),
        max_length=WORDS_LIMIT,
        required=False,
        widget=lines(2),
    )


class ReturnForm(CaseForm):
    words = CleanTextField(label=_("Why does it go back?"), max_length=WORDS_LIMIT, widget=lines(3))


class ReopenForm(CaseForm):
    words = CleanTextField(
        label=_("What is still missing?"), max_length=WORDS_LIMIT, required=False
    )


def change_sent(form: forms.Form, values: Mapping[str, str]) -> None:
    """Let a form that is shown again hold these values instead of those that were sent."""
    data: Any = form.data
    data = data.copy()
    for name, value in values.items():
        data[form.add_prefix(name)] = value
    form.data = data


def ask_about_numbers(form: forms.Form, facts: dict[str, Any]) -> None:
    """Refuse words with personal numbers the first time; sending them again is a choice."""
    if find_personal_numbers(facts.get("words", "")) and not facts.get("warned"):
        change_sent(form, {"warned": "on"})
        form.add_error(
            None,
            _(
                "There is a phone, identity or bank card number in it, and others read this. Take"
                " it out; or send it again as it is."
            ),
        )


class AnswerForm(CaseForm):
    # The key of the text of the book that it was filled from.
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)
    words = CleanTextField(label=_("Your answer"), max_length=WORDS_LIMIT, widget=lines(7))
    papers = CleanTextField(
        label=_("Papers to bring, one a line"),
        help_text=_("A dash sets off a remark: discharge summary - with the hospital's stamp"),
        max_length=2000,
        required=False,
        widget=lines(4),
    )

    # To how many people it goes.
    askers = 1

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.askers > 1:
            ask_about_numbers(self, facts)
        return facts

    def clean_papers(self) -> tuple[dict[str, str], ...]:
        """Each line is one paper; what follows the first dash is a remark about it."""
        found = []
        for line in self.cleaned_data["papers"].splitlines():
            title, _dash, note = line.replace("——", "-").replace("－", "-").partition("-")
            if title.strip():
                found.append({"title": title.strip(), "note": note.strip()})
        return tuple(found)


class ConsultForm(CaseForm):
    department = forms.ModelChoiceField(
        label=_("Which department?"),
        queryset=Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None).order_by("id"),
        to_field_name="code",
    )
    words = CleanTextField(
        label=_("What the department gets to see"),
        help_text=_("Only this text: no name, no address, no phone number."),
        max_length=WORDS_LIMIT,
        widget=lines(4),
    )


class OnBehalfForm(CaseForm):
    words = CleanTextField(
        label=_("What has been done for the resident?"),
        help_text=_("The resident reads it too."),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )
    follow_up_on = forms.DateField(
        label=_("Ask how it went on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class WithdrawForm(CaseForm):
    words = CleanTextField(
        label=_("Why not any more?"), max_length=WORDS_LIMIT, required=False, widget=lines(2)
    )
