"""Seeding: a whole city in an empty database, or nothing at all."""

from datetime import UTC, datetime

import pytest

from lianhu.accounts.models import User
from lianhu.demo import loader
from lianhu.demo.levels import LEVELS
from lianhu.demo.people import DEMO_PEOPLE
from lianhu.demo.seed import seed
from lianhu.demo.sizes import measure
from lianhu.grid import queries
from lianhu.grid.models import (
    Duty,
    Household,
    Level,
    Node,
    Stay,
)
from lianhu.knowledge.models import Topic

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 16, 1, tzinfo=UTC)  # 09:00 in the city
TINY = 0.0001


def test_it_writes_the_planned_city():
    sizes = seed(TINY, now=MONDAY)

    assert [nodes for _, nodes in sizes.nodes] == [1, 2, 3, 4, 12]
    assert (sizes.departments, sizes.sections) == (20, 64)
    assert sizes.officers == 12 == Duty.objects.filter(role="backup").count()
    assert sum(sizes.households) == Household.objects.count() == Stay.objects.open().count()
    assert set(sizes.people) == {p.username for p in DEMO_PEOPLE} - {"clerk-cheng"}
    assert Topic.objects.filter(depth=2).exclude(department=None).count() == 100
    assert sizes == measure()


@pytest.mark.parametrize("depth", LEVELS)
def test_its_tree_is_one_that_treebeard_would_have_made(depth):
    seed(TINY, levels=LEVELS[depth], now=MONDAY)

    assert Node.objects.find_problems() == Topic.objects.find_problems() == ([], [], [], [], [])
    assert [level.depth for level in Level.objects.all()] == list(range(1, depth + 1))
    beat = Node.objects.get(code=".".join(["1"] * (depth - 1) + ["3"]))
    ladder = queries.ladders([beat])[beat.pk]
    assert [desk.node.level.depth for desk in ladder] == list(range(depth, 0, -1))
    assert ladder[0].duties.get(role="officer").person.username == "officer-shen"


def test_whoever_dies_halfway_leaves_nothing(monkeypatch):
    monkeypatch.setattr(loader, "BATCH", 100)

    def die(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(TINY, now=MONDAY, progress=die)
    assert not Node.objects.exists() and not User.objects.exists() and not Topic.objects.exists()
    seed(TINY, now=MONDAY)


def test_progress_reaches_its_total():
    seen: list[tuple[int, int]] = []
    seed(TINY, now=MONDAY, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1]
    assert len({total for _, total in seen}) == 1
