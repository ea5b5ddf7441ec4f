"""The reference story: played through the services in cities of any depth, told from events."""

import pytest

from lianhu.cases.models import Case, Event, Stage
from lianhu.cases.rules import Kind, Status
from lianhu.cases.verify import verify
from lianhu.demo import clock, story
from lianhu.demo.levels import LEVELS
from lianhu.demo.seed import seed
from lianhu.demo.telling import tell
from lianhu.inbox.models import Item

pytestmark = pytest.mark.django_db

START = clock.first_morning()
TINY = 0.0001


def stages(case: Case) -> list[Stage]:
    return list(Stage.objects.filter(case=case).select_related("desk__node").order_by("number"))


@pytest.mark.parametrize(
    ("depth", "chance"),
    [
        (3, 1),
        (5, 1),
        (7, 1),
        pytest.param(5, 7, marks=pytest.mark.slow),
        pytest.param(7, 42, marks=pytest.mark.slow),
    ],
)
def test_it_climbs_every_level_and_comes_back_done_within_the_hour(depth: int, chance: int) -> None:
    seed(TINY, chance, LEVELS[depth], now=START)

    case = story.play(START)

    assert [stage.desk.node.depth for stage in stages(case)] == list(range(depth, 0, -1))
    assert case.status == Status.SETTLED
    assert case.answered_at is not None
    assert (case.answered_at - START).total_seconds() < 60 * 60
    assert case.follow_up_on is not None
    kinds = list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))
    assert kinds[-6:] == [
        Kind.TAKEN,
        Kind.CONSULTED,
        Kind.CONSULT_REPLIED,
        Kind.ON_BEHALF,
        Kind.ANSWERED,
        Kind.SETTLED,
    ]
    assert verify().findings == []


@pytest.mark.parametrize("depth", LEVELS)
def test_left_alone_it_climbs_to_the_supervisor(depth: int) -> None:
    seed(TINY, levels=LEVELS[depth], now=START)

    case = story.leave_alone(START)

    assert len(stages(case)) == depth
    assert case.status == Status.ASKED
    told = tell(case)
    assert any("岳静宜" in line for line in told)
    alert = Item.objects.get(kind="alert", done_at=None)
    assert alert.desk is not None and alert.desk.code == "supervision"
    assert verify().findings == []
