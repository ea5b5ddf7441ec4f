"""What a sender fills in."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianhu.cases.personal_numbers import has_numbers
from lianhu.grid.models import Desk, Level, Node
from lianhu.grid.queries import MyDesk, below
from lianhu.grid.rules import DeskKind
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel.forms import AgainForm, CleanCharField, CleanTextField
from lianhu.knowledge.models import Topic
from lianhu.notices.access import may_write_to
from lianhu.notices.audience import listing
from lianhu.notices.audience.fields import AudienceFields
from lianhu.notices.models import Version
from lianhu.notices.recurring.rules import Every
from lianhu.notices.recurring.services import Repeat
from lianhu.notices.reuse.models import Template
from lianhu.notices.reuse.rules import blanks, named
from lianhu.notices.rules.sending import (
    LONGEST_MINUTES,
    Audience,
    Code,
    Refused,
    check_due,
    check_emergency,
)
from lianhu.notices.services import Written
from lianhu.notices.words import ASKS, REFUSALS, WHO

_BETWEEN = re.compile(r"[、，,;；\s]+")
_WHEN = "%Y-%m-%dT%H:%M"


class WriteForm(AgainForm, AudienceFields):
    """Once valid it is `written`."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    # Of the text that its author saw.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    asks = forms.ChoiceField(
        label=_("What people are asked"),
        choices=[(asks.value, ASKS[asks]) for asks in Asks],
        widget=forms.RadioSelect,
        initial=Asks.KNOW.value,
    )
    title = CleanCharField(label=_("Title"), max_length=60)
    document = CleanCharField(
        label=_("Document number"),
        help_text=_("Who sends the same document, words and files makes one card with you."),
        max_length=60,
        required=False,
    )
    body = CleanTextField(
        label=_("What it says"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("Say what is to be done, until when, and what need not be done."),
    )
    due_at = forms.DateTimeField(
        label=_("By when"),
        input_formats=[_WHEN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WHEN),
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("Minutes it takes each of them"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    who = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    where = forms.MultipleChoiceField(
        label=pgettext_lazy("notice", "Where"), widget=forms.CheckboxSelectMultiple, required=False
    )
    more = CleanCharField(
        label=_("Further places by name"),
        help_text=_("Places below yours, with a comma between them."),
        max_length=400,
        required=False,
    )
    depth = forms.ChoiceField(label=_("Of which level"), required=False)
    contact = forms.ModelChoiceField(
        label=_("Who answers questions"), queryset=Desk.objects.none(), empty_label=None
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        help_text=_("Households can refuse a topic with one tap."),
        queryset=Topic.objects.filter(depth=1, retired_at=None),
        required=False,
    )
    emergency = CleanCharField(
        label=_("An emergency: why it cannot wait for hours on duty"),
        help_text=_(
            "Leave it empty unless people or homes are in danger. It interrupts everybody at once, "
            "at any hour, and a second person always looks at it first."
        ),
        max_length=200,
        required=False,
    )
    why = CleanCharField(
        label=_("What is put right"),
        help_text=_("Whoever has seen the first text reads this above the new one."),
        max_length=200,
    )

    def __init__(self, *args: Any, my: MyDesk, corrects: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self._my = my
        self.written: Written | None = None
        whom = may_write_to(my)
        self._places = {str(node.pk): node for node in (my.desk.node, *below(my.desk.node))}
        contact = Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None)
        contact |= Desk.objects.filter(pk=my.desk.pk)
        self._choose("contact").queryset = contact.order_by("-kind", "pk")  # type: ignore[attr-defined]
        self._choose("contact").initial = my.desk.pk
        self._choose("contact").label_from_instance = _desk_name  # type: ignore[attr-defined]
        self._choose("topic").label_from_instance = _topic_name  # type: ignore[attr-defined]
        self._choose("who").choices = [(who.value, WHO[who]) for who in whom]  # type: ignore[attr-defined]
        self._choose("where").choices = [  # type: ignore[attr-defined]
            (key, node.shown_name) for key, node in self._places.items()
        ]
        levels = Level.objects.filter(depth__gte=my.desk.node.depth, is_beat=False)
        self._choose("depth").choices = [  # type: ignore[attr-defined]
            ("", _("all levels")),
            *((str(level.depth), level.shown_name) for level in levels),
        ]
        if not corrects:
            del self.fields["why"]
        if whom == (Who.HOUSEHOLD,):  # an officer writes to the own households
            for name in ("who", "where", "more", "depth", "emergency", "codes", "table"):
                del self.fields[name]

    def _choose(self, name: str) -> forms.Field:
        return self.fields[name]

    def clean_title(self) -> str:
        return _filled_in(self.cleaned_data["title"])

    def clean_document(self) -> str:
        return _filled_in(self.cleaned_data["document"])

    def clean_body(self) -> str:
        body = _filled_in(self.cleaned_data["body"])
        if has_numbers(body):
            raise ValidationError(
                _("An identity or bank card number stands in it: everybody would read it.")
            )
        return body

    def clean_more(self) -> list[Node]:
        names = [name for name in _BETWEEN.split(self.cleaned_data["more"]) if name]
        inside = Node.objects.within(self._my.desk.node).filter(closed_at=None)
        found = []
        for name in names:
            called = list(inside.filter(name=name)) or list(inside.filter(name_en__iexact=name))
            if not called:
                raise ValidationError(
                    _("No place below yours is called “%(name)s”.") % {"name": name}
                )
            if len(called) > 1:
                said = _("Several places are called “%(name)s”: please choose the one above them.")
                raise ValidationError(said % {"name": name})
            found += called
        return found

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_audience(self._my.desk.node)
        if self.gives_list or "who" not in self.fields:
            return said
        if "who" in said and not said["who"]:
            self.add_error("who", _("Please say for whom it is."))
        is_asked = "where" in said and "more" in said
        if is_asked and not said["where"] and not said["more"]:
            self.add_error("where", _("Please choose at least one place."))
        return said

    def write(self, now: Any) -> bool:
        """Whether it is right; then `written` is there."""
        if not self.is_valid():
            return False
        said = self.cleaned_data
        asks = Asks(said["asks"])
        try:
            check_due(asks, said["due_at"], now)
        except Refused as refused:
            self.add_error("due_at", str(REFUSALS[refused.code]))
            return False
        emergency = said.get("emergency", "")
        try:
            check_emergency(asks, emergency)
        except Refused as refused:
            self.add_error("emergency", str(REFUSALS[refused.code]))
            return False
        self.written = Written(
            title=said["title"],
            body=said["body"],
            document=said["document"],
            asks=asks,
            due_at=said["due_at"],
            minutes=said["minutes"],
            audience=self._audience(said),
            contact=said["contact"],
            topic=said["topic"],
            why=said.get("why", ""),
            emergency=emergency,
            listed=self.listed,
        )
        return True

    def _audience(self, said: dict[str, Any]) -> Audience:
        here = (self._my.desk.node_id,)
        if self.listed is not None:
            counts = (len(self.listed.households), len(self.listed.desks))
            return Audience((), here, listed=counts)
        if "who" not in self.fields:
            return Audience((Who.HOUSEHOLD,), here, facts=self.chosen_facts)
        chosen = [self._places[key] for key in said["where"]]
        nodes = _without_inner([*chosen, *said["more"]])
        depth = int(said["depth"]) if said["depth"] else None
        who = tuple(Who(who) for who in said["who"])
        return Audience(who, nodes, depth, facts=self.chosen_facts)


def _filled_in(text: str) -> str:
    """Raises ValidationError for what a template leaves to be filled in."""
    if names := blanks(text):
        raise ValidationError(_("Please fill in: %(names)s") % {"names": named(names)})
    return text


def _without_inner(nodes: Sequence[Node]) -> tuple[int, ...]:
    """Without places that lie within another one that is named."""
    paths = {node.path for node in nodes}
    kept = {
        node.path: node.pk
        for node in nodes
        if not any(node.path != path and node.path.startswith(path) for path in paths)
    }
    return tuple(kept[path] for path in sorted(kept))


def _desk_name(desk: Desk) -> str:
    return desk.shown_name


def _topic_name(topic: Topic) -> str:
    return topic.shown_name


def as_typed(version: Version, my: MyDesk) -> dict[str, Any]:
    """What a form begins with that changes or corrects a text."""
    meant = version.meant_for
    is_list = meant.listed is not None
    near = {my.desk.node.pk, *(node.pk for node in below(my.desk.node))}
    further = Node.objects.filter(pk__in=[pk for pk in meant.nodes if pk not in near])
    return {
        "asks": version.asks,
        "title": version.title,
        "document": version.document,
        "body": version.body,
        "due_at": version.due_at,
        "minutes": version.minutes,
        "who": [who.value for who in meant.who],
        "where": [str(pk) for pk in meant.nodes if pk in near and not is_list],
        "more": "、".join(node.name for node in further),
        "depth": str(meant.depth or ""),
        "facts": [fact.value for fact in meant.facts],
        "codes": "\n".join(listing.codes(version)) if is_list else "",
        "contact": version.contact_id,
        "topic": version.topic_id,
        "why": version.why,
        "emergency": version.emergency,
        "seen": version.mark,
    }


def from_template(template: Template) -> dict[str, Any]:
    """What a form begins with that is written with a template."""
    return {
        "asks": template.asks,
        "title": template.title,
        "body": template.body,
        "minutes": template.minutes,
        "topic": template.topic_id,
    }


class WordsForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    words = CleanTextField(
        label=_("Your question"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class TimeForm(forms.Form):
    """When a draft is to go out; left empty, as soon as it may."""

    send_at = forms.DateTimeField(
        label=_("Send it at"),
        input_formats=[_WHEN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WHEN),
        required=False,
    )
    every = forms.ChoiceField(
        label=_("Again and again"),
        choices=[
            ("", _("once")),
            (Every.WEEK.value, _("every week, on the same weekday")),
            (Every.MONTH.value, _("every month, on the same day")),
        ],
        help_text=_(
            "On a day off it goes out on the next working day. What it says stays as it is: name "
            "no dates in it."
        ),
        required=False,
    )
    until = forms.DateField(
        label=pgettext_lazy("notice", "Until"),
        help_text=_(
            "Every six times you are asked whether it is still needed; without a yes it ends."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, *args: Any, repeats: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not repeats:
            del self.fields["every"], self.fields["until"]

    @property
    def repeat(self) -> Repeat | None:
        """Of a valid one."""
        said = self.cleaned_data
        return Repeat(Every(said["every"]), said["until"]) if said.get("every") else None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("every") and not said.get("until") and "until" not in self.errors:
            self.add_error("until", str(REFUSALS[Code.UNTIL]))
        if said.get("every") and not said.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("Please say when it goes out first."))
        return said


class WhyForm(forms.Form):
    why = CleanCharField(label=_("Why"), max_length=200)
