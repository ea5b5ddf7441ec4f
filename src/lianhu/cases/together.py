"""Cases that are handled as one: which may be, and which are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import OuterRef, Subquery

from lianhu.cases import store, titles
from lianhu.cases.access import Viewer
from lianhu.cases.models import Case, Event, Stage, Words
from lianhu.grid.models import Desk, Node
from lianhu.kernel.names import shown

# How many of a desk's cases are compared, and how many are offered.
COMPARED = 100
OFFERED = 6
# Half the words, and the topic or the village as well.
LIKELY = 0.6
# What the same village counts.
NEAR = 0.2


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case at the same desk that may be about the same. Never who asked it."""

    number: str
    title: str
    place: str
    asked_at: datetime
    score: float

    @property
    def is_likely(self) -> bool:
        """Whether to point it out without being asked."""
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class Merged:
    """A case that gets the answer of another one. `desk`: where it was merged, by key."""

    case: Case
    title: str
    desk: int


def askers(case: Case) -> int:
    """To how many people an answer of `case` goes. One query."""
    return 1 + Case.objects.filter(merged_into=case).count()


def alike(case: Case, words: str, stage: Stage) -> list[Alike]:
    """The cases at the desk of its open stage that are most likely about the same as `case`, which
    asked `words`: by their words, their topic and where they come from. One query.

    Of those that fall due around the same time: what is asked of one matter comes at one time, and
    where fewer wait than are compared, it is all of them. By plain shares of pairs: among a hundred
    short texts, which words are rare says less than how many are the same (docs/quality.md).
    """
    mine, village = pairs(words), _village(case.beat.path)
    scored = []
    for other in store.near(case, stage, COMPARED):
        score = share(mine, pairs(other.words or ""))
        if other.topic is not None and other.topic == case.topic_id:
            score += 0.5
        if _village(other.path) == village:
            score += NEAR
        # Whichever others are handled with already is the one to join.
        if other.leads:
            score += 0.1
        scored.append((score, other))
    # The newer first of those that score the same, as they come.
    scored.sort(key=lambda pair: -pair[0])
    return [
        Alike(
            other.number,
            _title(other.words, other.erased_at),
            shown(other.place, other.place_en),
            other.asked_at,
            score,
        )
        for score, other in scored[:OFFERED]
        if score >= 0.2
    ]


def _village(path: str) -> str:
    """The path of the place above the household's beat."""
    return path[: -Node.steplen]


def pairs(words: str) -> set[str]:
    """Neighbouring characters: enough to tell whether two short texts are about the same."""
    letters = [c for c in words.casefold() if c.isalnum()]
    return {a + b for a, b in pairwise(letters)}


def share(mine: set[str], theirs: set[str]) -> float:
    """How much of the shorter of two texts is in the other one."""
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


def _title(body: str | None, erased_at: datetime | None) -> str:
    return titles.title_of(titles.said(Words(body=body or "", erased_at=erased_at)))


def _asked(field: str) -> Subquery:
    return Subquery(Event.objects.filter(case=OuterRef("pk"), seq=1).values(field)[:1])


def merged_with(case: Case) -> list[Merged]:
    """What is handled with `case`, oldest first. One query."""
    return list(_merged(case))


def _merged(case: Case) -> Iterator[Merged]:
    last = Stage.objects.filter(case=OuterRef("pk")).order_by("-number")
    rows = Case.objects.filter(merged_into=case).annotate(
        asked_words=_asked("words__body"),
        erased_at=_asked("words__erased_at"),
        merged_at=Subquery(last.values("desk")[:1]),
    )
    for row in rows.order_by("pk"):
        yield Merged(row, _title(row.asked_words, row.erased_at), row.merged_at)


def splits_at(case: Case, viewer: Viewer) -> Desk | None:
    """The desk through which `viewer` may let a merged case go its own way: where it was merged."""
    if case.merged_into_id is None:
        return None
    last = Stage.objects.filter(case=case).order_by("-number").first()
    return viewer.desks.get(last.desk_id) if last else None
