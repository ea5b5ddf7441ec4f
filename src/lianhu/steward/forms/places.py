"""Places: names, where a place lies, where its households go."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.grid.models import Household, Node
from lianhu.grid.queries import paths_up
from lianhu.kernel.forms import CleanCharField
from lianhu.steward.forms.base import AddForm, EditForm
from lianhu.steward.forms.departments import hours, phone
from lianhu.steward.services.places import called


class RenameForm(EditForm):
    name = CleanCharField(label=gettext_lazy("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=gettext_lazy("Name in English"), max_length=90)


class NewPlaceForm(AddForm):
    name = CleanCharField(label=gettext_lazy("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=gettext_lazy("Name in English"), max_length=90)
    desk_name = CleanCharField(
        label=gettext_lazy("Its desk in Chinese, if called otherwise"),
        help_text=gettext_lazy("A numbered place says whose it is."),
        max_length=60,
        required=False,
    )
    desk_name_en = CleanCharField(
        label=gettext_lazy("Its desk in English, if called otherwise"),
        max_length=90,
        required=False,
    )
    phone = phone()
    hours = hours()


class PlaceField(CleanCharField):
    """A place by its code or name; `among` are those that can be meant. The page offers some in a
    list `near`.
    """

    widget = forms.TextInput({"list": "near", "autocomplete": "off"})
    among: QuerySet[Node]

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = called(typed, self.among)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No place that can be chosen here is called that."))
        listed = _("; ").join(_told_apart(found[:8]))
        message = _("Several are called that. Please write the code of one: %(places)s")
        raise forms.ValidationError(message % {"places": listed})


def _told_apart(nodes: list[Node]) -> list[str]:
    """With codes, and with what they lie in. One query."""
    above = {node.pk: paths_up(node.path)[1:2] for node in nodes}
    names = {
        node.path: node.shown_name
        for node in Node.objects.filter(
            path__in=[path for paths in above.values() for path in paths]
        )
    }
    return [
        _("%(code)s (%(place)s, %(above)s)")
        % {
            "code": node.code,
            "place": node.shown_name,
            "above": names.get("".join(above[node.pk]), ""),
        }
        for node in nodes
    ]


class MoveForm(EditForm):
    to = PlaceField(
        label=gettext_lazy("Where it lies from now on"),
        help_text=gettext_lazy("Code or name of a place of the level above."),
        max_length=60,
    )

    def __init__(self, *args: Any, among: QuerySet[Node], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].among = among  # type: ignore[attr-defined]


class HouseholdsForm(EditForm):
    """Households by code alone: who lives there is no business of an administrator."""

    to = PlaceField(
        label=gettext_lazy("The beat they move to"),
        help_text=gettext_lazy("Its code or name."),
        max_length=60,
    )
    households = forms.MultipleChoiceField(
        label=gettext_lazy("Households that move"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please tick at least one household.")},
    )

    def __init__(
        self, *args: Any, among: QuerySet[Node], living: QuerySet[Household], **options: Any
    ) -> None:
        codes = list(living.values_list("code", flat=True))
        super().__init__(*args, initial={"households": codes}, **options)
        self.fields["to"].among = among  # type: ignore[attr-defined]
        households: Any = self.fields["households"]
        households.choices = [(code, code) for code in codes]


class CloseForm(EditForm):
    successor = PlaceField(
        label=gettext_lazy("Who takes over"),
        help_text=gettext_lazy("Code or name of another place of the same level."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, among: QuerySet[Node], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].among = among  # type: ignore[attr-defined]
