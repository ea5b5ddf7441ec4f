"""Looking after a group: what waits, what is removed, how it begins and ends."""

from datetime import timedelta

import pytest
from django.test import Client

from lianhu.groups.jobs import KEPT_FOR, sweep
from lianhu.groups.models import Group, Message, Piece, Said
from lianhu.kernel import clock
from tests.cast import MONDAY, City, at, sign_in
from tests.groups.talk import say
from tests.knowledge import entries
from tests.pages import text_of
from tests.signin.people import give_card

pytestmark = pytest.mark.django_db

BEAT = "/groups/at/beat/"


def press(city: City, who: str, path: str, **data: str):
    return sign_in(city.people[who]).post(path, data)


def seen(city: City, who: str, path: str = BEAT) -> str:
    return text_of(sign_in(city.people[who]).get(path))


def begin(city: City, who: str = "shen", **data: str):
    facts = {"purpose": "防汛", "place": "beat", "audience": "everybody", "ends_on": "2026-05-18"}
    return press(city, who, "/groups/new/", **{"key": f"{who} {data}"[:40]} | facts | data)


def test_what_nobody_has_answered_stands_first_the_oldest_at_the_top(city: City) -> None:
    first = say(city, "wu", "养老金几号发？", at(9))
    say(city, "wu", "早上好", at(9, 1))
    say(city, "zheng", "谁有梯子？", at(9, 2))
    other = say(city, "zheng", "几点来水？", at(9, 3))
    say(city, "shen", "15号", at(9, 4), reply_to=first)
    press(city, "shen", f"/groups/messages/{other.pk}/settle/")

    page = seen(city, "shen", f"{BEAT}owner/")
    assert "谁有梯子" in page
    for answered in ("养老金", "几点来水", "早上好"):
        assert answered not in page
    assert "有人在问" in seen(city, "shen", "/groups/")
    assert "有人在问" not in seen(city, "wu", "/groups/")


def test_a_neighbours_reply_leaves_the_question_to_the_owner(city: City) -> None:
    first = say(city, "wu", "养老金几号发？", at(9))
    say(city, "zheng", "我也想知道", at(9, 1), reply_to=first)

    assert "养老金" in seen(city, "shen", f"{BEAT}owner/")


def test_what_is_removed_says_so_in_its_place_and_why(city: City) -> None:
    message = say(city, "zheng", "某某是坏人", at(9))
    assert "某某是坏人" in seen(city, "wu", f"{BEAT}find/?q=坏人")
    remove = f"/groups/messages/{message.pk}/remove/"
    assert press(city, "shen", remove, key="k", reason="他是13912345678").status_code == 422
    assert press(city, "shen", remove, key="k", reason="").status_code == 422
    assert press(city, "wu", remove, key="k", reason="我不爱看").status_code == 403
    press(city, "shen", remove, key="k", reason="不说人坏话")

    page = seen(city, "wu")
    assert "沈小满已移除：不说人坏话" in page and "坏人" not in page
    assert "某某是坏人" in seen(city, "zheng")
    assert "坏人" not in seen(city, "wu", f"{BEAT}find/?q=坏人")
    assert not Piece.objects.exists()


def test_what_its_author_takes_back_is_erased(city: City) -> None:
    message = say(city, "zheng", "我说错了", at(9))
    press(city, "shen", f"/groups/messages/{message.pk}/remove/", key="k", reason="听不懂")
    press(city, "zheng", f"/groups/messages/{message.pk}/remove/", key="k")

    said = Said.objects.get()
    assert (said.body, said.erased_at) == ("", at(14, 33))
    assert "我说错了" not in seen(city, "zheng")
    assert "沈小满已移除：听不懂" in seen(city, "zheng")


def test_items_of_the_book_stand_at_the_head(city: City) -> None:
    item = entries.published(entries.make_topics(), city)
    press(city, "shen", f"{BEAT}pin/", item=item.code)
    press(city, "shen", f"{BEAT}pin/", item=item.code)

    assert seen(city, "wu").count(item.title) == 1
    pin = Group.objects.get().pins.get()
    press(city, "shen", f"{BEAT}unpin/{pin.pk}/")
    assert item.title not in seen(city, "wu")


