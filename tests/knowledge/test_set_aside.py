"""A draft that was set aside stays aside: what comes next begins with what everybody reads."""

import pytest

from lianhu.kernel import clock
from lianhu.knowledge import book, services
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules.publishing import Stage
from tests.cast import City, at, sign_in
from tests.knowledge.entries import block, entry, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(city: City, topic: Topic) -> Item:
    """Published, with a second text that was given up."""
    item = published(topic, city)
    services.draft(item.pk, entry(fee="十元"), seen=1, by=city.luo, reason="", now=at(10))
    services.give_up(item.pk, seen=2, now=at(10, 5))
    return item


@pytest.mark.page
def test_the_form_begins_with_what_is_published(city: City, item: Item) -> None:
    with clock.fixed(at(10, 10)):
        form = sign_in(city.luo).get(f"/book/edit/items/{item.code}/draft/").context["form"]

    assert (form["fee"].value(), form["seen"].value()) == ("不收费", 2)


@pytest.mark.page
def test_the_form_goes_on_with_what_is_worked_on(city: City, item: Item) -> None:
    services.draft(item.pk, entry(fee="八元"), seen=2, by=city.luo, reason="", now=at(10, 6))

    with clock.fixed(at(10, 10)):
        form = sign_in(city.luo).get(f"/book/edit/items/{item.code}/draft/").context["form"]

    assert (form["fee"].value(), form["seen"].value()) == ("八元", 3)


def test_the_same_text_from_a_file_is_a_draft_again(city: City, item: Item) -> None:
    changed = [block(item.code, fee="十元")]
    book.take(changed, publish=False, by=city.luo, reason="文件", now=at(11))

    newest = ItemVersion.objects.latest("number")
    assert (newest.number, newest.stage, newest.entry.fee) == (3, Stage.DRAFT.value, "十元")


def test_a_file_that_changes_no_word_makes_no_draft(city: City, item: Item) -> None:
    book.take([block(item.code, owner="water")], publish=False, by=city.luo, reason="", now=at(11))

    item.refresh_from_db()
    assert item.owner == city.desks["water"]
    assert ItemVersion.objects.latest("number").number == 2
