"""A week in boxes: for each day up to three spans, from when until when."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.kernel.forms import CleanCharField
from lianhu.kernel.hours import MINUTES_A_DAY, Day, Hours, Interval, MonthDay, Season, Week
from lianhu.steward.forms.base import AddForm, EditForm, NamesMixin
from lianhu.steward.weeks import SPANS, box, boxes, in_order, weekday_name

_TIME = re.compile(r"([0-9]{1,2}):?([0-9]{2})")
_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")


class TimeBox(CleanCharField):
    """A time of day in minutes, as people write it: 8:30, 0830, 8：30; 24:00 ends the day."""

    def __init__(self) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 5})
        super().__init__(required=False, max_length=8, widget=widget)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        match = _TIME.fullmatch(typed.replace("：", ":").replace(" ", ""))
        if match and int(match[2]) < 60:
            minutes = int(match[1]) * 60 + int(match[2])
            if minutes <= MINUTES_A_DAY:
                return minutes
        raise ValidationError(_("“%(typed)s” is no time like 8:30.") % {"typed": typed})


class WeekMixin(forms.Form):
    """Reads the boxes into `cleaned_data["week"]`; what is wrong with a day is said in its row."""

    def add_boxes(self) -> None:
        for name in self._names():
            self.fields[name] = TimeBox()

    @staticmethod
    def _names() -> list[str]:
        return [
            box(day, span, end)
            for day in range(7)
            for span in range(SPANS)
            for end in ("from", "until")
        ]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        days = [self._day(n, facts) for n in range(7)]
        if None not in days:
            facts["week"] = tuple(days)
        return facts

    def _day(self, n: int, facts: dict[str, Any]) -> Day | None:
        spans = []
        for k in range(SPANS):
            names = box(n, k, "from"), box(n, k, "until")
            if any(name in self.errors for name in names):
                return None
            start, end = (facts.get(name) for name in names)
            if start is None and end is None:
                continue
            if start is None or end is None:
                missing = names[0] if start is None else names[1]
                self.add_error(missing, _("Please write from when until when."))
                return None
            if not start < end:
                self.add_error(names[1], _("It has to end after it starts."))
                return None
            spans.append(Interval(start, end))
        day = in_order(spans)
        if day is None:
            self.add_error(box(n, 0, "from"), _("Two of these times overlap."))
        return day

    def plain(self) -> list[BoundField]:
        """For the template: what is no box of the week."""
        boxed = set(self._names())
        return [field for field in self.visible_fields() if field.name not in boxed]

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each day with its spans and what is wrong with it."""
        found = []
        for n in range(7):
            fields = [(self[box(n, k, "from")], self[box(n, k, "until")]) for k in range(SPANS)]
            name = weekday_name(n)
            spans = [
                {"start": self._labelled(start, name, k), "end": self._labelled(end, name, k, True)}
                for k, (start, end) in enumerate(fields, 1)
            ]
            errors = [error for pair in fields for field in pair for error in field.errors]
            found.append({"name": name, "spans": spans, "errors": errors, "id": f"day-{n}-error"})
        return found

    @staticmethod
    def _labelled(field: BoundField, day: str, span: int, ends: bool = False) -> str:
        words = _("%(day)s, time %(n)d, until") if ends else _("%(day)s, time %(n)d, from")
        label = words % {"day": day, "n": span}
        return field.as_widget(attrs={"aria-label": label})


class HoursForm(WeekMixin, NamesMixin, EditForm):
    def __init__(self, *args: Any, facts: dict[str, Any], **options: Any) -> None:
        week = Hours.from_json(facts["week"]).week
        super().__init__(*args, facts=facts, initial=boxes(week), **options)
        self.add_boxes()


class NewHoursForm(WeekMixin, NamesMixin, AddForm):
    def __init__(self, *args: Any, week: Week, **options: Any) -> None:
        options["initial"] = boxes(week)
        super().__init__(*args, **options)
        self.add_boxes()


class MonthDayField(CleanCharField):
    """A day of every year."""

    def clean(self, value: Any) -> MonthDay | None:
        typed = super().clean(value)
        if not typed:
            return None
        match = _MONTH_DAY.fullmatch(typed)
        month_day = (int(match[1]), int(match[2])) if match else (0, 0)
        try:
            Season(month_day, month_day, ((),) * 7)
        except ValueError:
            message = _("“%(typed)s” is no day like 5-1.") % {"typed": typed}
            raise ValidationError(message) from None
        return month_day

    def prepare_value(self, value: Any) -> Any:
        return "-".join(map(str, value)) if isinstance(value, tuple) else value


class SeasonForm(WeekMixin, EditForm):
    start = MonthDayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("Month and day, like 5-1."),
        max_length=12,
    )
    end = MonthDayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("An end before its start is in the year after."),
        max_length=12,
    )

    def __init__(
        self, *args: Any, facts: dict[str, Any], season: Season | None, **options: Any
    ) -> None:
        hours = Hours.from_json(facts["week"])
        initial: dict[str, Any] = boxes(season.week if season else hours.week)
        if season:
            initial |= {"start": season.start, "end": season.end}
        super().__init__(*args, facts=facts, initial=initial, **options)
        self.add_boxes()


class RemoveForm(EditForm):
    """Nothing to fill in: what it saw is all that matters."""
