"""What is stored of a batch of cases, read with as many statements as for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet

from lianhu.cases.models import (
    Attachment,
    Case,
    CaseDesk,
    CaseItem,
    Consultation,
    Event,
    Follower,
    Stage,
    Words,
)
from lianhu.cases.rules.attention import KINDS
from lianhu.inbox.models import Item
from lianhu.knowledge.models import ItemVersion

Row = TypeVar("Row", bound=Model)


class EventRow(NamedTuple):
    """`words_case`: the case that its words belong to, None if there are none."""

    case: int
    seq: int
    pk: int
    kind: str
    actor: int | None
    desk: int | None
    data: Mapping[str, Any]
    at: datetime
    words: int | None
    words_case: int | None


class ItemRow(NamedTuple):
    kind: str
    key: str
    desk: int | None
    person: int | None
    resident: int | None
    due_at: datetime | None
    hidden_from: int | None


class BookRow(NamedTuple):
    """`version_item`: the item that the text belongs to."""

    how: str
    item: int
    version: int
    version_item: int


class Rows:
    """Give cases in id order, with everything between the first and the last or some of it."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        within = Q(case__gte=cases[0].pk, case__lte=cases[-1].pk)
        self.events: dict[int, list[EventRow]] = defaultdict(list)
        events = Event.objects.filter(within).order_by("case", "seq")
        for event in events.values_list(*_EVENT):
            self.events[event[0]].append(EventRow._make(event))
        self.stages = _by_case(Stage.objects.filter(within).order_by("case", "number"))
        self.consultations = _by_case(Consultation.objects.filter(within).order_by("number"))
        self.followers = _lists(
            Follower.objects.filter(within).order_by("pk").values_list("case", "resident")
        )
        self.desks = _lists(CaseDesk.objects.filter(within).values_list("case", "desk"))
        # Neither erased nor with anything in them.
        blank = Words.objects.filter(within, body="", erased_at=None)
        self.blank = set(blank.values_list("pk", flat=True))
        self.attached: dict[int, list[Attachment]] = defaultdict(list)
        attached = Attachment.objects.filter(
            words__case__gte=cases[0].pk, words__case__lte=cases[-1].pk
        )
        for row in attached.select_related("blob").order_by("words", "position"):
            self.attached[row.words_id].append(row)
        self.book: dict[int, list[BookRow]] = defaultdict(list)
        links = CaseItem.objects.filter(within).order_by("pk")
        for key, *link in links.values_list("case", *_BOOK):
            self.book[key].append(BookRow._make(link))
        named = {
            event.data["version"]
            for events_of in self.events.values()
            for event in events_of
            if event.data.get("version")
        }
        # The item of each text that answers were made from.
        texts = ItemVersion.objects.filter(pk__in=named) if named else ItemVersion.objects.none()
        self.items_of: dict[int, int] = dict(texts.values_list("pk", "item"))
        self.items: dict[int, list[ItemRow]] = defaultdict(list)
        items = Item.objects.filter(
            done_at=None, kind__in=KINDS, ref__gte=cases[0].pk, ref__lte=cases[-1].pk
        )
        for ref, *item in items.values_list("ref", *_ITEM):
            self.items[ref].append(ItemRow._make(item))


_EVENT = (
    "case_id",
    "seq",
    "pk",
    "kind",
    "actor_id",
    "desk_id",
    "data",
    "at",
    "words_id",
    "words__case_id",
)
_BOOK = ("how", "item_id", "version_id", "version__item_id")
_ITEM = ("kind", "key", "desk_id", "person_id", "resident_id", "due_at", "hidden_from_id")


def _by_case(rows: "QuerySet[Row]") -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)  # type: ignore[attr-defined]
    return found


def _lists(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for case, other in pairs:
        found[case].append(other)
    return found
