"""What editors and departments fill in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lianhu.grid.loading import reasons
from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.kernel.forms import CleanCharField, CleanTextField
from lianhu.kernel.sheets.limits import MB, Reason
from lianhu.knowledge.models import Topic
from lianhu.knowledge.rules.diff import FIELDS
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.lines import (
    AUDIENCES,
    FORMS,
    LISTS,
    SECTIONS,
    UNTIL,
    Raw,
    Reader,
    rows_of,
)
from lianhu.knowledge.rules.publishing import HOLDS
from lianhu.knowledge.sheets import CAPS
from lianhu.knowledge.words import AUDIENCES as AUDIENCE_NAMES
from lianhu.knowledge.words import field, told

# Of one line: how long the column or anybody's patience allows; what may be published is shorter.
_TITLES = {"title": 40, "title_en": 120}
_LONG = 1000
_TEXTS = (
    "sentence",
    "sentence_en",
    "gives",
    "suits",
    "excludes",
    "online",
    "counter",
    "elsewhere",
    "by_family",
    "fee",
    "takes",
    "region",
)
_HELP: Mapping[str, Any] = {
    "sentence": _("Yes or no, and the one thing that matters. At most 30 characters."),
    "sentence_en": _("At most 120 characters."),
    "aliases": _("One a line, in people's own words. This is how they find it."),
    "papers": format_lazy(
        _("One a line: paper | form | copies | what to do without it. Forms are: {forms}"),
        forms=" / ".join(FORMS.values()),
    ),
    "steps": _("One a line, at most five."),
    "windows": _("One a line: office | opening hours | telephone"),
    "returns": _("One a line: reason: what to do about it"),
    "basis": _("One a line."),
    "related": _("Titles of other items, one a line."),
}
# As a version is read, with both days of its validity.
ORDER = (*(name for name in FIELDS if name != "valid"), "valid_from", "valid_until")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EntryForm(forms.Form):
    """All that an item says. Once valid it has an `entry`, which may lack all but its title."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entry: Entry | None = None, **options: Any) -> None:
        options["initial"] = (_initial(entry) if entry else {}) | options.get("initial", {})
        super().__init__(*args, **options)
        made: dict[str, forms.Field] = {
            "audiences": forms.MultipleChoiceField(
                choices=[(AUDIENCES[one], name) for one, name in AUDIENCE_NAMES.items()],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        }
        for name, longest in _TITLES.items():
            made[name] = CleanCharField(max_length=longest, required=name == "title")
        for name in _TEXTS:
            area = forms.Textarea(attrs={"rows": 2})
            made[name] = CleanCharField(max_length=_LONG, required=False, widget=area)
        for name in (*LISTS, *SECTIONS):
            area = forms.Textarea(attrs={"rows": 5})
            made[name] = CleanTextField(max_length=6 * _LONG, required=False, widget=area)
        for name in ("valid_from", "valid_until"):
            made[name] = forms.DateField(required=False, widget=_day())
        for name in ORDER:
            made[name].label, made[name].help_text = field(name), _HELP.get(name, "")
            self.fields[name] = made[name]
        self.fields["reason"] = CleanCharField(
            label=_("Why it is changed"),
            help_text=_("Stands beside this text in the list of versions."),
            max_length=200,
        )
        self.entry: Entry | None = None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = said.get("valid_from"), said.get("valid_until")
        raw = Raw("", "", 0)
        raw.texts = {name: (0, said.get(name) or "") for name in (*_TITLES, *_TEXTS)}
        if begins or ends:
            days = (day.isoformat() if day else "" for day in (begins, ends))
            raw.texts["valid"] = (0, f" {UNTIL} ".join(days))
        for name in (*LISTS, *SECTIONS):
            lines = (line.strip() for line in (said.get(name) or "").split("\n"))
            raw.rows[name] = [(at, line) for at, line in enumerate(lines, 1) if line]
        raw.rows["audiences"] = [(0, name) for name in said.get("audiences") or ()]
        reader = Reader(raw, complete=False)
        entry = reader.entry()
        for mistake in reader.mistakes:
            line = _("Line %(line)s: %(why)s") % {"line": mistake.line, "why": told(mistake)}
            self.add_error(mistake.field, line)
        if not self.errors:
            self.entry = entry
        return said


def _initial(entry: Entry) -> dict[str, Any]:
    rows = rows_of(entry)
    return {
        **{name: getattr(entry, name) for name in (*_TITLES, *_TEXTS, "valid_from", "valid_until")},
        **{name: "\n".join(rows[name]) for name in (*LISTS, *SECTIONS)},
        "audiences": rows["audiences"],
    }


def _owners() -> list[Any]:
    """Desks of departments below their names, for a choice."""
    groups: dict[str, list[tuple[int, str]]] = {}
    rows = Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None)
    for desk in rows.select_related("department").order_by("department", "id"):
        assert desk.department is not None
        groups.setdefault(desk.department.shown_name, []).append((desk.pk, desk.shown_name))
    return [("", _("Nobody yet")), *groups.items()]


def _topics() -> list[Any]:
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for topic in Topic.objects.filter(retired_at=None).order_by("path"):
        if topic.depth == 1:
            groups.append((topic.shown_name, []))
        elif groups:
            groups[-1][1].append((topic.code, topic.shown_name))
    return [("", _("Choose one")), *((name, rows) for name, rows in groups if rows)]


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(
        help_text=_("This desk checks the text before it is published, and again each year."),
        queryset=Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["owner"]
        choice.label, choice.choices = field("owner"), _owners()


class MoveForm(forms.Form):
    use_required_attribute = False

    topic = forms.ModelChoiceField(
        queryset=Topic.objects.filter(depth=2, retired_at=None),
        to_field_name="code",
        error_messages={"required": _("Please choose one.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["topic"]
        choice.label, choice.choices = field("topic"), _topics()


class NewItemForm(MoveForm, AssignForm, EntryForm):
    field_order = ("topic", "owner")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["topic", "owner", *ORDER, "reason"])


class SeenForm(forms.Form):
    """`seen`: the newest version that its sender read."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(SeenForm):
    review_on = forms.DateField(
        label=_("To be checked again on"),
        widget=_day(),
        error_messages={"required": _("Please choose a day.")},
    )

    @staticmethod
    def proposed(today: date) -> date:
        return today + HOLDS


class PublishForm(SeenForm):
    at = forms.DateTimeField(
        label=_("Publish when"),
        help_text=_("Empty: at once. Otherwise it is published on its own at that time."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        return timezone.make_aware(at) if at and timezone.is_naive(at) else at


class WhyForm(forms.Form):
    use_required_attribute = False

    why = CleanCharField(label=_("Reason"), max_length=200)


class FileForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label=_("The file"),
        max_length=1000,
        widget=forms.ClearableFileInput(attrs={"accept": ".md,.xlsx,.csv,.docx"}),
        error_messages={
            "required": _("Please choose a file."),
            "missing": _("Please choose a file."),
            "empty": _("The file is empty."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = _(
            "Markdown (.md), a workbook (.xlsx) or a Word file (.docx), up to %(size)s MB. Nothing"
            " is changed before you have seen what comes of it."
        ) % {"size": CAPS.bytes // MB}

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > CAPS.bytes:
            raise forms.ValidationError(reasons.refusal(Reason.TOO_LARGE))
        return file
