"""What desks and officers fill in beyond the daily acts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lianhu.cases.forms import WORDS_LIMIT, CaseForm, WordsForm, ask_about_numbers, lines
from lianhu.grid.models import Desk
from lianhu.grid.queries import places_called
from lianhu.grid.rules import DeskKind
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.kernel.ids import normalise


class PublicWordsForm(WordsForm):
    """Words that others than the asker read: personal numbers in them are asked about once."""

    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        ask_about_numbers(self, facts)
        return facts


class TransferForm(CaseForm):
    """To one of the desks offered, or to a place by its name: what it is a part of the name of, and
    several of the same name, are offered.
    """

    to = forms.ModelChoiceField(
        label=_("Who handles it?"),
        queryset=Desk.objects.exclude(kind=DeskKind.SUPERVISION).filter(
            closed_at=None, node__closed_at=None
        ),
        to_field_name="code",
        required=False,
    )
    place = CleanCharField(
        label=_("Or a place by its name"),
        help_text=_("For a place that is not in the list: a few characters of its name."),
        max_length=40,
        required=False,
    )
    words = CleanTextField(
        label=_("Why is it theirs?"),
        help_text=_("The desks read it. The resident is told who has it now."),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )
    # Places that may be meant by the name that was typed.
    found: Sequence[Desk] = ()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("to") is None and "to" not in self.errors:
            facts["to"] = self._called(facts.get("place", ""))
        return facts

    def _called(self, name: str) -> Desk | None:
        if not name:
            self.add_error("to", _("Please choose a desk, or write the name of a place."))
            return None
        found = places_called(name)
        if len(found) == 1 and name in (found[0].name, found[0].name_en):
            return found[0]
        if found:
            self.found = found
            self.add_error("to", _("Please choose which of the places found you mean."))
        else:
            self.add_error("place", _("No place is called that."))
        return None


class StraightForm(CaseForm):
    """`to`: the section that the page has named."""

    to = forms.CharField(max_length=60, widget=forms.HiddenInput)


class ConsultTransferForm(CaseForm):
    to = forms.ModelChoiceField(
        label=_("Whose is it?"),
        queryset=Desk.objects.filter(kind=DeskKind.DEPARTMENT).order_by("id"),
        to_field_name="code",
        error_messages={"required": _("Please choose a department.")},
    )
    words = CleanTextField(
        label=_("Why is it theirs?"),
        help_text=_("The desk that asked reads it; what it asked goes on as it is."),
        max_length=WORDS_LIMIT,
        widget=lines(2),
    )


class ContestForm(CaseForm):
    words = CleanTextField(
        label=_("Why is it not yours?"),
        help_text=_("The desk above decides: it handles it, or says who does."),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )


class JointForm(CaseForm):
    """`lead` is one's own desk or a department."""

    lead = forms.ModelChoiceField(
        label=_("Who leads and answers?"),
        queryset=Desk.objects.exclude(kind=DeskKind.SUPERVISION),
        to_field_name="code",
        empty_label=None,
    )
    others = forms.ModelMultipleChoiceField(
        label=_("Who takes part?"),
        queryset=Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None).order_by("id"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one department.")},
    )
    words = CleanTextField(
        label=_("What those who take part get to see"),
        help_text=_("Only this text: no name, no address, no phone number."),
        max_length=WORDS_LIMIT,
        widget=lines(4),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("lead") in facts.get("others", ()):
            self.add_error("others", _("Whoever leads needs no tick here."))
        return facts


class AskResidentForm(CaseForm):
    words = CleanTextField(
        label=_("What do you need to know?"),
        help_text=_("The time stands still until there is a reply, for three days at most."),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )


class ReplyForm(CaseForm):
    words = CleanTextField(
        label=_("What did the resident say?"), max_length=WORDS_LIMIT, widget=lines(3)
    )


class ExtendForm(CaseForm):
    until = forms.DateField(
        label=_("The answer comes on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day.")},
    )
    words = CleanTextField(
        label=_("Why does it take longer?"),
        help_text=_("The resident reads it too."),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )


class MergeForm(CaseForm):
    """With one of the cases offered, or with one by its number."""

    # Whatever is sent: which of the cases at the desk it is, is looked up when it is done.
    into = forms.Field(
        label=_("Which one is answered for both?"), required=False, widget=forms.RadioSelect
    )
    number = CleanCharField(
        label=_("Or by its number"),
        help_text=_("Another case at this desk."),
        max_length=20,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        wanted = facts.get("number") or facts.get("into") or ""
        if not wanted:
            raise ValidationError(_("Please choose a case, or write its number."))
        facts["case"] = normalise(wanted) or ""
        return facts


class SummariseForm(PublicWordsForm):
    words = CleanTextField(
        label=_("What may neighbours read?"),
        help_text=_("No names, no addresses: what it is about, and what happens now."),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )


class PublishNeedForm(PublicWordsForm):
    words = CleanTextField(
        label=_("What help is needed?"),
        help_text=_(
            "No name, no address: these are shown to whoever takes it up. Others read only this."
        ),
        max_length=WORDS_LIMIT,
        widget=lines(3),
    )
    agreed = forms.BooleanField(
        label=_("The household agrees to these words"),
        error_messages={"required": _("Ask the household first whether it agrees to these words.")},
    )


class FollowUpForm(WordsForm):
    solved = forms.TypedChoiceField(
        label=_("Is it solved?"),
        choices=[("yes", _("solved")), ("no", _("not solved")), ("", _("did not ask"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class VisitedForm(CaseForm):
    words = CleanTextField(
        label=_("What was done?"),
        help_text=_("One or two lines, written or said; the household gets it."),
        max_length=500,
        widget=lines(2),
    )
