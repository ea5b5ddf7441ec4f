from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.grid.models import CalendarDay
from lianhu.kernel.forms import CleanCharField
from lianhu.kernel.worktime import DayKind
from lianhu.steward.forms.base import AddForm, EditForm


class DayForm(AddForm):
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("What is it?"), choices=CalendarDay.KINDS, coerce=DayKind
    )
    name = CleanCharField(
        label=gettext_lazy("Name of the day"),
        help_text=gettext_lazy("As the published list has it."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._year = year

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day.year != self._year:
            message = _("This is the page of %(year)s: please choose a day of that year.")
            raise forms.ValidationError(message % {"year": self._year})
        return day


class RemoveDayForm(EditForm):
    """Nothing to fill in."""


class ConfirmYearForm(forms.Form):
    checked = forms.BooleanField(
        label=gettext_lazy("I have compared every day with the published list."),
        error_messages={"required": gettext_lazy("Please compare the days first, then tick here.")},
    )
