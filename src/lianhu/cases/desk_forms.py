"""What desks and departments fill in beside single cases: filters, and acts on several at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianhu.accounts.drafts import DraftForm
from lianhu.cases.filters import Filter, due_names, hands_names
from lianhu.cases.forms import WORDS_LIMIT, AnswerForm, ask_about_numbers, lines
from lianhu.cases.models import CLASS_NAMES
from lianhu.grid.models import Node
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.knowledge.models import Topic

NAME_LIMIT = 20


class FilterForm(forms.Form):
    """`keep`: also under a name."""

    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    case_class = forms.ChoiceField(label=gettext_lazy("What kind of matter is it?"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Where from?"), required=False)
    hands = forms.ChoiceField(label=gettext_lazy("In whose hands?"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Until when?"), required=False)
    name = CleanCharField(
        label=gettext_lazy("A name to keep it under"), max_length=NAME_LIMIT, required=False
    )

    def __init__(self, *args: Any, places: Sequence[Node], **options: Any) -> None:
        super().__init__(*args, **options)
        topics = Topic.objects.filter(depth=1)
        for name, choices in {
            "topic": [(topic.code, topic.shown_name) for topic in topics],
            "case_class": [(kind, capfirst(str(label))) for kind, label in CLASS_NAMES.items()],
            "place": [(node.code, node.shown_name) for node in places],
            "hands": list(hands_names().items()),
            "due": list(due_names().items()),
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("any")), *choices]
        if not places:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if "keep" in self.data and not self.errors:
            if not facts.get("name"):
                self.add_error("name", _("Please write a name."))
            elif not self.filter:
                self.add_error(None, _("Please choose something first."))
        return facts

    @property
    def filter(self) -> Filter:
        return Filter.read(self.cleaned_data)


class TickedForm(DraftForm):
    """For what was ticked in the list above. `count`: how many."""

    count = 0

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not self.count:
            self.add_error(None, _("Please tick those that it is for."))
        return facts


class SeveralForm(TickedForm):
    """One act on each of several cases."""

    ANSWER, RETURN = "answer", "return"

    act = forms.ChoiceField(
        label=gettext_lazy("What happens to them?"),
        choices=[
            (ANSWER, pgettext_lazy("several", "All get this answer")),
            (RETURN, pgettext_lazy("several", "All go back, for this reason")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what happens to them.")},
    )
    words = CleanTextField(
        label=gettext_lazy("The answer, or the reason"),
        help_text=gettext_lazy("Write nothing about any one of them."),
        max_length=WORDS_LIMIT,
        widget=lines(5),
    )
    papers = CleanTextField(
        label=AnswerForm.base_fields["papers"].label,
        help_text=AnswerForm.base_fields["papers"].help_text,
        max_length=2000,
        required=False,
        widget=lines(3),
    )
    warned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.errors and facts["act"] == self.ANSWER:
            ask_about_numbers(self, facts)
        return facts


class SeveralRepliesForm(TickedForm):
    """One reply to several desks that asked the same."""

    words = CleanTextField(
        label=gettext_lazy("Your reply"),
        help_text=gettext_lazy("Each desk reads it and answers its resident in its words."),
        max_length=WORDS_LIMIT,
        widget=lines(5),
    )
