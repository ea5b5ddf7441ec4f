"""Form fields that take text through `text.clean` before anything else looks at it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lianhu.kernel import phones, text


class CleanCharField(forms.CharField):
    """One line. What only looks like text counts as nothing."""

    default_error_messages = {"required": _("Please write something.")}
    multiline = False

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return self.empty_value
        return text.clean(str(value), multiline=self.multiline) or self.empty_value


class CleanTextField(CleanCharField):
    """Several lines."""

    widget = forms.Textarea
    multiline = True


class AgainForm(forms.Form):
    """One that can be sent once more after it was right and yet was not done."""

    def refused(self, why: str, **hidden: str) -> None:
        """`hidden`: what it is to be sent with then."""
        data: Any = self.data
        self.data = data = data.copy()
        for name, value in hidden.items():
            data[name] = value
        self.add_error(None, why)


class PhoneField(CleanCharField):
    """A number that can be called, as E.164; in the demo city its unreal ones too."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {"phone": _("Nobody can be called by this number. Please check it.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 40} | options)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if typed in self.empty_values:
            return typed
        number = phones.to_e164(typed, demo=settings.DEMO)
        if number is None:
            raise ValidationError(self.error_messages["phone"], code="phone")
        return number
