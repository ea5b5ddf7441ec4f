"""What many people ask about these days within a place: by area of the book, and in their words.

Bounded by time and number, whatever the city has been asked before. Nothing that is kept in
confidence, withdrawn or about somebody; and complaints count, but their words are not read.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from lianhu.cases.access import Viewer
from lianhu.cases.models import Case, Event
from lianhu.cases.routing.beside import shares
from lianhu.cases.rules import CaseClass
from lianhu.cases.rules.hot import FEWEST, Asked, Matter, matters, told
from lianhu.grid.models import Node
from lianhu.kernel import tokens
from lianhu.kernel.han import runs
from lianhu.knowledge.models import Topic

DAYS = timedelta(days=7)
# How many texts are compared, the newest first, and how much of each: what people want, they say
# first.
COMPARED = 300
_LONGEST = 120
_STEP = Node.steplen


@dataclass(frozen=True, slots=True)
class Area:
    """Of an area of the book (None: of no topic) how many people asked in the last days, by place
    as far as that may be told, and in as many days before.
    """

    topic: Topic | None
    people: int
    before: int | None
    parts: Sequence[tuple[Node, int]]


@dataclass(frozen=True, slots=True)
class Hot:
    place: Node
    areas: Sequence[Area]
    matters: Sequence[Matter]


def hot(viewer: Viewer, place: Node) -> Hot:
    """Within one place. Six queries, and those for what was learnt."""
    people = _people(viewer, place, "area", "lately")
    by_part = _people(viewer, place, "area", "lately", "part")
    areas = {topic.path: topic for topic in Topic.objects.filter(depth=1)}
    places = {
        node.path: node for node in Node.objects.filter(path__in={part for *_, part in by_part})
    }
    texts = _texts(viewer, place)
    known = shares() if texts else None
    return Hot(place, _areas(people, by_part, areas, places), matters(texts, known))


def _recent(viewer: Viewer, days: timedelta) -> QuerySet[Case]:
    rows = Case.objects.filter(
        asked_at__gt=viewer.now - days,
        asked_at__lte=viewer.now,
        confidential=False,
        withdrawn_at=None,
    )
    # Plainly `about IS NULL`, SQLite would go through all cases by the index of that column.
    return rows.alias(whom=Coalesce("about_id", 0)).filter(whom=0)


def _within(rows: QuerySet[Case], place: Node) -> QuerySet[Case]:
    """By what the path begins with: a range would tempt the database to begin with the places, and
    to read whatever was ever asked there.
    """
    start = Substr("beat__path", 1, len(place.path))
    return rows.annotate(start=start).filter(start=place.path)


def _people(viewer: Viewer, place: Node, *by: str) -> Mapping[tuple[Any, ...], int]:
    """How many, by `area`, whether `lately`, and by the `part` of the place. One query, and one
    for the parts.
    """
    since = Q(asked_at__gt=viewer.now - DAYS)
    rows = _within(_recent(viewer, 2 * DAYS), place).annotate(
        area=Substr("topic__path", 1, Topic.steplen),
        lately=ExpressionWrapper(since, BooleanField()),
    )
    if "part" in by:
        rows = rows.annotate(part=Substr("beat__path", 1, _told_by(place)))
    counted = rows.order_by().values_list(*by).annotate(people=Count("asker", distinct=True))
    return {tuple(key): people for *key, people in counted}


def _told_by(place: Node) -> int:
    """How much of a path names the part: a beat is one person's and counts for what it lies in."""
    below = Node.objects.filter(depth=place.depth + 1, level__is_beat=False)
    return len(place.path) + (_STEP if below.within(place).exists() else 0)


def _areas(
    people: Mapping[tuple[Any, ...], int],
    by_part: Mapping[tuple[Any, ...], int],
    topics: Mapping[str, Topic],
    places: Mapping[str, Node],
) -> list[Area]:
    """Those that may be told, most people first."""
    parts: dict[str | None, dict[str, int]] = defaultdict(dict)
    for (area, lately, part), count in by_part.items():
        if lately:
            parts[area][part] = count
    found = []
    for area, line in ((area, told(given)) for area, given in parts.items()):
        now, before = people[area, True], people.get((area, False), 0)
        # Somebody may have asked from two parts.
        if line.total is None or now < FEWEST:
            continue
        rows = [
            (places[part], count) for part, count in sorted(line.parts.items()) if count is not None
        ]
        found.append(Area(topics.get(area or ""), now, before if before >= FEWEST else None, rows))
    return sorted(found, key=lambda one: (-one.people, one.topic.path if one.topic else "~"))


def _texts(viewer: Viewer, place: Node) -> list[Asked]:
    """The newest questions, as they are compared. One query."""
    asked = Event.objects.filter(case=OuterRef("pk"), seq=1)
    rows = (
        _within(_recent(viewer, DAYS), place)
        .exclude(case_class=CaseClass.COMPLAINT)
        .annotate(said=Subquery(asked.values("words__body")[:1]))
        .order_by("-asked_at", "-pk")
        .values_list("asker", "said")[:COMPARED]
    )
    found = []
    for asker, said in rows:
        text = tokens.normal((said or "")[:_LONGEST])
        found.append(Asked(asker, Counter(tokens.written(text, alone=False)), runs(text)))
    return found
