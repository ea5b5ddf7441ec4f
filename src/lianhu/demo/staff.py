"""Everyone who serves at the desks of an invented city."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lianhu.demo import places, units
from lianhu.demo.city import CityPlan
from lianhu.demo.dice import Dice
from lianhu.demo.names import person_name
from lianhu.demo.nodes import NodePlan
from lianhu.demo.people import DEMO_PEOPLE, DemoPerson
from lianhu.demo.text import Bilingual

_OFFICE_WORKER = Bilingual("联群办工作人员", "city office worker")
_CASE_WORKER = Bilingual("业务经办人", "case worker")


@dataclass(frozen=True, slots=True)
class Post:
    desk: int
    role: str
    home_unit: Bilingual
    job: Bilingual


@dataclass(frozen=True, slots=True)
class StaffPlan:
    username: str
    name: Bilingual
    listed: bool  # one of DEMO_PEOPLE: can sign in
    posts: tuple[Post, ...]


def staff(city: CityPlan) -> Iterator[StaffPlan]:
    """Yield officers by beat, each backing up the beat before, then clerks by desk."""
    listed: dict[int, list[DemoPerson]] = defaultdict(list)
    for person in DEMO_PEOPLE:
        if person.seat in city.seats:
            listed[city.seats[person.seat]].append(person)
    dice = Dice(city.seed, "staff")
    number = 0
    for desk, posts in _posts(city, dice):
        number += 1
        if not listed[desk]:
            yield StaffPlan(f"staff-{number:05}", person_name(dice), False, posts)
            continue
        person = listed[desk].pop(0)
        if person.works:
            posts = tuple(Post(post.desk, post.role, *person.works) for post in posts)
        yield StaffPlan(person.username, person.name, True, posts)


def _posts(city: CityPlan, dice: Dice) -> Iterator[tuple[int, tuple[Post, ...]]]:
    for ring in _rings(city.beats):
        for before, beat in zip((ring[-1], *ring[:-1]), ring, strict=True):
            works = units.home_unit(dice, _unit_place(city, beat), urban=beat.urban)
            yield beat.key, (Post(beat.key, "officer", *works), Post(before.key, "backup", *works))
    for desk in city.desks:
        works = _office(city, desk.key)
        for _ in range(desk.clerks):
            yield desk.key, (Post(desk.key, "clerk", *works),)
    supervision = city.seats["supervision"]
    yield supervision, (Post(supervision, "supervisor", *_office(city, 0)),)


def _unit_place(city: CityPlan, beat: NodePlan) -> Bilingual:
    for node in city.upward(beat):
        if city.levels[node.level].code == "town":
            return node.name
    return places.CITY


def _rings(beats: tuple[NodePlan, ...]) -> Iterator[list[NodePlan]]:
    ring: list[NodePlan] = []
    for beat in beats:
        if ring and ring[-1].parent != beat.parent:
            yield ring
            ring = []
        ring.append(beat)
    yield ring


def _office(city: CityPlan, key: int) -> tuple[Bilingual, Bilingual]:
    desk = city.desks[key]
    if desk.department:
        return desk.name, _CASE_WORKER
    if key == 0:
        return desk.name, _OFFICE_WORKER
    return units.service_counter(desk.name), units.COUNTER
