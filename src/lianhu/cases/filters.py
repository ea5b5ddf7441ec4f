"""What of a desk's list somebody wants to see, and what each keeps under a name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Self

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import pgettext

from lianhu.accounts.models import User
from lianhu.cases.access import Viewer
from lianhu.cases.lists import Narrowing
from lianhu.cases.models import CLASS_NAMES, SavedFilter
from lianhu.cases.rules import CaseClass
from lianhu.grid.models import Node
from lianhu.knowledge.models import Topic

# More names than fit above a list are no help.
MOST_SAVED = 8
_CODES = ("topic", "place")


class Hands(StrEnum):
    NOBODYS = "nobodys"  # to be taken
    MINE = "mine"


class Due(StrEnum):
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Filter:
    """As it stands in an address; empty: whatever it is. `topic` and `place` are codes, and mean
    what lies below as well.
    """

    topic: str = ""
    case_class: str = ""
    place: str = ""
    hands: str = ""
    due: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Whoever types nonsense there sees everything."""
        return cls(
            topic=_code(given.get("topic", "")),
            case_class=_one_of(CaseClass, given.get("case_class", "")),
            place=_code(given.get("place", "")),
            hands=_one_of(Hands, given.get("hands", "")),
            due=_one_of(Due, given.get("due", "")),
        )

    @property
    def params(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __bool__(self) -> bool:
        return any(self.params.values())


def _code(text: str) -> str:
    return text if len(text) <= 60 and text.replace("-", "").replace("_", "").isalnum() else ""


def _one_of(kinds: type[StrEnum], text: str) -> str:
    return text if text in list(kinds) else ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter that somebody keeps under a name."""

    key: int
    name: str
    filter: Filter
    narrowing: Narrowing


def saved_by(person: User) -> list[tuple[SavedFilter, Filter]]:
    """In the order in which they were saved. One query."""
    rows = SavedFilter.objects.filter(person=person).order_by("pk")[:MOST_SAVED]
    return [(row, Filter.read(row.params)) for row in rows]


def narrowed(
    chosen: Filter, saved: Sequence[tuple[SavedFilter, Filter]], viewer: Viewer
) -> tuple[Narrowing, list[Saved]]:
    """What is chosen, and what is kept. Two queries at most, none without topics and places."""
    wanted = [chosen, *(kept for _row, kept in saved)]
    topic_codes, place_codes = (_set(getattr(one, name) for one in wanted) for name in _CODES)
    topics = Topic.objects.in_bulk(topic_codes, field_name="code") if topic_codes else {}
    places = Node.objects.in_bulk(place_codes, field_name="code") if place_codes else {}

    def narrow(one: Filter) -> Narrowing:
        return _narrowing(one, topics.get(one.topic), places.get(one.place), viewer)

    return narrow(chosen), [Saved(row.pk, row.name, kept, narrow(kept)) for row, kept in saved]


def _set(codes: Iterable[str]) -> set[str]:
    return {code for code in codes if code}


def _narrowing(
    chosen: Filter, topic: Topic | None, place: Node | None, viewer: Viewer
) -> Narrowing:
    said = []
    if topic is not None:
        said.append(topic.shown_name)
    if chosen.case_class:
        said.append(capfirst(str(CLASS_NAMES[CaseClass(chosen.case_class)])))
    if place is not None:
        said.append(place.shown_name)
    if chosen.hands:
        said.append(str(hands_names()[Hands(chosen.hands)]))
    if chosen.due:
        said.append(str(due_names()[Due(chosen.due)]))
    return Narrowing(
        topic=topic.path if topic else "",
        case_class=chosen.case_class,
        place=place.path if place else "",
        nobodys=chosen.hands == Hands.NOBODYS,
        taken_by=viewer.person.pk if chosen.hands == Hands.MINE else None,
        due_before=_end_of_day(viewer.now) if chosen.due else None,
        label=" · ".join(said),
    )


def hands_names() -> Mapping[Hands, str]:
    return {
        Hands.NOBODYS: pgettext("filter", "to be taken"),
        Hands.MINE: pgettext("filter", "in my hands"),
    }


def due_names() -> Mapping[Due, str]:
    return {Due.TODAY: pgettext("filter", "due today")}


def _end_of_day(now: datetime) -> datetime:
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
