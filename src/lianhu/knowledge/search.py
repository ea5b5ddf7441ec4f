"""Finding what the book says about what somebody asks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from itertools import islice

from django.db.models import Sum

from lianhu.knowledge.asking import wanted
from lianhu.knowledge.models import Item, Posting, Topic
from lianhu.knowledge.queries import published_in
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Audience
from lianhu.knowledge.rules.postings import reckon

_LONGEST = 300  # characters of a question that are looked at
_CANDIDATES = 60  # looked at, at a time
_SORTED_FIRST = 240
# A question tells a story: a word of it that two items happen to hold is not what it is about.
_RARITY_COUNTS = 0.6
# What is past its review, or does not hold today, comes after what is as good.
_BEING_CHECKED, _NOT_VALID = 0.8, 0.5
# Of all that it could score: from here on an item answers the question rather than touching it.
ANSWERS = 0.28
# Who tells a story says much beside what it is about. So less is enough where what fits is worth so
# much (what that gains is in docs/quality.md).
_ANSWERS_A_STORY, _WORTH = 0.18, 10.0


@dataclass(frozen=True, slots=True)
class Found:
    """An item by its key. `score`: of what it could be, 0 to 1, less where it is being checked or
    does not hold today; `worth`: what the words are worth that fit.
    """

    key: int
    score: float
    worth: float
    is_being_checked: bool
    is_valid: bool

    @property
    def answers(self) -> bool:
        """What does not hold today answers nothing."""
        is_story = self.score >= _ANSWERS_A_STORY and self.worth >= _WORTH
        return self.is_valid and (self.score >= ANSWERS or is_story)


@dataclass(frozen=True, slots=True)
class Hit:
    item: Item
    found: Found

    @property
    def score(self) -> float:
        return self.found.score

    @property
    def answers(self) -> bool:
        return self.found.answers


def search(
    question: str,
    *,
    today: date,
    area: Topic | None = None,
    audience: Audience | None = None,
    limit: int = 10,
) -> list[Hit]:
    """As `best`, with topic, owner and text. One query more."""
    found = best(question, today=today, area=area, audience=audience, limit=limit)
    rows = Item.objects.select_related("topic", "owner__department", "live").in_bulk(
        [one.key for one in found]
    )
    return [Hit(rows[one.key], one) for one in found]


def best(
    question: str,
    *,
    today: date,
    area: Topic | None = None,
    audience: Audience | None = None,
    limit: int = 10,
) -> list[Found]:
    """The best first. Only what is published.

    Three queries, and one more for every sixty items of which filters leave too few.
    """
    reckoned = reckon(wanted(question[:_LONGEST]), _Stored(), rarity_counts=_RARITY_COUNTS)
    scores = reckoned.scores
    ranked = _best_first(scores)
    visible = Item.objects.published() if area is None else published_in(area)
    if audience is not None:
        visible = visible.for_whom(audience, Audience.EVERYBODY)
    found: list[Found] = []
    while some_keys := list(islice(ranked, _CANDIDATES)):
        some = visible.filter(pk__in=some_keys)
        facts = some.values_list("pk", "review_on", "valid_from", "valid_until")
        for key, review_on, begins, ends in facts:
            is_being_checked = publishing.is_being_checked(review_on, today)
            is_valid = publishing.is_valid(begins, ends, today)
            standing = _BEING_CHECKED if is_being_checked else 1.0
            standing *= 1.0 if is_valid else _NOT_VALID
            worth = scores[key] * reckoned.most
            found.append(Found(key, scores[key] * standing, worth, is_being_checked, is_valid))
        if len(found) >= limit:
            break
    return sorted(found, key=lambda one: (-one.score, one.key))[:limit]


def _best_first(scores: Mapping[int, float]) -> Iterator[int]:
    """Hardly anybody looks further than at the first of thousands: the others are sorted late."""
    first = nlargest(_SORTED_FIRST, scores, key=scores.__getitem__)
    yield from sorted(first, key=lambda key: (-scores[key], key))
    others = scores.keys() - first
    yield from sorted(others, key=lambda key: (-scores[key], key))


class _Stored:
    """The index in the database."""

    def counts(self, looked_for: Sequence[str]) -> Mapping[str, int]:
        rows = Posting.objects.filter(token__in=looked_for)
        return dict(rows.values_list("token").annotate(Sum("count")))

    def rows(self, looked_for: Sequence[str]) -> Mapping[str, Sequence[tuple[int, bytes]]]:
        found = defaultdict[str, list[tuple[int, bytes]]](list)
        rows = Posting.objects.filter(token__in=looked_for).order_by("bucket")
        for token, bucket, packed in rows.values_list("token", "bucket", "packed"):
            found[token].append((bucket, bytes(packed)))
        return found
