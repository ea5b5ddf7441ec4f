"""What is written into a group, and what a temporary one is made of."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianhu.accounts.drafts import DraftForm
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.groups.models import Group
from lianhu.groups.naming import name_of
from lianhu.groups.refusals import NUMBERS
from lianhu.groups.rules.people import Audience
from lianhu.groups.rules.saying import MOST_WORDS
from lianhu.groups.words import numbers_in
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.kernel.ids import new_token


class KeyForm(DraftForm):
    """`key` is made with the page, so that sending it twice does it once."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_token)


class SayForm(KeyForm):
    """`announces` counts for whoever looks after the group."""

    words = CleanTextField(
        label=_("What do you want to say?"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    announces = forms.BooleanField(
        label=_("As an announcement"),
        help_text=_("The newest one stands at the head of the group."),
        required=False,
    )


class TellForm(KeyForm):
    words = CleanTextField(
        label=_("What all may read"),
        help_text=_("Read it once more: no name, no address, no number of whoever asked."),
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 8}),
    )


class RemoveForm(forms.Form):
    reason = CleanCharField(
        label=_("Why is it removed?"),
        help_text=_("All read it where the message was."),
        max_length=100,
        required=False,
    )

    def clean_reason(self) -> str:
        return _without_numbers(self.cleaned_data["reason"])


def _without_numbers(words: str) -> str:
    """What all read, as what is said. Raises ValidationError."""
    if numbers := numbers_in(words):
        raise forms.ValidationError(NUMBERS[min(number.value for number in numbers)])
    return words


class NewForm(KeyForm):
    """A temporary group, at one of the places that one serves at."""

    purpose = CleanCharField(
        label=pgettext_lazy("group", "What is it for?"),
        help_text=_("One matter, one group."),
        max_length=40,
    )
    place = forms.ChoiceField(label=pgettext_lazy("group", "For whom?"))
    audience = forms.ChoiceField(
        label=_("Who is in it?"),
        choices=[
            (Audience.EVERYBODY.value, _("residents, and those who serve there")),
            (Audience.STAFF.value, _("only those who serve there")),
        ],
        initial=Audience.EVERYBODY.value,
        widget=forms.RadioSelect,
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("group", "Until when?"),
        help_text=_("After that day it can be read, and nothing is written in it any more."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *args: Any, desks: Sequence[Desk], **options: Any) -> None:
        super().__init__(*args, **options)
        self._desks = {desk.code: desk for desk in desks}
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [
            (desk.code, desk.shown_name if is_beat(desk) else desk.node.shown_name)
            for desk in desks
        ]

    def clean_purpose(self) -> str:
        return _without_numbers(self.cleaned_data["purpose"])

    def clean_place(self) -> Desk:
        return self._desks[self.cleaned_data["place"]]

    def clean_audience(self) -> Audience:
        return Audience(self.cleaned_data["audience"])

    @property
    def ends_at(self) -> datetime:
        """The end of that day."""
        last = datetime.combine(self.cleaned_data["ends_on"], time.max)
        return timezone.make_aware(last)


class CloseForm(forms.Form):
    """`successor`: the code of a group, or empty for none."""

    successor = forms.ChoiceField(
        label=_("Where does it go on?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, others: Sequence[Group], **options: Any) -> None:
        super().__init__(*args, **options)
        self._others = {group.code: group for group in others}
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ChoiceField)
        successor.choices = [
            *((group.code, name_of(group, by_staff=True)) for group in others),
            ("", _("nowhere: the matter is done")),
        ]

    @property
    def chosen(self) -> Group | None:
        return self._others.get(self.cleaned_data["successor"])