def test_a_group_for_a_time_is_for_the_people_of_its_place(city: City) -> None:
    assert begin(city).status_code == 302
    begin(city, audience="staff", purpose="值班表")
    path = f"/groups/at/{Group.objects.get(purpose='防汛').code}/"
    staff = f"/groups/at/{Group.objects.get(purpose='值班表').code}/"

    for who, found in (("wu", 200), ("tong", 200), ("he", 200), ("ren", 404), ("ma", 404)):
        assert sign_in(city.people[who]).get(path).status_code == found, who
    assert sign_in(city.people["wu"]).get(staff).status_code == 404
    assert sign_in(city.people["tong"]).get(staff).status_code == 200
    listed = seen(city, "wu", "/groups/")
    assert "防汛" in listed and "值班表" not in listed


def test_a_second_one_for_the_same_is_refused_with_the_way_to_the_first(city: City) -> None:
    begin(city)
    again = begin(city, "tong", purpose="防 汛")

    first = Group.objects.get()
    assert again.status_code == 422
    assert f'href="/groups/at/{first.code}/"' in again.content.decode()


def test_without_a_day_ahead_there_is_none(city: City) -> None:
    assert begin(city, ends_on="").status_code == 422
    assert begin(city, ends_on="2026-05-14").status_code == 422
    assert begin(city, ends_on="2028-05-14").status_code == 422
    assert begin(city, purpose="找13912345678").status_code == 422
    assert not Group.objects.exists()


def test_when_its_day_is_over_it_can_only_be_read_and_another_may_begin(city: City) -> None:
    begin(city)
    code = Group.objects.get().code
    say(city, "wu", "水位多高？", at(14), code=code)
    with clock.fixed(at(9, day=MONDAY) + timedelta(days=1)):
        path = f"/groups/at/{code}/"
        assert "水位多高" in seen(city, "zheng", path)
        assert "已经关闭" in seen(city, "zheng", path)
        answer = press(city, "zheng", f"{path}say/", key="k", words="退了")
        assert answer.status_code == 403
        assert begin(city, ends_on="2026-05-30").status_code == 302


def test_closing_leads_its_people_where_all_of_them_are(city: City) -> None:
    begin(city)
    begin(city, purpose="值班表", audience="staff")
    flood = Group.objects.get(purpose="防汛")
    close = f"/groups/at/{flood.code}/close/"
    page = sign_in(city.shen).get(close).content.decode()
    assert 'value="beat"' in page
    assert f'value="{Group.objects.get(purpose="值班表").code}"' not in page

    press(city, "shen", close, key="k", successor="beat")

    flood.refresh_from_db()
    assert flood.successor is not None and flood.closed_by == city.shen
    page = sign_in(city.people["wu"]).get(f"/groups/at/{flood.code}/").content.decode()
    assert 'href="/groups/at/beat/"' in page


def test_a_places_own_group_is_not_closed(city: City) -> None:
    assert sign_in(city.shen).get(f"{BEAT}close/").status_code == 404


def test_sixty_days_without_a_word_are_shown_to_the_owner(city: City) -> None:
    say(city, "wu", "早上好", at(9) - timedelta(days=60))

    assert "60天没有人说话" in seen(city, "shen")
    assert "60天没有人说话" not in seen(city, "wu")


def test_the_people_of_a_place_that_closed_read_its_group_on(city: City) -> None:
    say(city, "ren", "桥通了", at(9), code="beat3")
    node = city.nodes["beat3"]
    node.closed_at, node.successor = at(14), city.nodes["beat"]
    node.save()

    page = seen(city, "wu", "/groups/at/beat3/")
    assert "桥通了" in page and "已经关闭" in page
    assert 'href="/groups/at/beat3/"' in sign_in(city.people["wu"]).get("/groups/").content.decode()


def test_nothing_is_said_to_what_is_gone(city: City) -> None:
    message = say(city, "zheng", "我说错了", at(9))
    reply = f"/groups/messages/{message.pk}/reply/"
    press(city, "zheng", f"/groups/messages/{message.pk}/remove/", key="k")

    page = press(city, "wu", reply, key="k", words="没关系")

    assert page.status_code == 422 and "没关系" in page.content.decode()
    assert Message.objects.count() == 1


