"""What is filled in to ask: for oneself, for somebody else, about somebody on the staff."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianhu.cases.forms import WORDS_LIMIT, AskForm
from lianhu.grid.models import Resident
from lianhu.kernel.forms import CleanCharField, CleanTextField, PhoneField

NAME_LIMIT = 40
SOMEBODY_ELSE = "other"


class Confidential(forms.Form):
    confidential = forms.BooleanField(
        label=pgettext_lazy("resident", "Keep it in confidence for me"),
        help_text=gettext_lazy("Only whoever handles it reads it."),
        required=False,
    )


class OwnAskForm(AskForm, Confidential):
    """`whom`: empty for oneself, the key of another resident of the household, or somebody else."""

    whom = forms.ChoiceField(label=gettext_lazy("For whom do you ask?"), required=False)
    name = CleanCharField(
        label=gettext_lazy("Name of that person"), max_length=NAME_LIMIT, required=False
    )
    phone = PhoneField(
        label=gettext_lazy("Mobile number of that person"),
        help_text=gettext_lazy("The answer goes there."),
        required=False,
    )

    def __init__(self, *args: Any, family: Sequence[Resident], **options: Any) -> None:
        super().__init__(*args, **options)
        self.family = {str(other.pk): other for other in family}
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [
            ("", _("for myself")),
            *((key, other.shown_name) for key, other in self.family.items()),
            (SOMEBODY_ELSE, _("for somebody else")),
        ]

    @property
    def opens_more(self) -> bool:
        """Whether what need not be filled in has been, or has to be looked at again."""
        names = ("topic", "whom", "name", "phone", "confidential")
        wrong = any(name in self.errors for name in (*names, "case_class"))
        return wrong or any(self[name].value() for name in names)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("whom") == SOMEBODY_ELSE:
            for field in ("name", "phone"):
                if not facts.get(field) and field not in self.errors:
                    self.add_error(field, self.fields[field].error_messages["required"])
        return facts


class AboutForm(Confidential):
    """A complaint about one member of the staff. `about` is that person's key."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    about = forms.ChoiceField(label=gettext_lazy("Whom is it about?"), widget=forms.RadioSelect)
    words = CleanTextField(
        label=gettext_lazy("What happened?"),
        max_length=WORDS_LIMIT,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: Any, staff: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = [(str(pk), label) for pk, label in staff]
