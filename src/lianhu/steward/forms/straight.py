from django import forms
from django.utils.translation import gettext_lazy as _

from lianhu.cases.routing.rules.consent import LEAST, MOST
from lianhu.steward.forms.base import EditForm
from lianhu.steward.services.straight import ABOVE, NO, YES


class StraightForm(EditForm):
    may = forms.ChoiceField(
        label=_("Questions that surely belong to a section"),
        choices=[
            (YES, _("may go there straight, past the desks between")),
            (NO, _("go up as all others")),
            (ABOVE, _("as the place above says")),
        ],
        widget=forms.RadioSelect,
    )
    least = forms.IntegerField(
        label=_("How sure one has to be, in per cent"),
        help_text=_("The desk sees it beside each question, with the words that say so."),
        min_value=LEAST,
        max_value=MOST,
    )
