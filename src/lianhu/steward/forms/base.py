"""Forms that know what they saw, and forms that add one thing however often they are sent."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.cases.forms import change_sent
from lianhu.kernel.forms import CleanCharField
from lianhu.kernel.ids import new_token
from lianhu.steward.services.seen import Facts, mark


class EditForm(forms.Form):
    """Begins with how things are and carries that along, to notice when somebody was quicker."""

    seen = forms.CharField(max_length=20_000, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, facts: Mapping[str, Any], **options: Any) -> None:
        options["initial"] = {**facts, "seen": mark(facts)} | options.get("initial", {})
        super().__init__(*args, **options)

    def say_changed(self, facts: Facts) -> None:
        """Somebody else was quicker: tell what it is now, and keep what was typed."""
        try:
            before = json.loads(self.cleaned_data["seen"])
            differing = [name for name in facts if json.loads(mark(facts))[name] != before[name]]
        except (ValueError, KeyError, TypeError):
            differing = list(facts)
        change_sent(self, {"seen": mark(facts)})
        now = _("; ").join(
            _("%(field)s: %(value)s")
            % {"field": self.fields[name].label, "value": self._said(name, facts[name])}
            for name in differing
            if name in self.fields
        )
        self.add_error(
            None,
            _(
                "Somebody changed this while you were writing (%(now)s). What you wrote is still"
                " here: send it again to put it in place of that."
            )
            % {"now": now or _("look at the page again")},
        )

    def _said(self, name: str, value: Any) -> str:
        for key, label in getattr(self.fields[name], "choices", ()):
            if str(key) == str(value):
                return str(label)
        return "–" if value in (None, "") else str(value)


class AddForm(forms.Form):
    """`key` is made with the page, so that sending it twice adds once."""

    key = forms.CharField(
        max_length=40, widget=forms.HiddenInput, initial=new_token, required=False
    )


class SureForm(forms.Form):
    """Nothing to fill in: the page before it says what it is about, the confirmation what of it."""


class NamesMixin(forms.Form):
    name = CleanCharField(label=gettext_lazy("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=gettext_lazy("Name in English"), max_length=60)
