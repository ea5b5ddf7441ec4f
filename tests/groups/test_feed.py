"""What is said in a group, and who reads it."""

import pytest

from lianhu.grid.models import Duty
from lianhu.grid.rules import Role
from lianhu.groups.models import Group, Message, Piece
from tests.cast import City, at, sign_in
from tests.groups.talk import say
from tests.pages import text_of

pytestmark = pytest.mark.django_db

BEAT, VILLAGE = "/groups/at/beat/", "/groups/at/village/"


def post(city: City, who: str, words: str, path: str = BEAT, **more: str):
    data = {"key": f"{who} {words}"[:40], "words": words} | more
    return sign_in(city.people[who]).post(f"{path}say/", data)


def test_neighbours_read_what_one_says(city: City) -> None:
    assert post(city, "wu", "明天扫楼道").status_code == 302

    for who in ("wu", "zheng", "daughter", "shen", "tong", "he"):
        page = sign_in(city.people[who]).get(BEAT)
        assert "明天扫楼道" in text_of(page), who
        assert "吴长青" in text_of(page), who


@pytest.mark.parametrize("who", ["ren", "yan", "bo", "ma", "gu", "qin"])
def test_nobody_else_does(city: City, who: str) -> None:
    post(city, "wu", "明天扫楼道")
    found = Message.objects.get()
    client = sign_in(city.people[who])

    for path in (BEAT, f"{BEAT}find/?q=楼道", f"/groups/messages/{found.pk}/"):
        assert client.get(path).status_code == 404, path


def test_no_row_is_written_before_somebody_says_something(city: City) -> None:
    assert sign_in(city.people["wu"]).get(BEAT).status_code == 200
    assert not Group.objects.exists()

    post(city, "wu", "明天扫楼道")
    post(city, "zheng", "我也来")

    group = Group.objects.get()
    assert (group.code, group.node, group.owner) == ("beat", city.nodes["beat"], city.desks["beat"])


def test_sent_twice_it_is_said_once(city: City) -> None:
    post(city, "wu", "明天扫楼道")
    post(city, "wu", "明天扫楼道")

    assert Message.objects.count() == 1


def test_an_officer_speaks_for_the_desk(city: City) -> None:
    post(city, "shen", "九点集合", announces="on")

    found = Message.objects.get()
    assert (found.desk, found.resident) == (city.desks["beat"], None)
    page = text_of(sign_in(city.people["wu"]).get(BEAT))
    assert "沈小满 联户干部" in page
    assert found.kind == Message.Kind.ANNOUNCEMENT


@pytest.mark.parametrize(
    ("desks", "speaks"),
    [(["beat3"], "village"), (["beat2", "beat3"], "village"), (["beat"], "beat")],
)
def test_nobody_speaks_for_a_desk_that_is_elsewhere(
    city: City, desks: list[str], speaks: str
) -> None:
    for desk in desks:
        Duty.objects.create(
            desk=city.desks[desk], person=city.he, role=Role.OFFICER, starts_at=at(8)
        )
    post(city, "he", "九点集合")

    assert Message.objects.get().desk == city.desks[speaks]


def test_what_is_quoted_has_the_name_that_stands_above_it(city: City) -> None:
    message = say(city, "wu", "明天扫楼道", at(9))
    city.wu.name = "吴老伯"
    city.wu.save()
    say(city, "zheng", "我也来", at(9, 1), reply_to=message)

    page = text_of(sign_in(city.people["zheng"]).get(BEAT))
    assert "回复吴老伯：明天扫楼道" in page


def test_a_resident_announces_nothing(city: City) -> None:
    post(city, "wu", "都听我说", announces="on")

    assert Message.objects.get().kind == Message.Kind.TALK


def test_nothing_and_too_much_is_not_said(city: City) -> None:
    for words, told in (("", "请写"), (" ", "请写"), ("水" * 501, "500")):
        page = post(city, "wu", words)
        assert page.status_code == 422
        assert any(told in error for error in page.context["form"].errors["words"])
    assert "水" * 501 in page.content.decode()
    assert not Message.objects.exists()


def test_pages_of_the_past(city: City) -> None:
    for n in range(22):
        say(city, "wu", f"第{n}句", at(9, n))
    page = sign_in(city.people["zheng"]).get(BEAT)
    assert "第21句" in text_of(page) and "第2句" in text_of(page)
    assert "第1句" not in text_of(page)

    before = Message.objects.order_by("pk")[2].pk
    older = text_of(sign_in(city.people["zheng"]).get(f"{BEAT}?before={before}"))

    assert "第1句" in older and "第0句" in older and "第2句" not in older


def test_the_live_part_is_sent_only_when_there_is_news(city: City) -> None:
    say(city, "wu", "明天扫楼道", at(14, 30))
    client = sign_in(city.people["zheng"])
    etag = client.get(BEAT)["ETag"]
    news = {"HX-Request": "true", "If-None-Match": etag}
    assert client.get(BEAT, headers=news).status_code == 304

    say(city, "wu", "带上扫把", at(14, 31))

    again = client.get(BEAT, headers=news)
    assert again.status_code == 200
    assert "带上扫把" in text_of(again) and "<html" not in again.content.decode()


def test_a_feed_asks_the_same_number_of_questions_however_long(
    city: City, django_assert_num_queries
) -> None:
    client = sign_in(city.people["zheng"])
    for n in range(3):
        say(city, "wu", f"第{n}句，谁知道", at(9, n))
    client.get(BEAT)

    with django_assert_num_queries(14) as few:
        client.get(BEAT)
    for n in range(9):
        say(city, "shen", f"再{n}句", at(10, n))
    with django_assert_num_queries(len(few)):
        client.get(BEAT)


def test_search_finds_what_stands_in_this_group(city: City) -> None:
    say(city, "wu", "村口的路灯不亮", at(9))
    say(city, "wu", "路口积水", at(9, 1))
    say(city, "ren", "路灯也不亮", at(9, 2), code="beat3")
    client = sign_in(city.people["zheng"])

    def found(words: str) -> str:
        return text_of(client.get(f"{BEAT}find/", {"q": words}))

    assert "村口的路灯不亮" in found("路燈") and "路灯也不亮" not in found("路灯")
    assert "路口积水" in found("水") and "村口的路灯不亮" not in found("水")
    assert "没有找到" in found("停电")


def test_pieces_tell_nothing_without_the_key(city: City, settings) -> None:
    say(city, "wu", "路灯", at(9))
    known = set(Piece.objects.values_list("hash", flat=True))
    settings.BLIND_KEY = b"another key of thirty-two bytes!"
    say(city, "zheng", "路灯", at(9, 1))

    other = set(Piece.objects.values_list("hash", flat=True)) - known
    assert len(known) == len(other) == 3
