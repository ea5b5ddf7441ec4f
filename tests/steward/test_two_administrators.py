"""Two administrators at the same thing: nobody overwrites what they have not seen."""

from typing import Any

import pytest

from lianhu.grid.models import Level, OpeningHours
from lianhu.steward.models import Change
from lianhu.steward.services.seen import mark
from tests.cast import City, make_city
from tests.steward.administrators import Administrator, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


PAGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("/steward/levels/village/", {"minutes": 7}, {"minutes": 9}),
    ("/steward/promises/question/", {"minutes": 70}, {"minutes": 90}),
    ("/steward/places/village/rename/", {"name": "石桥一村"}, {"name": "石桥二村"}),
    ("/steward/places/beat/move/", {"to": "village2"}, {"to": "village2"}),
    ("/steward/departments/of/water/rename/", {"name": "水利局"}, {"name": "水务所"}),
    ("/steward/desks/water/", {"name": "一科"}, {"name": "二科"}),
    ("/steward/topics/of/water/", {"name": "用水"}, {"name": "自来水"}),
]


@pytest.mark.parametrize(("path", "first", "second"), PAGES, ids=[row[0] for row in PAGES])
def test_whoever_comes_second_is_told_and_keeps_what_was_typed(
    city: City, path: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    cen, other = Administrator(), Administrator("dai")
    form = cen.form(path) | second
    other.change(path, **first)

    answer = cen.post(path, form)
    if answer.status_code == 200:
        answer = cen.post(path, form | {"confirmed": answer.context["confirmed"]})
    if "to" in second:  # it lies there already: that is said of the field
        assert (answer.status_code, list(errors(answer))) == (422, ["to"])
        return

    assert answer.status_code == 409
    assert str(next(iter(first.values()))) in str(errors(answer))
    assert str(next(iter(second.values()))) in answer.content.decode()
    assert Change.objects.count() == 1
    # Sent again, with the other's change in view, it holds.
    again = form | {"seen": answer.context["form"].data["seen"]}
    answer = cen.post(path, again)
    if answer.status_code == 200:
        answer = cen.post(path, again | {"confirmed": answer.context["confirmed"]})
    assert answer.status_code == 302
    assert Change.objects.count() == 2


def test_what_was_seen_cannot_be_nonsense(city: City) -> None:
    cen = Administrator()
    for seen in ("", "{", "[]", "null"):
        answer = cen.send("/steward/levels/village/", seen=seen, name="村居")
        assert answer.status_code == 409
    assert Level.objects.get(code="village").name == "村"


def test_a_week_that_somebody_else_changed(city: City) -> None:
    cen = Administrator()
    path = f"/steward/hours/{city.hours.pk}/change/"
    form = cen.form(path) | {"d0_0_from": "9:00"}
    OpeningHours.objects.update(name="全年")
    answer = cen.post(path, form)
    answer = cen.post(path, form | {"confirmed": answer.context["confirmed"]})
    assert answer.status_code == 409
    assert "全年" in str(errors(answer))
    assert answer.context["form"].data["d0_0_from"] == "9:00"
    assert mark({"b": 1, "a": 2}) == mark({"a": 2, "b": 1})
