from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianhu.grid.models import OpeningHours
from lianhu.kernel.forms import CleanCharField, PhoneField
from lianhu.kernel.phones import shown
from lianhu.steward.forms.base import AddForm, EditForm


class HoursChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.shown_name)


class DepartmentForm(EditForm):
    name = CleanCharField(label=_("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=_("Name in English"), max_length=90)


class ShownPhoneField(PhoneField):
    """Stored as E.164, shown as people write it. What stands there already may stay, be it a number
    that nobody could enter.
    """

    known = ""

    def to_python(self, value: Any) -> Any:
        if self.known and isinstance(value, str) and value.strip() == shown(self.known):
            return self.known
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, str) and value.startswith("+") else value


def phone() -> ShownPhoneField:
    return ShownPhoneField(
        label=_("Public telephone number"),
        help_text=_("The desk's, not a person's. Residents are told to call it."),
        required=False,
    )


def hours() -> HoursChoice:
    return HoursChoice(
        label=_("Opening hours"),
        queryset=OpeningHours.objects.order_by("id"),
        empty_label=None,
    )


class NewDepartmentForm(AddForm):
    name = CleanCharField(label=_("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=_("Name in English"), max_length=90)
    phone = phone()
    hours = hours()


class NewSectionForm(NewDepartmentForm):
    """The same of a section; who is there is for the page of duties."""


class DeskForm(EditForm):
    name = CleanCharField(label=_("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=_("Name in English"), max_length=90)
    phone = phone()
    hours = hours()

    def __init__(self, *args: Any, facts: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, facts=facts, **options)
        self.fields["phone"].known = facts["phone"]  # type: ignore[attr-defined]
