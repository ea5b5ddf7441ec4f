"""What somebody may choose of how they hear of things."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianhu.inbox.people import Wish
from lianhu.inbox.rules.reach import Reach

_TIMES = [
    ("08:40", pgettext_lazy("digest", "8:40, when the day begins")),
    ("10:30", pgettext_lazy("digest", "10:30, in the morning")),
    ("11:40", pgettext_lazy("digest", "11:40, before noon")),
    ("13:40", pgettext_lazy("digest", "13:40, after the break")),
    ("15:30", pgettext_lazy("digest", "15:30, in the afternoon")),
    ("17:00", pgettext_lazy("digest", "17:00, before going home")),
]
USUAL = "usual"
REACHES = [
    (Reach.PAGE, _("on the phone, on these pages")),
    (Reach.SMS, _("by messages that say all of it")),
    (Reach.CALL, _("by a call from the desk above")),
    (Reach.PAPER, _("on paper, from the desk above")),
]


class ReachForm(forms.Form):
    """How somebody is reached who cannot say so on a page."""

    reach = forms.TypedChoiceField(
        label=_("How to reach me"), choices=REACHES, coerce=Reach, widget=forms.RadioSelect
    )


class ChoiceForm(ReachForm):
    """`usual`: the interruptions a day that the person's posts have."""

    times = forms.MultipleChoiceField(
        label=_("When digests come"),
        choices=_TIMES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please leave one at least.")},
    )
    budget = forms.ChoiceField(label=_("How often I may be interrupted"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, usual: int, **options: Any) -> None:
        super().__init__(*args, **options)
        budget = self.fields["budget"]
        assert isinstance(budget, forms.ChoiceField)
        most = ngettext("%(count)d time a day at most", "%(count)d times a day at most", usual)
        budget.choices = [
            (USUAL, most % {"count": usual}),
            ("1", _("once a day at most")),
            ("0", _("never: all of it in digests")),
        ]

    @staticmethod
    def shown(wish: Wish) -> dict[str, Any]:
        """The form's values for a wish."""
        return {
            "times": [f"{at:%H:%M}" for at in wish.times],
            "budget": USUAL if wish.budget is None else str(wish.budget),
            "reach": wish.reach,
        }

    @property
    def wish(self) -> Wish:
        facts = self.cleaned_data
        times = tuple(map(time.fromisoformat, facts["times"]))
        budget = None if facts["budget"] == USUAL else int(facts["budget"])
        return Wish(times, budget, facts["reach"])
