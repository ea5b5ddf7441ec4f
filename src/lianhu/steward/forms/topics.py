from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lianhu.cases.models import CLASS_NAMES
from lianhu.cases.rules import CaseClass
from lianhu.grid.models import Department, Desk
from lianhu.grid.rules import DeskKind
from lianhu.kernel.forms import CleanCharField
from lianhu.knowledge.models import Topic
from lianhu.steward.forms.base import AddForm, EditForm


class NamedChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.shown_name)


def sections() -> list[Any]:
    """Desks of departments below the names of these, for a choice."""
    groups: dict[str, list[tuple[int, str]]] = {}
    found = Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None)
    for desk in found.select_related("department").order_by("department", "id"):
        assert desk.department is not None
        groups.setdefault(desk.department.shown_name, []).append((desk.pk, desk.shown_name))
    return [("", _("Nowhere: to the contact officer first")), *groups.items()]


class _TopicFields(forms.Form):
    name = CleanCharField(label=_("Name in Chinese"), max_length=60)
    name_en = CleanCharField(label=_("Name in English"), max_length=120)
    department = NamedChoice(
        label=_("Department to ask"),
        queryset=Department.objects.order_by("id"),
        required=False,
        empty_label=_("None, or several"),
    )
    straight_to = NamedChoice(
        label=_("Goes straight to"),
        help_text=_("Only where that section alone can answer. Desks below do not see it first."),
        queryset=Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None),
        required=False,
    )
    case_class = forms.ChoiceField(
        label=_("Kind of matter"),
        initial=CaseClass.QUESTION,
        choices=lambda: [(key.value, capfirst(name)) for key, name in CLASS_NAMES.items()],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        straight: Any = self.fields["straight_to"]
        straight.choices = sections()


class TopicForm(_TopicFields, EditForm):
    pass


class NewTopicForm(_TopicFields, AddForm):
    pass


class MoveTopicForm(EditForm):
    area = NamedChoice(
        label=_("Area"),
        queryset=Topic.objects.filter(depth=1, retired_at=None),
        to_field_name="code",
        empty_label=_("Choose an area"),
    )
