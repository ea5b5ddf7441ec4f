"""What a question most likely belongs to, for the desk that has it: told, never decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import pgettext

from lianhu.cases.routing.models import RoutingModel
from lianhu.cases.routing.rules.features import Text
from lianhu.cases.routing.rules.model import Guess, Model
from lianhu.cases.routing.rules.packing import unpack
from lianhu.grid.models import Desk
from lianhu.kernel.tokens import normal
from lianhu.knowledge.models import Topic

# Below it is not worth a line.
WORTH_SAYING = 0.3
_VERY, _LIKELY = 0.9, 0.6
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """`named`: a topic or a department's desk."""

    named: Topic | Desk
    sure: float
    words: tuple[str, ...]

    @property
    def telling(self) -> str:
        """Its words, to stand in quotation marks."""
        return pgettext("between words", "”, “").join(self.words)

    @property
    def percent(self) -> int:
        # Nothing is certain.
        return min(99, round(self.sure * 100))

    @property
    def in_words(self) -> str:
        if self.sure >= _VERY:
            return pgettext("how sure", "very likely")
        return (
            pgettext("how sure", "likely")
            if self.sure >= _LIKELY
            else pgettext("how sure", "perhaps")
        )


@dataclass(frozen=True, slots=True)
class Destination:
    """Where it may belong; either may be unknown."""

    topic: Likely | None
    desk: Likely | None

    def __bool__(self) -> bool:
        return self.topic is not None or self.desk is not None


@dataclass(frozen=True, slots=True)
class _Loaded:
    topics: Model | None
    desks: Model | None
    # As they were called when it was loaded: topics are renamed seldom, and a page asks no more.
    named: dict[str, Topic]
    # A hundred examples that were all right do not make one surer than 101 in 102 (Laplace).
    surest: float


def likely(words: str, departments: Iterable[Desk]) -> Destination | None:
    """One query; more when another model was trained since. None without a model."""
    newest = RoutingModel.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None or not words:
        return None
    loaded, text = _loaded(newest), Text.of(normal(words))
    reachable = {desk.code: desk for desk in departments}
    topic = _first(loaded.topics, text, loaded.named, loaded.surest)
    desk = _first(loaded.desks, text, reachable, loaded.surest)
    return Destination(topic, desk)


def shares() -> dict[str, float] | None:
    """Which share of all texts learnt from holds each piece; None without a model. One query, as
    `likely`.
    """
    newest = RoutingModel.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return None
    loaded = _loaded(newest)
    model = loaded.desks or loaded.topics
    return model.shares_of_texts() if model else None


@lru_cache(maxsize=1)
def _loaded(key: int) -> _Loaded:
    row = RoutingModel.objects.get(pk=key)
    topics = unpack(bytes(row.topics)) if row.topics else None
    desks = unpack(bytes(row.desks)) if row.desks else None
    named = {topic.code: topic for topic in Topic.objects.filter(retired_at=None)}
    known = row.cases + row.items
    return _Loaded(topics, desks, named, (known + 1) / (known + 2))


def _first(
    model: Model | None, text: Text, named: dict[str, Topic] | dict[str, Desk], surest: float
) -> Likely | None:
    """The likeliest that there is here and now."""
    guesses = model.guesses(text, _CANDIDATES) if model else []
    found: Guess | None = next((guess for guess in guesses if guess.label in named), None)
    if found is None or found.sure < WORTH_SAYING or not found.telling:
        return None
    return Likely(named[found.label], min(found.sure, surest), tuple(found.telling))
