"""What administrators fill in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lianhu.grid.loading import reasons
from lianhu.grid.loading.rules.columns import Kind
from lianhu.kernel.sheets.limits import MB, PAGE, Reason

KINDS = [
    (Kind.GRID.value, _("Places of the grid")),
    (Kind.PEOPLE.value, _("People and their posts")),
    (Kind.HOUSEHOLDS.value, _("Households")),
]


class SendList(forms.Form):
    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What is in the list?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    file = forms.FileField(
        label=_("The file"),
        max_length=1000,
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,.csv,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"
            }
        ),
        error_messages={
            "required": _("Please choose a file."),
            "missing": _("Please choose a file."),
            "empty": _("The file is empty."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Excel (.xlsx) or commas (.csv), up to %(size)s MB and %(rows)s rows. "
            "Nothing is changed before you have seen what comes of it."
        ) % {"size": PAGE.bytes // MB, "rows": f"{PAGE.rows:,}"}

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > PAGE.bytes:
            raise forms.ValidationError(reasons.refusal(Reason.TOO_LARGE))
        return file
