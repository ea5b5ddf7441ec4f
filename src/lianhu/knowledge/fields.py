"""What of an entry is searched, and how much each part of it counts."""

from collections.abc import Iterable, Iterator

from lianhu.kernel import tokens
from lianhu.kernel.han import runs
from lianhu.knowledge.rules.entry import Entry
from lianhu.knowledge.rules.postings import EVERY, Field, weigh

_TITLE = Field(weight=1.9, usual=20)
_ALIASES = Field(weight=1.0, usual=90)
_SENTENCE = Field(weight=0.9, usual=35)
_PLACE = Field(weight=0.3, usual=20)  # the area and what-to-do that it stands under
_WHOM = Field(weight=0.55, usual=130)
_HOW = Field(weight=0.65, usual=400)
_SOUND = Field(weight=0.55, usual=70)
_ENGLISH = Field(weight=0.55, usual=20)

# Before a whole title or alias: whoever types it means it.
_EXACTLY = "="


def weights(entry: Entry, area: str, topic: str) -> dict[str, int]:
    """The tokens of an entry, with what they weigh in it."""
    named = [entry.title, *entry.aliases]
    found = weigh(
        [
            (_TITLE, _written(entry.title)),
            (_ALIASES, _written(*entry.aliases)),
            (_SENTENCE, _written(entry.sentence)),
            (_PLACE, _written(area, topic)),
            (_WHOM, _written(entry.gives, entry.suits)),
            (_HOW, _written(*_how(entry), alone=False)),
            (_ENGLISH, _written(entry.title_en, entry.sentence_en)),
            (_SOUND, list(_heard(named))),
        ]
    )
    return found | {exactly(name): 255 for name in named} | {EVERY: 1}


def _how(entry: Entry) -> Iterator[str]:
    yield from (paper.name for paper in entry.papers)
    yield from (paper.otherwise for paper in entry.papers)
    yield from entry.steps
    yield from (row.reason for row in entry.returns)
    yield from (entry.online, entry.counter)
    yield from (window.name for window in entry.windows)
    yield from (window.phone.replace(" ", "") for window in entry.windows)


def _written(*texts: str, alone: bool = True) -> list[str]:
    # A bar is no part of a run: pairs do not reach from one text into the next.
    return tokens.written(tokens.normal("|".join(texts)), alone=alone)


def _heard(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from tokens.heard(tokens.normal(text))


def exactly(text: str) -> str:
    """The token of a whole text, whatever stands between its words."""
    return _EXACTLY + "".join(runs(tokens.normal(text)))[:39]
