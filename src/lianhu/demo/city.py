"""The plan of an invented city: everything in it follows from scale, seed and levels."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lianhu.demo.desks import SUPERVISION, DeskPlan, desks_of
from lianhu.demo.levels import FIVE_LEVELS, LevelSpec
from lianhu.demo.nodes import NodePlan, grow, story_chain

DEFAULT_SCALE = 0.05
DEFAULT_SEED = 1


@dataclass(frozen=True)
class CityPlan:
    """Nodes and desks are all here; `staff` and `households` stream the people."""

    seed: int
    levels: tuple[LevelSpec, ...]
    nodes: tuple[NodePlan, ...]
    desks: tuple[DeskPlan, ...]
    story: tuple[int, ...]  # the reference story's nodes, from the city to the beat

    @cached_property
    def beats(self) -> tuple[NodePlan, ...]:
        lowest = len(self.levels) - 1
        return tuple(node for node in self.nodes if node.level == lowest)

    @property
    def household_count(self) -> int:
        last = self.beats[-1]
        return last.first_household + last.households

    @property
    def staff_count(self) -> int:
        """Officers, clerks and the supervisor."""
        return len(self.beats) + sum(desk.clerks for desk in self.desks) + 1

    @cached_property
    def children(self) -> dict[int, list[NodePlan]]:
        found: dict[int, list[NodePlan]] = defaultdict(list)
        for node in self.nodes:
            if node.parent is not None:
                found[node.parent].append(node)
        return dict(found)

    @cached_property
    def seats(self) -> dict[str, int]:
        """The desks of the listed demo people, by `DemoPerson.seat`."""
        codes = [spec.code for spec in self.levels]
        seats = dict(zip(codes, self.story, strict=True))
        beat = self.nodes[self.story[-1]]
        ring = self.children[self.story[-2]]
        seats["next-beat"] = ring[beat.number % len(ring)].key
        village = codes.index("village") if "village" in codes else -2
        next_door = self.children[self.story[village - 1]][1]
        while next_door.key in self.children:
            next_door = self.children[next_door.key][0]
        seats["sibling-beat"] = next_door.key
        by_code = {desk.code: desk.key for desk in self.desks}
        seats["section"] = by_code["social-security.medical-insurance"]
        seats["supervision"] = by_code[SUPERVISION]
        return seats

    def upward(self, node: NodePlan) -> Iterator[NodePlan]:
        """Yield the node, its parent and so on to the city."""
        yield node
        while node.parent is not None:
            node = self.nodes[node.parent]
            yield node


def plan(
    scale: float = DEFAULT_SCALE,
    seed: int = DEFAULT_SEED,
    levels: tuple[LevelSpec, ...] = FIVE_LEVELS,
) -> CityPlan:
    """Plan a city; at any scale with the reference story's chain and every department.

    Raises ValueError when the scale is not above 0 or asks for more places than there
    are names.
    """
    if not scale > 0:
        raise ValueError(f"a city's scale must be above 0, not {scale}")
    nodes = grow(scale, seed, levels)
    return CityPlan(
        seed=seed,
        levels=levels,
        nodes=nodes,
        desks=desks_of(nodes, levels),
        story=story_chain(nodes, len(levels)),
    )
