"""What a question most likely belongs to, for the desk that has it: told, never decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import pgettext

from lianhu.cases.book.suggesting import LookedUp
from lianhu.cases.routing.models import RoutingModel
from lianhu.cases.routing.rules.evidence import counting, odds
from lianhu.cases.routing.rules.features import Text
from lianhu.cases.routing.rules.model import Guess, Model
from lianhu.cases.routing.rules.packing import unpack
from lianhu.grid.models import Desk
from lianhu.kernel.names import shown
from lianhu.kernel.tokens import normal
from lianhu.knowledge.models import Item, Topic
from lianhu.knowledge.search import ANSWERS

# Below it is not worth a line.
WORTH_SAYING = 0.3
_VERY, _LIKELY = 0.9, 0.6
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """`named`: a topic or a department's desk; `words` of the question that tell, and the `item` of
    the book that answers it best: one of the two at least.
    """

    named: Topic | Desk
    sure: float
    words: tuple[str, ...]
    item: Item | None = None

    @property
    def telling(self) -> str:
        """Its words, to stand in quotation marks."""
        return pgettext("between words", "”, “").join(self.words)

    @property
    def title(self) -> str:
        """Of the item, in the reader's language."""
        return shown(self.item.title, self.item.title_en) if self.item else ""

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
    # How much of it counts beside what the book says.
    counting: float


def likely(words: str, departments: Iterable[Desk], book: LookedUp) -> Destination | None:
    """`book`: what it says about the words. One query; more when another model was trained since.
    None without a model.
    """
    newest = RoutingModel.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None or not words:
        return None
    loaded, text = _loaded(newest), Text.of(normal(words))
    reachable = {desk.code: desk for desk in departments}
    topic = _first(loaded, loaded.topics, text, loaded.named, book, _topic)
    desk = _first(loaded, loaded.desks, text, reachable, book, _desk)
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
    surest = (known + 1) / (known + 2)
    return _Loaded(topics, desks, named, surest, counting(row.cases, row.items))


def _topic(item: Item) -> str:
    return item.topic.code


def _desk(item: Item) -> str:
    return item.owner.code if item.owner else ""


def _first(
    loaded: _Loaded,
    model: Model | None,
    text: Text,
    named: dict[str, Topic] | dict[str, Desk],
    book: LookedUp,
    label_of: Callable[[Item], str],
) -> Likely | None:
    """The likeliest that there is here and now."""
    if model is None:
        return None
    found: dict[str, float] = {}
    for hit in book.hits:
        if not hit.found.is_valid:
            continue
        label, said = label_of(hit.item), odds(hit.found.worth, hit.score, ANSWERS)
        found[label] = max(said, found.get(label, 0.0))
    guesses = model.guesses(text, _CANDIDATES, found, loaded.counting)
    guess: Guess | None = next((guess for guess in guesses if guess.label in named), None)
    if guess is None or guess.sure < WORTH_SAYING:
        return None
    item = next((hit.item for hit in book.answering if label_of(hit.item) == guess.label), None)
    if not guess.telling and item is None:
        return None
    return Likely(named[guess.label], min(guess.sure, loaded.surest), guess.telling, item)