def with_card_alone(city: City) -> Client:
    client = Client()
    client.post(f"/card/{give_card(city, city.wu, at(10))[1]}/only/")
    return client


def test_whoever_has_shown_a_card_alone_says_nothing(city: City) -> None:
    client = with_card_alone(city)

    assert client.get(BEAT).status_code == 200
    assert client.post(f"{BEAT}say/", {"key": "k", "words": "是我"}).status_code == 403


@pytest.mark.parametrize("act", ["remove", "settle", "ask"])
def test_nor_does_anything_to_what_was_said(city: City, act: str) -> None:
    message = say(city, "wu", "养老金几号发？", at(9))
    path, client = f"/groups/messages/{message.pk}/{act}/", with_card_alone(city)

    assert f'"{path}"' in sign_in(city.people["wu"]).get(f"/groups/messages/{message.pk}/").text
    for page in (f"/groups/messages/{message.pk}/", BEAT):
        assert path not in client.get(page).text
    assert client.post(path, {"reason": "不要了"}).status_code == 403
    message.refresh_from_db()
    assert (message.waits, message.removed_at, message.case) == (True, None, None)


def test_the_page_of_removing_is_closed_to_a_card_alone(city: City) -> None:
    message = say(city, "wu", "早上好", at(9))

    assert with_card_alone(city).get(f"/groups/messages/{message.pk}/remove/").status_code == 403


def test_what_is_old_is_erased(city: City) -> None:
    say(city, "wu", "很久以前", at(9))
    recent = say(city, "wu", "刚才", at(9, 1))

    assert sweep(at(9) + KEPT_FOR) == 0
    assert sweep(at(9, 0, 30) + KEPT_FOR) == 1

    assert [said.body for said in Said.objects.order_by("pk")] == ["", "刚才"]
    assert set(Piece.objects.values_list("message", flat=True)) == {recent.pk}
    assert Message.objects.count() == 2


def test_what_is_erased_waits_for_no_answer(city: City) -> None:
    say(city, "wu", "养老金几号发？", at(9))

    sweep(at(9, 1) + KEPT_FOR)

    assert not Message.objects.filter(waits=True).exists()
    assert "有人在问" not in seen(city, "shen", "/groups/")


def close_place(city: City, code: str, successor: str) -> None:
    node = city.nodes[code]
    node.closed_at, node.successor = at(14), city.nodes[successor]
    node.save()


@pytest.mark.parametrize("closed", [["beat3"], ["beat3", "beat2"]])
def test_what_is_listed_of_places_that_closed_is_what_one_reads(
    city: City, closed: list[str]
) -> None:
    say(city, "ren", "桥通了", at(9), code="beat3")
    begin(city, "yan", place="beat3")
    begin(city, "yan", place="beat3", audience="staff", purpose="值班表")
    for code, successor in zip(closed, [*closed[1:], "beat"], strict=True):
        close_place(city, code, successor)
    paths = [f"/groups/at/{code}/" for code in Group.objects.values_list("code", flat=True)]
    assert len(paths) == 3

    found = {}
    for who in ("wu", "zheng", "shen", "tong", "yan", "he", "bo", "ma", "gu"):
        client = sign_in(city.people[who])
        listed = client.get("/groups/").text
        reads = [path for path in paths if client.get(path).status_code == 200]
        assert reads == [path for path in paths if f'href="{path}"' in listed], who
        found[who] = len(reads)

    assert (found["wu"], found["shen"], found["he"]) == (2, 3, 3)
    assert (found["yan"], found["bo"], found["ma"], found["gu"]) == (0, 0, 0, 0)


def test_closing_asks_once_who_may(city: City, django_assert_num_queries) -> None:
    begin(city)
    client = sign_in(city.shen)
    close = f"/groups/at/{Group.objects.get().code}/close/"
    client.get(close)

    with django_assert_num_queries(8):
        page = client.get(close)
    assert 'value="beat"' in page.text


def test_the_list_asks_the_same_number_of_questions(city: City, django_assert_num_queries) -> None:
    client = sign_in(city.people["he"])
    client.get("/groups/")
    with django_assert_num_queries(8):
        client.get("/groups/")
    for n in range(3):
        begin(city, purpose=f"第{n}件事，各不相同{n}{n}")
    with django_assert_num_queries(8):
        client.get("/groups/")
