from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianhu.kernel.forms import CleanCharField
from lianhu.steward.forms.base import EditForm

# A week of opening hours: longer than that nobody calls a promise.
MOST_MINUTES = 40 * 60


class LevelForm(EditForm):
    name = CleanCharField(label=_("Name in Chinese"), max_length=40)
    name_en = CleanCharField(label=_("Name in English"), max_length=40)
    minutes = forms.IntegerField(
        label=_("Minutes that a question may stay at one of its desks"),
        help_text=_("Opening time only. Then it moves up by itself."),
        min_value=2,
        max_value=MOST_MINUTES,
    )


class PromiseForm(EditForm):
    standard = forms.BooleanField(
        label=_("As the standard has it, whatever is written below"), required=False
    )
    minutes = forms.IntegerField(
        label=_("An answer within so many minutes of opening time"),
        help_text=_("Either minutes or working days; the other is 0."),
        min_value=0,
        max_value=MOST_MINUTES,
    )
    days = forms.IntegerField(label=_("Or within so many working days"), min_value=0, max_value=60)
    department_minutes = forms.IntegerField(
        label=_("Minutes that a department has when it is asked"),
        help_text=_("The desk's own clock stands still meanwhile. A working day has 480 minutes."),
        min_value=2,
        max_value=MOST_MINUTES,
    )
    pace = forms.IntegerField(
        label=_("How many times the minutes of its level a desk has to take it"),
        min_value=1,
        max_value=60,
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        minutes, days = facts.get("minutes"), facts.get("days")
        if minutes is not None and days is not None and bool(minutes) == bool(days):
            self.add_error("days", _("Please give either minutes or days; the other is 0."))
        return facts
