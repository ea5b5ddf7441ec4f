"""Writing the book by its pages: who may, what is kept, what is said."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.inbox.models import Item as InboxItem
from lianhu.kernel import clock
from lianhu.knowledge import services
from lianhu.knowledge.jobs import keep_book
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.search import search
from tests.cast import MONDAY, SATURDAY, City, at, sign_in
from tests.knowledge.entries import UNTIL, entry, published, start
from tests.pages import text_of

pytestmark = pytest.mark.django_db


class Writer:
    def __init__(self, person: User) -> None:
        self.client: Client = sign_in(person)

    def get(self, path: str) -> Any:
        with clock.fixed(at(10)):
            return self.client.get(path)

    def post(self, path: str, **data: Any) -> Any:
        with clock.fixed(at(10)):
            return self.client.post(path, data)

    def form(self, path: str) -> dict[str, Any]:
        """What the form of a page would send if nothing were touched."""
        form = self.get(path).context["form"]
        values = {field.html_name: field.value() for field in form}
        return {name: value for name, value in values.items() if value is not None}


@pytest.fixture
def luo(city: City) -> Writer:
    return Writer(city.luo)


@pytest.fixture
def gu(city: City) -> Writer:
    return Writer(city.people["gu"])


def page_of(item: Item | ItemVersion) -> str:
    found = item.item if isinstance(item, ItemVersion) else item
    return f"/book/edit/items/{found.code}/"


def inbox_of(city: City, person: str) -> list[str]:
    desks = Desk.objects.filter(duties__person=city.people[person])
    items = InboxItem.objects.filter(desk__in=desks, done_at=None)
    return list(items.order_by("kind").values_list("kind", flat=True))


def test_from_a_draft_to_what_everybody_reads(
    city: City, topic: Topic, luo: Writer, gu: Writer
) -> None:
    data = luo.form("/book/edit/add/") | {
        "topic": topic.code,
        "owner": city.desks["insurance"].pk,
        "title": "异地住院怎么报销",
        "title_en": "Care away",
        "reason": "常有人问",
    }
    answer = luo.post("/book/edit/add/", **data)
    item = Item.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(item))
    assert item.code == "medical.away.care-away"
    assert inbox_of(city, "gu") == ["book_check"]
    with clock.fixed(at(10)):
        assert "请核对新写的内容：异地住院怎么报销" in text_of(gu.client.get("/inbox/"))
    assert "没写全" in text_of(gu.get(page_of(item)))

    services.draft(item.pk, entry(), seen=1, by=city.people["gu"], reason="补全", now=at(9, 30))
    sent = gu.post(page_of(item) + "review/", seen=2, review_on="2027-05-15")
    assert sent.status_code == 302
    assert inbox_of(city, "gu") == []
    assert gu.post(page_of(item) + "publish/", seen=2).status_code == 403
    assert luo.post(page_of(item) + "publish/", seen=2).status_code == 302

    item.refresh_from_db()
    assert (item.review_on, item.checked_by) == (UNTIL, city.people["gu"])
    assert "社会保险局" in text_of(Client().get(f"/book/items/{item.code}/"))
    page = text_of(luo.get(page_of(item)))
    assert "补全" in page and "顾明" in page and "罗知微" in page


def test_a_line_that_cannot_be_read_is_said_beside_its_field(
    city: City, topic: Topic, luo: Writer
) -> None:
    version = start(topic, city.desks["insurance"], city)
    path = page_of(version) + "draft/"
    typed = "身份证 | 原件 | 1 | 补办\n户口簿 | 正本 | 1 | 补办"

    answer = luo.post(path, **luo.form(path) | {"papers": typed, "reason": "改"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"papers": ["第2行：没有“正本”这个选项。"]}
    assert answer.context["form"]["papers"].value() == typed
    assert ItemVersion.objects.count() == 1


def test_somebody_was_quicker(city: City, topic: Topic, luo: Writer, gu: Writer) -> None:
    version = start(topic, city.desks["insurance"], city)
    path = page_of(version) + "draft/"
    data = luo.form(path) | {"fee": "我写的", "reason": "改"}
    services.draft(
        version.item_id, entry(fee="他写的"), seen=1, by=city.people["gu"], reason="", now=at(9, 30)
    )

    answer = luo.post(path, **data)

    assert answer.status_code == 409
    page = text_of(answer)
    assert "他写的" in page and "我写的" in page and "顾明" in page
    again = {field.html_name: field.value() for field in answer.context["form"]}
    again = {name: value for name, value in again.items() if value is not None}
    assert luo.post(path, **again).status_code == 302
    newest = ItemVersion.objects.latest("number")
    assert (newest.number, newest.entry.fee) == (3, "我写的")


def test_what_differs_between_versions(city: City, topic: Topic, luo: Writer) -> None:
    item = published(topic, city)
    services.draft(item.pk, entry(fee="十元"), seen=1, by=city.luo, reason="", now=at(9, 30))

    page = luo.get(page_of(item) + "versions/?from=1&to=2").content.decode()

    assert "<del>不收费</del>" in page and "<ins>十元</ins>" in page
    assert "<del>不收费</del>" in luo.get(page_of(item)).content.decode()
    assert luo.get(page_of(item) + "versions/?to=9").status_code == 404
    assert "不收费" in text_of(luo.get(page_of(item) + "versions/?to=1"))


def test_published_at_its_time(city: City, topic: Topic, luo: Writer) -> None:
    version = start(topic, city.desks["insurance"], city)
    gu = city.people["gu"]
    services.review(version.item_id, seen=1, by=gu, review_on=UNTIL, now=at(9, 10))
    assert luo.post(page_of(version) + "publish/", seen=1, at="2026-05-15T09:59").status_code == 409
    assert luo.post(page_of(version) + "publish/", seen=1, at="2026-05-16T08:30").status_code == 302

    keep_book(at(8, 29, day=SATURDAY))
    assert Item.objects.get().live is None
    keep_book(at(8, 30, day=SATURDAY))
    assert Item.objects.get().live == version


def test_a_title_taken_meanwhile_waits_for_an_editor(city: City, topic: Topic) -> None:
    other = published(topic, city)
    services.withdraw(other.pk, by=city.luo, why="停办", now=at(9, 30))
    version = start(topic, city.desks["insurance"], city)
    gu = city.people["gu"]
    services.review(version.item_id, seen=1, by=gu, review_on=UNTIL, now=at(9, 31))
    when = at(8, day=SATURDAY)
    services.publish(version.item_id, seen=1, by=city.luo, now=at(9, 32), at=when)
    Item.objects.filter(pk=version.item_id).update(title="改过的题目")
    services.restore(other.pk, by=city.luo, reason="", now=at(9, 33))

    keep_book(when)

    version.refresh_from_db()
    assert (version.stage, version.publish_at) == ("reviewed", None)


def test_past_its_review_date(city: City, topic: Topic, luo: Writer, gu: Writer) -> None:
    item = published(topic, city)
    Item.objects.update(review_on=SATURDAY)
    keep_book(at(9, day=SATURDAY))
    assert inbox_of(city, "gu") == []
    keep_book(at(9, day=MONDAY))
    assert inbox_of(city, "gu") == ["book_review"]
    keep_book(at(9, 1, day=MONDAY))
    assert inbox_of(city, "gu") == ["book_review"]
    with clock.fixed(at(9, day=MONDAY)):
        assert "还对吗？异地住院怎么报销" in text_of(gu.client.get("/inbox/"))
        assert "正在重新核对" in text_of(Client().get(f"/book/items/{item.code}/"))
        answer = gu.client.post(page_of(item) + "confirm/", {"seen": 1, "review_on": "2027-05-01"})
    assert answer.status_code == 302
    assert inbox_of(city, "gu") == []
    assert Item.objects.get().review_on.isoformat() == "2027-05-01"  # type: ignore[union-attr]


def test_past_its_review_date_without_a_desk(
    city: City, topic: Topic, luo: Writer, gu: Writer
) -> None:
    """The city office hears of it in one line, however many there are; also once a desk closes."""
    published(topic, city)
    start(topic, city.desks["water"], city, title="停水了怎么办")
    Item.objects.update(review_on=SATURDAY)
    keep_book(at(9, day=MONDAY))
    Desk.objects.filter(code="insurance").update(closed_at=at(10, day=MONDAY))
    with clock.fixed(at(11, day=MONDAY)):
        keep_book(clock.now())
        keep_book(clock.now())
        assert inbox_of(city, "luo") == ["book_unattended"]
        inbox = luo.client.get("/inbox/")
        assert "1条过了核对日期，没有单位负责" in text_of(inbox)
        unattended = "/book/edit/?state=unattended"
        assert f'href="{unattended}"' in inbox.text
        page = luo.client.get(unattended)
        assert [row["item"].title for row in page.context["rows"]] == ["异地住院怎么报销"]
        assert "没有单位负责" in text_of(page)
        assert "没有单位负责" not in text_of(sign_in(city.people["jiang"]).get("/book/edit/"))
        item = Item.objects.get(live__isnull=False)
        luo.client.post(page_of(item) + "owner/", {"owner": city.desks["water"].pk})
    assert (inbox_of(city, "luo"), inbox_of(city, "jiang")) == ([], ["book_check", "book_review"])


def test_another_desk_answers_for_it(city: City, topic: Topic, luo: Writer) -> None:
    version = start(topic, None, city)
    assert inbox_of(city, "gu") == []

    luo.post(page_of(version) + "owner/", owner=city.desks["insurance"].pk)
    assert inbox_of(city, "gu") == ["book_check"]
    luo.post(page_of(version) + "owner/", owner=city.desks["water"].pk)
    assert (inbox_of(city, "gu"), inbox_of(city, "jiang")) == ([], ["book_check"])


def test_it_is_moved_below_another_what_to_do(city: City, topic: Topic, luo: Writer) -> None:
    item = published(topic, city)
    area = Topic.objects.get(code="medical")
    other = Topic.objects.add_child(area, {"code": "medical.other", "name": "生小孩怎么办"})
    assert not search("生小孩", today=UNTIL)

    assert luo.post(page_of(item) + "place/", topic="nothing").status_code == 422
    assert luo.post(page_of(item) + "place/", topic=other.code).status_code == 302

    item.refresh_from_db()
    assert item.topic == other
    assert [hit.item for hit in search("生小孩", today=UNTIL)] == [item]


def test_withdrawn_and_taken_back(city: City, topic: Topic, luo: Writer) -> None:
    item = published(topic, city)
    assert luo.post(page_of(item) + "withdraw/", why="").status_code == 422
    assert luo.post(page_of(item) + "withdraw/", why="政策停了").status_code == 302
    assert Client().get(f"/book/items/{item.code}/").status_code == 410
    assert "政策停了" in text_of(luo.get(page_of(item)))
    assert luo.get(page_of(item) + "draft/").status_code == 409

    assert luo.post(page_of(item) + "restore/", why="又办了").status_code == 302

    assert inbox_of(city, "gu") == ["book_check"]
    assert Client().get(f"/book/items/{item.code}/").status_code == 404


def test_the_list(city: City, topic: Topic, luo: Writer, gu: Writer) -> None:
    published(topic, city)
    start(topic, city.desks["water"], city, title="停水了怎么办")
    start(topic, None, city, title="没人管的事")

    assert [row["item"].title for row in gu.get("/book/edit/").context["rows"]] == [
        "异地住院怎么报销"
    ]
    for query, titles in {
        "": ["异地住院怎么报销", "停水了怎么办", "没人管的事"],
        "?state=draft": ["停水了怎么办", "没人管的事"],
        "?state=published": ["异地住院怎么报销"],
        "?state=review": [],
        "?state=nothing": ["异地住院怎么报销", "停水了怎么办", "没人管的事"],
        "?q=停水": ["停水了怎么办"],
        "?q=Hospital&state=published&area=medical": ["异地住院怎么报销"],
        "?area=water": [],
    }.items():
        found = luo.get(f"/book/edit/{query}").context["rows"]
        assert [row["item"].title for row in found] == titles or query == "?area=water", query
    assert "How-to book" in text_of(_in_english(luo).get("/book/edit/"))


def _in_english(writer: Writer) -> Client:
    writer.client.cookies["django_language"] = "en"
    return writer.client


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_asks_as_much_for_many_as_for_one(
    many: int,
    city: City,
    topic: Topic,
    luo: Writer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(many):
        start(topic, city.desks["insurance"], city, title=f"第{number}件事")
    luo.get("/book/edit/")
    with django_assert_num_queries(9):
        luo.get("/book/edit/")


def test_the_list_goes_on(city: City, topic: Topic, luo: Writer) -> None:
    for number in range(53):
        start(topic, None, city, title=f"第{number}件事")

    first = luo.get("/book/edit/")
    second = luo.get("/book/edit/" + first.context["more"])

    seen = [row["item"].pk for page in (first, second) for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 53
    assert second.context["more"] == ""


def test_the_rail_leads_there(city: City, topic: Topic, luo: Writer, gu: Writer) -> None:
    for who, leads in (("luo", True), ("gu", True), ("he", False), ("shen", False)):
        page = Writer(city.people[who]).get("/account/" if not leads else "/book/edit/")
        assert ('href="/book/edit/"' in page.content.decode()) == leads, who
    assert Writer(city.people["he"]).get("/book/edit/").status_code == 403
    jiang = Writer(city.people["jiang"])
    assert jiang.get(page_of(published(topic, city))).status_code == 404
    assert jiang.get("/book/edit/add/").status_code == 403
