"""The tree of an invented city's nodes, unevenly grown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lianhu.demo import places
from lianhu.demo.dice import Dice, apportion
from lianhu.demo.levels import LevelSpec
from lianhu.demo.text import Bilingual

_BEATS_OF_A_PARENT = 3  # at least: each officer is backed up by the next
_STORY_BEAT = 3
_HOUSEHOLDS, _BEATS = 209_000, 8_073
_LEAST, _MOST = 6, 60
# Share of beats up to, households. The mean is near that of the real city.
_BEAT_SIZES: tuple[tuple[float, float], ...] = (
    (0.0, _LEAST),
    (0.05, 15),
    (0.25, 20),
    (0.5, 25),
    (0.75, 30.5),
    (0.9, 37),
    (0.97, 44),
    (0.995, 53),
    (1.0, _MOST),
)
_SUFFIXES = {  # rural, urban
    "cluster": (Bilingual("片区", "Cluster"), Bilingual("片区", "Cluster")),
    "town": (Bilingual("镇", "Town"), Bilingual("街道", "Subdistrict")),
    "community": (Bilingual("社区", "Community"), Bilingual("社区", "Community")),
    "village": (Bilingual("村", "Village"), Bilingual("居", "Neighbourhood")),
}


@dataclass(frozen=True, slots=True)
class NodePlan:
    key: int  # its position among all nodes; parents come first
    parent: int | None
    level: int
    number: int  # among its siblings, from 1
    name: Bilingual
    urban: bool
    numbered: bool = False  # called by its number, not by a name
    households: int = 0  # of a beat
    first_household: int = 0  # of a beat: how many live in the beats before it


def grow(scale: float, seed: int, levels: tuple[LevelSpec, ...]) -> tuple[NodePlan, ...]:
    nodes = [NodePlan(0, None, 0, 1, places.CITY, urban=False)]
    above = [nodes[0]]
    for depth in range(1, len(levels)):
        grown = list(_level(scale, seed, levels, depth, above, first_key=len(nodes)))
        nodes += grown
        above = grown
    return (*nodes[: -len(above)], *_settle(seed, above))


def story_chain(nodes: tuple[NodePlan, ...], depth: int) -> tuple[int, ...]:
    """Return the reference story's nodes: always a first child, then the third beat."""
    chain = [0]
    while len(chain) < depth:
        number = _STORY_BEAT if len(chain) == depth - 1 else 1
        chain.append(next(n.key for n in nodes if n.parent == chain[-1] and n.number == number))
    return tuple(chain)


def _level(
    scale: float,
    seed: int,
    levels: tuple[LevelSpec, ...],
    depth: int,
    parents: list[NodePlan],
    first_key: int,
) -> Iterator[NodePlan]:
    spec = levels[depth]
    if spec is levels[-1]:
        least = [_BEATS_OF_A_PARENT] * len(parents)
    else:
        least = [2] + [1] * (len(parents) - 1)  # the story's node has a sibling
    total = max(round(spec.nodes * scale), sum(least))
    dice = Dice(seed, "tree", spec.code)
    weights = [0.4 + dice.fraction() * 1.2 for _ in parents]
    names = places.place_names(seed, spec.code)
    urban_at = next((i for i, level in enumerate(levels) if level.code == "town"), 1)
    key = first_key
    for parent, children in zip(parents, apportion(total, weights, least), strict=True):
        for number in range(1, children + 1):
            urban = (key - first_key) % 3 == 1 if depth == urban_at else parent.urban
            numbered = spec.code not in _SUFFIXES
            if numbered:
                name = Bilingual(f"第{number}{spec.name.zh}", f"{spec.name.en} {number}")
            else:
                name = _named(next(names), _SUFFIXES[spec.code][urban])
            yield NodePlan(key, parent.key, depth, number, name, urban, numbered)
            key += 1


def _named(name: Bilingual, suffix: Bilingual) -> Bilingual:
    return Bilingual(name.zh + suffix.zh, f"{name.en} {suffix.en}")


def _settle(seed: int, beats: list[NodePlan]) -> Iterator[NodePlan]:
    before = 0
    for beat, households in zip(beats, _beat_sizes(seed, len(beats)), strict=True):
        yield replace(beat, households=households, first_household=before)
        before += households


def _beat_sizes(seed: int, beats: int) -> list[int]:
    """Draw the beats' households; the sum is exact, whatever was drawn."""
    dice = Dice(seed, "households")
    sizes = [round(_size_at(dice.fraction())) for _ in range(beats)]
    owed = round(beats * _HOUSEHOLDS / _BEATS) - sum(sizes)
    step = 1 if owed > 0 else -1
    while owed:
        lucky = dice.below(beats)
        if _LEAST <= sizes[lucky] + step <= _MOST:
            sizes[lucky] += step
            owed -= step
    return sizes


def _size_at(share: float) -> float:
    below = _BEAT_SIZES[0]
    for above in _BEAT_SIZES[1:]:
        if share <= above[0]:
            return below[1] + (above[1] - below[1]) * (share - below[0]) / (above[0] - below[0])
        below = above
    raise ValueError(f"{share} is not a share")
