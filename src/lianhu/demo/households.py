"""The households of an invented city."""

from collections.abc import Iterator
from dataclasses import dataclass

from lianhu.demo.city import CityPlan
from lianhu.demo.dice import Dice
from lianhu.demo.names import person_name
from lianhu.demo.nodes import NodePlan
from lianhu.demo.people import DEMO_PEOPLE, DemoPerson
from lianhu.demo.places import estate_name

_MEMBERS = (1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6)
_DOORS_A_FLOOR, _FLOORS = 2, 6


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    number: int  # in the city, from 0
    beat: int
    contact: str
    address: str
    members: int
    listed: DemoPerson | None  # its contact, who can sign in


def households(city: CityPlan) -> Iterator[HouseholdPlan]:
    """Yield every household, beat by beat. They are too many to be kept."""
    listed = [person for person in DEMO_PEOPLE if person.role == "resident"]
    for beat in city.beats:
        dice = Dice(city.seed, "households", beat.key)
        street = _street(city, beat)
        for place in range(beat.households):
            person = listed[place] if beat.key == city.story[-1] and place < len(listed) else None
            yield HouseholdPlan(
                number=beat.first_household + place,
                beat=beat.key,
                contact=person.name.zh if person else person_name(dice).zh,
                address=street + _door(beat, place),
                members=dice.pick(_MEMBERS),
                listed=person,
            )


def _street(city: CityPlan, beat: NodePlan) -> str:
    """Write what all addresses of a beat begin with; a village's beats share no numbers."""
    numbers = [node.number for node in city.upward(beat) if node.numbered]
    home = next(node for node in city.upward(beat) if not node.numbered)
    block = "-".join(map(str, reversed(numbers)))
    if home.urban:
        return f"{home.name.zh}{estate_name(Dice(city.seed, 'estate', home.key))}{block}号楼"
    return f"{home.name.zh}{block}组"


def _door(beat: NodePlan, place: int) -> str:
    if not beat.urban:
        return f"{place + 1}号"
    floor, door = divmod(place, _DOORS_A_FLOOR)
    entrance, floor = divmod(floor, _FLOORS)
    return f"{entrance + 1}单元{floor + 1}0{door + 1}室"
