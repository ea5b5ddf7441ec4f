"""Learning from the city's own closed cases, from its book and from what topics and departments are
called, and keeping what was learnt.

A table holds it: backups take it along, and all web processes read the same. Nothing is shipped:
the sample book teaches it in seconds, in the city's own topics and desks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lianhu.cases.models import Case, Consultation, Event
from lianhu.cases.routing.models import RoutingModel
from lianhu.cases.routing.rules.features import Recipe, Text
from lianhu.cases.routing.rules.learning import Example, Trained, train
from lianhu.cases.routing.rules.packing import pack
from lianhu.cases.rules import Status
from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind
from lianhu.kernel.tokens import normal
from lianhu.knowledge.models import Item, Topic
from lianhu.knowledge.rules.entry import Entry

# Of the closed cases the newest: departments change, and so does what people ask.
NEWEST = 10_000


@dataclass(frozen=True, slots=True)
class Source:
    """A text with the topic and the department's desk that it belongs to, as far as known."""

    texts: list[Example]
    topic: str
    desk: str


def learn(now: datetime) -> RoutingModel | None:
    """Train anew, and keep that instead of what there was; None while there is nothing to tell
    apart.
    """
    cases, items = list(_cases()), list(_items())
    told = [*cases, *items]
    departments = Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None)
    topics = _trained(told, _names(Topic.objects.filter(retired_at=None, numchild=0)), "topic")
    desks = _trained(told, _names(departments), "desk")
    if topics is None and desks is None:
        return None
    with transaction.atomic():
        made = RoutingModel.objects.create(
            trained_at=now,
            cases=len(cases),
            items=len(items),
            topics=pack(topics.model) if topics else b"",
            desks=pack(desks.model) if desks else b"",
            topics_accuracy=topics.accuracy if topics else None,
            desks_accuracy=desks.accuracy if desks else None,
        )
        RoutingModel.objects.exclude(pk=made.pk).delete()
    return made


def _trained(told: list[Source], names: list[Example], what: str) -> Trained | None:
    """Names help where there is something to tell apart; they alone teach nothing."""
    examples = []
    for source in told:
        label = source.topic if what == "topic" else source.desk
        if label:
            examples += [Example(one.text, label, one.of, one.asked) for one in source.texts]
    if len({one.label for one in examples}) < 2:
        return None
    return train([*examples, *names], Recipe())


def _names(rows: QuerySet[Topic] | QuerySet[Desk]) -> list[Example]:
    return [
        Example(Text.of(normal(name)), code, code, asked=False)
        for code, name in rows.values_list("code", "name")
    ]


def closed() -> QuerySet[Case]:
    """What may be learnt from: neither kept in confidence, nor about somebody, nor withdrawn."""
    return Case.objects.filter(
        status=Status.SETTLED, confidential=False, about=None, withdrawn_at=None
    )


def _cases() -> Iterator[Source]:
    """The topic that each was given in the end, and the department that had the last word."""
    rows = list(closed().select_related("topic", "answered_by").order_by("-pk")[:NEWEST])
    keys = [row.pk for row in rows]
    asked = Event.objects.filter(case__in=keys, seq=1, words__erased_at=None)
    words = dict(asked.values_list("case", "words__body"))
    replied = Consultation.objects.filter(case__in=keys, reply__isnull=False)
    desks = dict(replied.order_by("pk").values_list("case", "desk__code"))
    for row in rows:
        if said := words.get(row.pk):
            desk = row.answered_by
            own = desk.code if desk and desk.kind == DeskKind.DEPARTMENT else ""
            text = Text.of(normal(said))
            example = Example(text, "", text.lead[:20])
            yield Source(
                [example], row.topic.code if row.topic else "", own or desks.get(row.pk, "")
            )


def _items() -> Iterator[Source]:
    rows = Item.objects.published().select_related("topic", "owner", "live").order_by("pk")
    for row in rows:
        assert row.live is not None
        owner = row.owner.code if row.owner else ""
        yield Source(_of_entry(row.live.entry, row.code), row.topic.code, owner)


def _of_entry(entry: Entry, code: str) -> list[Example]:
    """Its aliases are what people say; they are left out together when it is tried. The rest says
    with which papers and steps it has to do.
    """
    spoken = [Example(Text.of(normal(alias)), "", code) for alias in entry.aliases]
    rest = (
        *(entry.gives, entry.suits),
        *(paper.name for paper in entry.papers),
        *entry.steps,
        *(f"{back.reason} {back.remedy}" for back in entry.returns),
    )
    written = (
        Text(normal(entry.title), normal(entry.sentence)),
        Text.of(normal("。".join(filter(None, rest)))),
    )
    return [*spoken, *(Example(text, "", code, asked=False) for text in written)]
