"""The tree of topics: what is offered, where it lies, where it goes straight to."""

import pytest

from lianhu.cases.forms import AskForm
from lianhu.cases.models import Stage
from lianhu.knowledge.models import Topic
from lianhu.steward.models import Change
from tests.cast import City, ask, at, make_city
from tests.pages import text_of
from tests.steward.administrators import Administrator, errors

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator()


def offered() -> list[str]:
    return [topic.code for topic in AskForm().fields["topic"].queryset]  # type: ignore[attr-defined]


def test_an_area_a_topic_and_another_area(city: City, cen: Administrator) -> None:
    cen.change("/steward/topics/add/", name="林业", name_en="Forests")
    area = Topic.objects.get(name="林业")
    assert area.code in offered()
    cen.change("/steward/topics/of/water/add/", name="停水", name_en="Water cut")
    topic = Topic.objects.get(name="停水")
    ask(city.wu, at(14, 33), topic=topic)
    assert "停水" in text_of(cen.get("/steward/topics/"))

    effect = cen.change(f"/steward/topics/of/{topic.code}/move/", area=area.code)

    assert effect == ["今后在林业里找。", "已有的 1 件未办结诉求留在原处。"]
    topic.refresh_from_db()
    assert Topic.objects.get_parent(topic) == area
    assert Topic.objects.find_problems() == ([], [], [], [], [])
    answer = cen.send(f"/steward/topics/of/{topic.code}/move/", area="nothing")
    assert "area" in errors(answer)


def test_straight_to_a_section(city: City, cen: Administrator) -> None:
    desk = city.desks["water"]
    effect = cen.change("/steward/topics/of/water/", straight_to=desk.pk)

    assert "供水科有人值班就直达那里" in effect[0]
    topic = Topic.objects.get(code="water")
    case = ask(city.wu, at(14, 41), "停水了", topic=topic)
    assert Stage.objects.get(case=case).desk == desk
    assert Change.objects.get().after == {"straight_to": desk.pk}


def test_what_is_retired_is_not_offered_and_comes_back(city: City, cen: Administrator) -> None:
    case = ask(city.wu, at(14, 33), topic=city.topics["water"])
    cen.change("/steward/topics/of/water/add/", name="停水", name_en="Water cut")

    effect = cen.change("/steward/topics/of/water/retire/")

    assert effect == ["2 个事项不再供选择。", "1 件未办结诉求保留原类别。"]
    assert offered() == ["insurance"]
    case.refresh_from_db()
    assert case.topic == city.topics["water"]
    below = Topic.objects.get(name="停水")
    answer = cen.send(f"/steward/topics/of/{below.code}/restore/")
    assert "先恢复领域" in str(errors(answer))
    cen.change("/steward/topics/of/water/restore/")
    assert offered() == ["insurance", "water"]
