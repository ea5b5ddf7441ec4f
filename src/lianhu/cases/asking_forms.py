"""What is filled in to ask: for oneself, for somebody else, about somebody on the staff."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lianhu.accounts.drafts import DraftForm
from lianhu.cases.forms import WORDS_LIMIT, AskForm
from lianhu.cases.rules import CaseClass, Door
from lianhu.grid.models import Household, Node, Resident
from lianhu.grid.queries import Region
from lianhu.kernel.forms import CleanCharField, CleanTextField, PhoneField

NAME_LIMIT = 40
SOMEBODY_ELSE = "other"
CHAT_LIMIT = 20_000


class Confidential(forms.Form):
    confidential = forms.BooleanField(
        label=pgettext_lazy("resident", "Keep it in confidence for me"),
        help_text=gettext_lazy("Only whoever handles it reads it."),
        required=False,
    )


def is_other_kind(form: forms.Form) -> bool:
    """Whether it is about another kind of matter than most."""
    return form["case_class"].value() not in (None, "", CaseClass.QUESTION)


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
        return wrong or is_other_kind(self) or any(self[name].value() for name in names)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("whom") == SOMEBODY_ELSE:
            for field in ("name", "phone"):
                if not facts.get(field) and field not in self.errors:
                    self.add_error(field, self.fields[field].error_messages["required"])
        return facts


class ByPhoneForm(AskForm, Confidential):
    """For somebody without an account, who is known by a number. `place`: a node's code, or empty
    for no more than `within`.
    """

    place = forms.ChoiceField(label=gettext_lazy("Where do you live?"), required=False)
    phone = PhoneField(
        label=gettext_lazy("Your mobile number"), help_text=gettext_lazy("The answer goes there.")
    )
    name = CleanCharField(
        label=gettext_lazy("What may we call you?"),
        max_length=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, within: Node, regions: Sequence[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        nodes = [node for region in regions for node in region.places]
        self._nodes = {"": within, **{node.code: node for node in nodes}}
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        space = pgettext("between names of places", " ")
        place.choices = [
            ("", _("I cannot say")),
            *(
                (space.join(region.names), [(node.code, node.shown_name) for node in region.places])
                for region in regions
            ),
        ]

    def clean_place(self) -> Node:
        return self._nodes[self.cleaned_data["place"]]

    @property
    def opens_more(self) -> bool:
        names = ("topic", "confidential")
        wrong = any(name in self.errors for name in (*names, "case_class"))
        return wrong or is_other_kind(self) or any(self[name].value() for name in names)


def _short(form: forms.Form, label: str) -> None:
    """A box for words among other fields."""
    words = form.fields["words"]
    words.label, words.widget.attrs["rows"] = label, 5


class CallerForm(ByPhoneForm):
    """What a clerk asks for somebody who calls."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _short(self, _("What is it about, in the caller's words?"))
        self.fields["phone"].label = _("The caller's number")
        self.fields["name"].label = _("The caller's name")
        self.fields["place"].label = _("Where does the caller live?")
        self.fields["confidential"].label = _("The caller wants it kept in confidence")


class HouseholdForm(AskForm, Confidential):
    """What an officer asks for a household. `whom`: the key of a resident, or its contact."""

    CONTACT = "contact"

    whom = forms.ChoiceField(label=gettext_lazy("For whom?"))
    door = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[
            (Door.OFFICER.value, gettext_lazy("said in person")),
            (Door.PHONE.value, gettext_lazy("by phone")),
        ],
        initial=Door.OFFICER.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, household: Household, **options: Any) -> None:
        super().__init__(*args, **options)
        self.residents = {str(one.pk): one for one in household.residents.order_by("id")}
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [(key, one.shown_name) for key, one in self.residents.items()]
        if household.contact not in (one.name for one in self.residents.values()):
            whom.choices = [(self.CONTACT, household.contact), *whom.choices]
        _short(self, _("What is it about, in their words?"))
        self.fields["confidential"].label = _("They want it kept in confidence")

    def clean_door(self) -> Door:
        return Door(self.cleaned_data["door"])


class PasteForm(forms.Form):
    """No form that keeps drafts: what others have said in a group is stored nowhere."""

    chat = CleanTextField(
        label=gettext_lazy("The piece of chat"),
        help_text=gettext_lazy("In the group, copy the messages that belong to it; nothing else."),
        max_length=CHAT_LIMIT,
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
    )


class PastedForm(AskForm, Confidential):
    """What somebody asked in the group. `whom`: the key of a resident of the officer's households,
    a household's contact, or somebody known by name and number, at one of the officer's beats.
    """

    whom = forms.ChoiceField(label=gettext_lazy("Who asked?"))
    name = CleanCharField(
        label=gettext_lazy("Name of that person"), max_length=NAME_LIMIT, required=False
    )
    phone = PhoneField(
        label=gettext_lazy("Mobile number of that person"),
        help_text=gettext_lazy("The answer goes there."),
        required=False,
    )

    def __init__(self, *args: Any, people: Sequence[Any], **options: Any) -> None:
        """`people`: choices by household, those for somebody else among them."""
        super().__init__(*args, **options)
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [("", _("Choose who asked")), *people]
        whom.error_messages["required"] = _("Please choose who asked.")
        _short(self, _("What is it about, in their words?"))
        self.fields["confidential"].label = _("They want it kept in confidence")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        is_other = facts.get("whom", "").startswith(SOMEBODY_ELSE)
        if is_other and not facts.get("phone") and "phone" not in self.errors:
            self.add_error("phone", self.fields["phone"].error_messages["required"])
        return facts


class AboutForm(DraftForm, Confidential):
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
