"""The city as far as a case is decided in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lianhu.cases.rules.promises import Promise
from lianhu.cases.rules.state import CaseClass
from lianhu.grid.rules import Place


@dataclass(frozen=True, slots=True)
class Setting:
    """The part of the city a command is decided in, as it stands now.

    `ladder` goes from the asker's beat to the top. `beside` holds the other desks that the command
    or the case names, departments and places elsewhere, and `above` for each of them the lowest
    rung of the ladder that is over it: there a case goes up from it.
    """

    ladder: tuple[Place, ...]
    promises: Mapping[CaseClass, Promise]
    beside: Mapping[int, Place] = field(default_factory=dict)
    above: Mapping[int, int] = field(default_factory=dict)

    def rung(self, desk: int) -> int | None:
        """Where on the ladder `desk` stands; None for a desk that is not on it."""
        return next((i for i, place in enumerate(self.ladder) if place.desk == desk), None)

    def rung_above(self, desk: int) -> int | None:
        """The rung to which a case goes up from `desk`; None from the top."""
        rung = self.rung(desk)
        if rung is None:
            return self.above.get(desk, len(self.ladder) - 1)
        return rung + 1 if rung + 1 < len(self.ladder) else None

    def without(self, person: int) -> "Setting":
        """The same city as if `person` served nowhere."""
        return replace(
            self,
            ladder=tuple(place.without(person) for place in self.ladder),
            beside={desk: place.without(person) for desk, place in self.beside.items()},
        )


# For what is decided by the case alone.
NOWHERE = Setting(ladder=(), promises={})
