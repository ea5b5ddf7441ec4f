"""The invented city's shape: real sizes, whole at any scale, the same for the same seed."""

import hashlib
from collections import Counter
from dataclasses import replace

import pytest

from lianhu.demo.city import CityPlan, plan
from lianhu.demo.departments import DEPARTMENTS
from lianhu.demo.households import households
from lianhu.demo.levels import FIVE_LEVELS, LEVELS, SEVEN_LEVELS, THREE_LEVELS
from lianhu.demo.people import DEMO_PEOPLE
from lianhu.demo.staff import staff

pytestmark = pytest.mark.once

GOLDEN = "2fab8a286f152512a707f64507fd722c82f1776b421099674ec44996bc80d751"
SCALES = [0.0001, 0.01, 0.05, 0.3]


@pytest.fixture(scope="module")
def whole() -> CityPlan:
    return plan(1)


def fingerprint(city: CityPlan) -> str:
    digest = hashlib.sha256()
    for stream in (city.nodes, city.desks, city.story, staff(city), households(city)):
        for row in stream:
            digest.update(repr(row).encode())
    return digest.hexdigest()


def nodes_by_level(city: CityPlan) -> list[int]:
    counted = Counter(node.level for node in city.nodes)
    return [counted[level] for level in range(len(city.levels))]


def test_at_scale_1_it_has_the_size_of_the_real_city(whole):
    assert nodes_by_level(whole) == [1, 13, 89, 1_054, 8_073]
    assert sum(1 for _ in households(whole)) == 209_000
    assert sum(desk.clerks for desk in whole.desks) == 1_350
    roles = Counter(post.role for person in staff(whole) for post in person.posts)
    assert roles == {"officer": 8_073, "backup": 8_073, "clerk": 1_350, "supervisor": 1}


def test_beats_are_as_uneven_as_real_ones(whole):
    sizes = sorted(beat.households for beat in whole.beats)
    assert sizes[0] >= 6 and sizes[-1] == 60
    assert 22 <= sizes[len(sizes) // 2] <= 27
    assert sum(15 <= size <= 40 for size in sizes) / len(sizes) > 0.85


def test_a_third_of_the_communities_is_manned_from_the_town(whole):
    communities = [desk for desk in whole.desks if whole.nodes[desk.node].level == 2]
    joined = [desk for desk in communities if desk.manned_by is not None]
    assert 22 <= len(joined) <= 38
    assert all(desk.manned_by == whole.nodes[desk.node].parent for desk in joined)
    assert not any(desk.clerks for desk in joined)


def test_every_desk_has_somebody(whole):
    rosters = {post.desk for person in staff(whole) for post in person.posts}
    for desk in whole.desks:
        assert (desk.key if desk.manned_by is None else desk.manned_by) in rosters


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("depth", LEVELS)
def test_it_is_whole_at_any_scale_and_depth(depth, scale):
    city = plan(scale, 3, LEVELS[depth])

    assert len(city.story) == depth
    for above, below in zip(city.story, city.story[1:], strict=False):
        assert city.nodes[below].parent == above
        assert len(city.children[above]) >= 2  # somebody next door, who may not see
    assert all(node.key in city.children for node in city.nodes if node.level < depth - 1)
    assert {desk.department for desk in city.desks if desk.department} == {
        department.code for department in DEPARTMENTS
    }


@pytest.mark.parametrize("depth", LEVELS)
def test_names_are_unique_among_siblings_in_both_languages(depth):
    city = plan(0.3, 2, LEVELS[depth])
    for siblings in city.children.values():
        assert len({node.name.zh for node in siblings}) == len(siblings)
        assert len({node.name.en for node in siblings}) == len(siblings)


def test_codes_usernames_and_addresses_are_unique():
    city = plan(0.3)
    people = list(staff(city))
    homes = list(households(city))
    assert len({desk.code for desk in city.desks}) == len(city.desks)
    assert len({person.username for person in people}) == len(people)
    assert len({home.address for home in homes}) == len(homes)
    assert [home.number for home in homes] == list(range(len(homes)))


def test_officers_have_another_job_and_back_each_other_up():
    city = plan(0.05)
    backed: Counter[int] = Counter()
    for person in staff(city):
        assert all(post.home_unit.zh and post.job.en for post in person.posts)
        if person.posts[0].role == "officer":
            own, other = person.posts
            assert other.role == "backup" and other.desk != own.desk
            assert city.nodes[own.desk].parent == city.nodes[other.desk].parent
            backed[other.desk] += 1
    assert set(backed.values()) == {1} and len(backed) == len(city.beats)


def seated(city: CityPlan) -> dict[str, set[tuple[int, str]]]:
    return {
        person.username: {(post.desk, post.role) for post in person.posts}
        for person in staff(city)
        if person.listed
    }


@pytest.mark.parametrize("scale", [0.0001, 1])
def test_the_listed_people_sit_where_the_story_needs_them(scale):
    city = plan(scale, 7)
    seats = seated(city)
    _, town, community, village, beat = city.story

    assert (beat, "officer") in seats["officer-shen"]
    assert (beat, "backup") in seats["officer-tong"]
    assert (village, "clerk") in seats["clerk-he"]
    assert (community, "clerk") in seats["clerk-ma"]
    assert (town, "clerk") in seats["clerk-fang"]
    assert (0, "clerk") in seats["office-luo"] & seats["office-jiang"]
    next_door = city.nodes[min(desk for desk, role in seats["officer-lu"] if role == "officer")]
    own_village, its_community = [node.key for node in city.upward(next_door)][1:3]
    assert own_village != village and its_community == community
    section = city.desks[next(iter(seats["section-gu"]))[0]]
    assert (section.name.zh, section.department) == ("医疗保险科", "social-security")
    assert city.desks[next(iter(seats["supervisor-yue"]))[0]].code == "supervision"
    homes = [(home.beat, home.listed.username) for home in households(city) if home.listed]
    assert homes == [(beat, "resident-wu"), (beat, "resident-zheng")]


def test_people_of_levels_that_a_city_lacks_are_left_out():
    clerks = {person.username for person in DEMO_PEOPLE if person.role == "clerk"}
    three, seven = seated(plan(0.01, 1, THREE_LEVELS)), seated(plan(0.01, 1, SEVEN_LEVELS))
    assert clerks - three.keys() == {"clerk-ma", "clerk-fang", "clerk-cheng"}
    assert clerks - seven.keys() == set()


def test_a_level_nobody_foresaw_is_numbered():
    wards = replace(FIVE_LEVELS[1], code="ward", name=FIVE_LEVELS[1].name._replace(zh="区"))
    city = plan(0.05, 1, (FIVE_LEVELS[0], wards, *FIVE_LEVELS[2:]))
    assert [node.name.zh for node in city.children[0]] == ["第1区", "第2区"]


def test_minutes_leave_a_department_its_twenty_at_any_depth():
    assert {sum(spec.minutes for spec in levels) for levels in LEVELS.values()} == {40}


def test_the_same_seed_gives_the_same_city():
    # Changes whenever a list of names or a share changes, and must change for no other reason.
    assert fingerprint(plan(0.05, 1)) == GOLDEN
    assert fingerprint(plan(0.05, 2)) != GOLDEN


@pytest.mark.parametrize("scale", [0, -1, float("nan")])
def test_a_city_of_no_size_is_refused(scale):
    with pytest.raises(ValueError, match="scale must be above 0"):
        plan(scale)


def test_a_city_with_more_places_than_names_is_refused():
    with pytest.raises(ValueError, match="names"):
        plan(30, 1, THREE_LEVELS)
