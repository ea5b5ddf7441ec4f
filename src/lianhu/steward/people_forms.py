"""What is filled in about people, posts and absences."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from lianhu.accounts.models import User
from lianhu.grid import people
from lianhu.grid.models import Desk, Duty
from lianhu.grid.naming import is_beat
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel.forms import CleanCharField, CleanTextField, PhoneField
from lianhu.steward import moments

NOTE_LIMIT = 500
MOST_PEOPLE = 50


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {
        "invalid": _("Please give a day, such as 2026-05-15."),
        "required": _("Please give the last day."),
    }


class FromAForm(forms.Form):
    """A form with a day before which nothing can be changed any more."""

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now

    def day_to_come(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day is not None and day < moments.today(self.now):
            raise ValidationError(_("This day is over."))
        return day


class HandOverForm(FromAForm):
    """`found`: whom the search has found; one of them is the successor."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)
    successor = forms.ModelChoiceField(
        label=_("Who takes over?"),
        queryset=User.objects.none(),
        to_field_name="username",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Please choose who takes over."),
            "invalid_choice": _("Nobody on the staff has this user name."),
        },
    )
    day = DayField(
        required=False, label=_("From which day?"), help_text=_("Without a day: at once.")
    )
    note = CleanTextField(
        label=_("A word for the successor"),
        help_text=_("What is pending, who needs care. Only the successor reads it."),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self, *args: Any, found: Sequence[User], posts: dict[int, list[Duty]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people.staff()
        field.widget.choices = [(u.username, _whom(u, posts.get(u.pk, ()))) for u in found]

    def clean_day(self) -> Any:
        return self.day_to_come("day")


def _whom(person: User, posts: Sequence[Duty]) -> str:
    where = [duty.desk.shown_name for duty in posts]
    return " · ".join([person.shown_name, person.username, *where])


class StandInForm(forms.Form):
    stand_in = forms.ModelChoiceField(
        label=_("Who stands in?"),
        help_text=_("Somebody of a neighbouring desk, or of the desk above."),
        queryset=User.objects.none(),
        to_field_name="username",
        required=False,
        empty_label=_("Nobody: questions go to the desk above"),
    )

    def __init__(self, *args: Any, near: Sequence[Duty], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_stand_ins(self.fields["stand_in"], near)


class LeaveForm(FromAForm, StandInForm):
    start = DayField(
        required=False, label=_("First day away"), help_text=_("Without a day: from now on.")
    )
    end = DayField(label=_("Last day away"))
    field_order = ("start", "end", "stand_in")

    def clean_start(self) -> Any:
        return self.day_to_come("start")

    def clean_end(self) -> Any:
        return self.day_to_come("end")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        start, end = facts.get("start"), facts.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first."))
        return facts


def offer_stand_ins(field: forms.Field, near: Sequence[Duty]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = User.objects.filter(pk__in=[duty.person_id for duty in near])
    where = {duty.person_id: duty.desk.shown_name for duty in near}
    field.widget.choices = [
        ("", field.empty_label),
        *(
            (duty.person.username, f"{duty.person.shown_name} · {where[duty.person_id]}")
            for duty in near
        ),
    ]


class PersonForm(forms.ModelForm):
    name = CleanCharField(label=_("Name, Chinese"), max_length=60)
    name_en = CleanCharField(label=_("Name, English"), max_length=90, required=False)
    phone = PhoneField(label=_("Phone number"), required=False)
    is_administrator = forms.BooleanField(
        label=_("May change how the city is set up"), required=False
    )

    class Meta:
        model = User
        fields = ("name", "name_en", "phone", "is_administrator")


class NewPersonForm(PersonForm):
    SHOWN, NONE = "shown", "none"

    username = CleanCharField(
        label=_("User name"),
        help_text=_("Letters, digits and . - _ for signing in. It cannot be changed later."),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
    )
    password = forms.ChoiceField(
        label=_("Initial password"),
        choices=[
            (SHOWN, _("Make one and show it once")),
            (NONE, _("None yet: the person cannot sign in")),
        ],
        initial=SHOWN,
        widget=forms.RadioSelect,
    )
    field_order = ("username", "name", "name_en", "phone", "password", "is_administrator")

    class Meta(PersonForm.Meta):
        fields = ("username", *PersonForm.Meta.fields)  # type: ignore[assignment]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("Somebody has this user name already."))
        return username


class RosterForm(FromAForm):
    """`listed`: the desks that the page shows; those ticked, or all of them."""

    every = forms.BooleanField(label=_("All desks of this list"), required=False)
    desks = forms.ModelMultipleChoiceField(
        label=_("Desks"), queryset=Desk.objects.none(), to_field_name="code", required=False
    )

    def __init__(self, *args: Any, listed: Sequence[Desk], **options: Any) -> None:
        super().__init__(*args, **options)
        self.listed = listed
        field = self.fields["desks"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in listed])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("every"):
            facts["desks"] = list(self.listed)
        else:
            chosen = {desk.pk for desk in facts.get("desks") or ()}
            facts["desks"] = [desk for desk in self.listed if desk.pk in chosen]
        if not facts["desks"] and "desks" not in self.errors:
            self.add_error("desks", _("Please choose at least one desk."))
        return facts


class PeopleField(CleanTextField):
    """User names, in whatever way they are parted from one another."""

    default_error_messages = {"unknown": _("Nobody on the staff is called: %(names)s.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea({"rows": 3, "autocapitalize": "none", "spellcheck": "false"})
        super().__init__(**{"widget": widget} | options)

    def clean(self, value: Any) -> list[User]:
        typed = super().clean(value) or ""
        names = list(dict.fromkeys(re.split(r"[\s,，、;；]+", typed.strip()))) if typed else []
        if len(names) > MOST_PEOPLE:
            text = ngettext("%(count)d person at most.", "%(count)d people at most.", MOST_PEOPLE)
            raise ValidationError(text % {"count": MOST_PEOPLE})
        found = {user.username: user for user in people.staff().filter(username__in=names)}
        unknown = [name for name in names if name not in found]
        if unknown:
            raise ValidationError(
                self.error_messages["unknown"], "unknown", {"names": ", ".join(unknown)}
            )
        return [found[name] for name in names]


class AddDutiesForm(RosterForm):
    people = PeopleField(
        label=_("Who serves there?"),
        help_text=_("User names, one a line. The list of people finds them."),
        error_messages={"required": _("Please name at least one person.")},
    )
    role = forms.ChoiceField(label=_("As what?"), choices=Duty.ROLES)
    start = DayField(
        required=False, label=_("From which day?"), help_text=_("Without a day: at once.")
    )
    end = DayField(
        required=False, label=_("Last day"), help_text=_("Without a day: until further notice.")
    )

    def clean_start(self) -> Any:
        return self.day_to_come("start")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        start, end = facts.get("start") or moments.today(self.now), facts.get("end")
        if end and end < start:
            self.add_error("end", _("The last day lies before the first."))
        role = facts.get("role")
        if role and any(not suits(Role(role), desk) for desk in facts.get("desks", ())):
            self.add_error("role", _("Not every desk that you chose has such posts."))
        return facts


def suits(role: Role, desk: Desk) -> bool:
    """Officers have beats, supervisors supervision desks; clerks have the others."""
    if role is Role.SUPERVISOR:
        return desk.kind == DeskKind.SUPERVISION
    if role is Role.CLERK:
        return desk.kind != DeskKind.SUPERVISION and not is_beat(desk)
    return is_beat(desk)


class EndDutiesForm(RosterForm):
    people = PeopleField(
        label=_("Whose duties end?"),
        help_text=_("User names, one a line. Without any: everybody's at these desks."),
        required=False,
    )
    end = DayField(
        required=False, label=_("Last day"), help_text=_("Without a day: they end at once.")
    )

    def clean_end(self) -> Any:
        return self.day_to_come("end")


class ManByForm(RosterForm):
    roster = forms.ModelChoiceField(
        label=_("Whose roster mans them?"),
        queryset=Desk.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Their own again"),
    )

    def __init__(self, *args: Any, rosters: Sequence[Desk], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["roster"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in rosters])
        field.widget.choices = [
            ("", field.empty_label),
            *((desk.code, desk.shown_name) for desk in rosters),
        ]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        roster = facts.get("roster")
        if roster is not None:
            facts["desks"] = [desk for desk in facts.get("desks", ()) if desk.pk != roster.pk]
            if Desk.objects.filter(manned_by__in=facts["desks"]).exists():
                self.add_error(
                    "desks", _("One of these desks mans others: give those their own roster first.")
                )
        if not facts.get("desks") and "desks" not in self.errors:
            self.add_error("desks", _("Please choose at least one desk."))
        return facts


KINDS = {
    DeskKind.DEPARTMENT: pgettext_lazy("rosters", "Departments"),
    DeskKind.SUPERVISION: pgettext_lazy("rosters", "Supervision"),
}
