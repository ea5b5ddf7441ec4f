"""What a sender fills in to mean a list, or households that let a fact be known."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lianhu.grid.facts.queries import usable
from lianhu.grid.facts.rules import Fact
from lianhu.grid.facts.words import FACTS
from lianhu.grid.loading import reasons
from lianhu.grid.models import Node
from lianhu.inbox.rules.broadcasts import Who
from lianhu.kernel.forms import CleanTextField
from lianhu.kernel.sheets.limits import Refused
from lianhu.notices.audience import listing
from lianhu.notices.audience.words import FAULTS
from lianhu.notices.rules.listing import LONGEST, Listed, Wrong, codes_of

NAMES = ("facts", "codes", "table")


class AudienceFields(forms.Form):
    """`gives_list`: whether a list was given, right or wrong; `listed`: whom a right one means;
    `wrong_rows`: those of a wrong one that mean nobody.
    """

    facts = forms.MultipleChoiceField(
        label=_("Of households only those in which there is"),
        help_text=_(
            "What households have let be known of themselves. You learn how many they are, never "
            "which; who lets it be known later reads it as well."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    codes = CleanTextField(
        label=_("Codes of households or desks"),
        help_text=_("One a line, at or below your own place. Instead of places: leave them empty."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=LONGEST * 40,
        required=False,
    )
    table = forms.FileField(
        label=_("Or a workbook, or a table with commas, with a column of codes"),
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        required=False,
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.listed: Listed | None = None
        self.wrong_rows: list[Wrong] = []
        self.gives_list = False
        choices = [(fact.value, FACTS[fact]) for fact in usable()]
        self.fields["facts"].choices = choices  # type: ignore[attr-defined]

    def clean_table(self) -> list[str]:
        file: UploadedFile | None = self.cleaned_data["table"]
        if file is None:
            return []
        try:
            found = listing.read(file.chunks())
        except Refused as refused:
            raise ValidationError(reasons.refusal(refused.reason)) from None
        if not found:
            raise ValidationError(_("No code stands in it."))
        # Whatever is wrong with the form, the list is kept: browsers forget files.
        data: Any = self.data
        self.data = data = data.copy()
        data["codes"] = "\n".join([*codes_of(data.get("codes", "")), *found])
        return found

    def check_audience(self, within: Node) -> None:
        """After all fields are clean: a list or places, and of a list each row."""
        said = self.cleaned_data
        self._check_facts(said)
        if "codes" not in self.fields:
            return
        if self.errors.keys() & {"codes", "table"}:
            self.gives_list = True
            return
        codes = [*codes_of(said.get("codes", "")), *(said.get("table") or [])]
        self.gives_list = bool(codes)
        if not codes:
            return
        if said.get("where") or said.get("more") or said.get("facts"):
            self.add_error("codes", _("Either a list, or places: please empty one of them."))
        elif len(codes) > LONGEST:
            text = _("More than %(most)d: please choose places instead.") % {"most": LONGEST}
            self.add_error("codes", text)
        else:
            self.listed, self.wrong_rows = listing.look_up(codes, within)
            if self.wrong_rows:
                self.listed = None
                self.add_error("codes", _("Some of these mean nobody: they are named below."))

    def _check_facts(self, said: dict[str, Any]) -> None:
        if not said.get("facts") or "who" not in self.fields:
            return
        if Who.HOUSEHOLD.value not in said.get("who", ()):
            self.add_error("facts", _("This is of households: please choose them above as well."))

    @property
    def chosen_facts(self) -> tuple[Fact, ...]:
        return tuple(Fact(fact) for fact in self.cleaned_data.get("facts", ()))

    @property
    def told_rows(self) -> list[tuple[Wrong, Any]]:
        return [(row, FAULTS[row.fault]) for row in self.wrong_rows]
