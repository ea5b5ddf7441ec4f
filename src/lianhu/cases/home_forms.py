"""What an officer without a smart phone says of an own household: by its number, for the pages on
which the roster above enters it tell nothing of any.
"""

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.forms import AskForm
from lianhu.grid.models import Household
from lianhu.grid.queries import MyDesk
from lianhu.grid.serving import household_at, own_beats
from lianhu.inbox.speaking import Speaker, speaker_of
from lianhu.kernel.forms import CleanCharField


def spoken_at_beats(request: PersonRequest) -> tuple[Speaker, list[MyDesk]]:
    """Whom the person speaks for, and that one's beats. Raises Http404 for anybody's own page."""
    speaker = speaker_of(request)
    beats = own_beats(speaker.serves)
    if speaker.entered_by is None or not beats:
        raise Http404
    return speaker, beats


class ByNumberForm(forms.Form):
    """`found`: the household, and the duty at its beat."""

    code = CleanCharField(label=_("Number of the household"), max_length=40)

    def __init__(self, *args: Any, beats: list[MyDesk], **options: Any) -> None:
        super().__init__(*args, **options)
        self._beats = beats
        self.found: tuple[Household, MyDesk] | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.found = household_at(self._beats, code)
        if self.found is None:
            raise forms.ValidationError(_("No household of the beat has this number."))
        return code


class AskedForm(ByNumberForm, AskForm):
    field_order = ("code", "words", "case_class", "topic")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = self.fields["words"]
        words.label, words.widget.attrs["rows"] = _("What is it about, in their words?"), 5
