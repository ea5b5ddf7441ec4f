"""Names of invented places: never the same one twice for one kind of place."""

from collections.abc import Iterator
from itertools import product

from lianhu.demo.dice import Dice
from lianhu.demo.text import Bilingual, join_pinyin, parts, read_data

_data = read_data("places.toml")
HEADS = parts(_data["heads"])
TAILS = parts(_data["tails"])
PREFIXES = parts(_data["prefixes"])
ESTATES: tuple[str, ...] = tuple(_data["estates"])

CITY = Bilingual("云禾市", "Yunhe City")
# The reference story's places, the first below the city in every plan.
STORY_NAMES = {
    "cluster": Bilingual("东禾", "Donghe"),
    "town": Bilingual("柳溪", "Liuxi"),
    "community": Bilingual("东柳", "Dongliu"),
    "village": Bilingual("石桥", "Shiqiao"),
}


def place_names(seed: int, kind: str) -> Iterator[Bilingual]:
    """Yield the names for one kind of place, the story's own first.

    Raises ValueError when they run out.
    """
    story = STORY_NAMES.get(kind)
    if story:
        yield story
    pairs = Dice(seed, "places", kind).shuffled(list(product(HEADS, TAILS)))
    for prefix in (None, *PREFIXES):
        for head, tail in pairs:
            syllables = (head, tail) if prefix is None else (prefix, head, tail)
            name = Bilingual(
                "".join(part.zh for part in syllables),
                join_pinyin(*(part.en for part in syllables)),
            )
            if name != story:
                yield name
    raise ValueError(f"a city of this scale has more places than there are names ({kind})")


def estate_name(dice: Dice) -> str:
    return dice.pick(HEADS).zh + dice.pick(TAILS).zh + dice.pick(ESTATES)
