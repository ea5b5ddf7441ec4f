"""Form fields that take text through `text.clean` before anything else looks at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianhu.kernel import text


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
