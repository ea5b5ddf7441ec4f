"""What an owner without a smart phone says in a group, the roster above enters."""

import re
from typing import Any

import pytest

from lianhu.files.jobs import prepare_one
from lianhu.files.services import receive
from lianhu.groups.models import Group, Message
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.services import reach
from tests.cast import City, at
from tests.groups.talk import say
from tests.inbox.spoken import address, city_by_telephone, get, post
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db

ASKED = "外地住院谁知道怎么报销？"


@pytest.fixture
def city() -> City:
    return city_by_telephone("shen")


@pytest.fixture
def asked(city: City) -> Message:
    return say(city, "wu", ASKED, at(14, 33))


def test_a_reply_is_the_owners_and_says_who_entered_it(city: City, asked: Message) -> None:
    page = address(city.shen, "group_message", asked.pk)
    assert "您在记下沈小满说的话" in text_of(get(city, "he", page))
    reply = address(city.shen, "group_reply", asked.pk)
    assert post(city, "he", reply, words="先备案", key="a")["Location"] == page
    said = Message.objects.latest("pk")
    assert (said.author, said.desk, said.entered_by) == (city.shen, city.desks["beat"], city.he)
    asked.refresh_from_db()
    assert not asked.waits
    assert "沈小满 联户干部 由贺春生代录" in text_of(get(city, "wu", "/groups/at/beat/"))


def test_a_word_to_all_is_entered_too(city: City) -> None:
    page = address(city.shen, "group_say", "beat")
    sent = post(city, "he", page, words="明天扫楼道", key="a", announces="on")
    assert sent["Location"] == address(city.shen, "group", "beat")
    said = Message.objects.get()
    assert (said.kind, said.author, said.entered_by) == ("announcement", city.shen, city.he)


def test_a_number_is_caught_there_too(city: City) -> None:
    page = address(city.shen, "group_say", "beat")
    assert post(city, "he", page, words="打13912345678", key="a").status_code == 422
    assert not Message.objects.exists()


def test_every_link_and_form_stays_with_the_person(city: City, asked: Message) -> None:
    assert address(city.shen, "group", "beat") in get(city, "he", address(city.shen, "groups")).text
    page = get(city, "he", address(city.shen, "group", "beat")).text
    assert address(city.shen, "group_message", asked.pk) in page
    assert f'action="{address(city.shen, "group_say", "beat")}"' in page
    assert "/owner/" not in page  # the roster is the backup, and does that in its own name


def test_what_waits_is_on_the_sheet_without_who_asked(city: City, asked: Message) -> None:
    page = get(city, "he", f"/calls/{city.shen.pk}/sheet/")
    assert ASKED in text_of(page)
    assert "吴长青" not in text_of(page)
    assert f'href="{address(city.shen, "groups")}"' in page.text


def test_nobody_else_says_anything_in_anybodys_name(city: City, asked: Message) -> None:
    reply = address(city.shen, "group_reply", asked.pk)
    for by in ("bo", "ma", "tong", "shen", "wu"):
        assert post(city, by, reply, words="好", key=by).status_code == 404, by
    # Nor does the roster in a group that is none of that person's.
    other = address(city.shen, "group_say", "beat2")
    assert post(city, "he", other, words="好", key="b").status_code == 404
    assert Message.objects.count() == 1


def test_residents_stay_unnamed_and_their_photos_unseen(city: City) -> None:
    photo = receive(upload(jpeg()))
    asked = say(city, "wu", ASKED, at(14, 33), photos=[photo])
    assert prepare_one()
    for page in (("group", "beat"), ("group_message", asked.pk)):
        shown = get(city, "he", address(city.shen, *page))
        assert ASKED in text_of(shown) and "一位居民" in text_of(shown)
        assert "吴长青" not in shown.text
        assert photo.token not in shown.text
    assert photo.token in get(city, "shen", "/groups/at/beat/").text
    assert get(city, "he", address(city.shen, "group_photo", photo.token)).status_code == 404


def test_words_of_the_person_that_were_removed_stay_theirs(city: City) -> None:
    said = say(city, "shen", "写错了的话", at(14, 33))
    post(city, "he", f"/groups/messages/{said.pk}/remove/", reason="说的是别人家")
    assert "写错了的话" in get(city, "shen", "/groups/at/beat/").text
    for page in (("group", "beat"), ("group_message", said.pk)):
        assert "写错了的话" not in get(city, "he", address(city.shen, *page)).text


@pytest.mark.parametrize("route", ["group_remove", "group_settle", "group_offer", "group_ask"])
def test_of_a_message_nothing_else_is_done_for_another(
    city: City, asked: Message, route: str
) -> None:
    assert post(city, "he", address(city.shen, route, asked.pk), reason="无").status_code == 403
    before = (asked.waits, asked.removed_at, asked.offered_by_id, asked.case_id)
    asked.refresh_from_db()
    assert (asked.waits, asked.removed_at, asked.offered_by_id, asked.case_id) == before


@pytest.mark.parametrize("route", ["group_owner", "group_pin", "group_close", "group_find"])
def test_nor_is_the_group_looked_after_for_another(city: City, route: str) -> None:
    page = address(city.shen, route, "beat")
    assert {get(city, "he", page).status_code, post(city, "he", page).status_code} <= {403, 405}


def test_only_groups_of_own_places_are_opened_for_another(city: City) -> None:
    """Those below who is spoken for are no matter of the roster above both."""
    reach(city.he, Reach.CALL, by=city.he)
    mine = get(city, "ma", address(city.he, "groups")).text
    assert address(city.he, "group", "village") in mine
    assert address(city.he, "group", "beat") not in mine
    assert get(city, "ma", address(city.he, "group", "village")).status_code == 200
    assert get(city, "ma", address(city.he, "group", "beat")).status_code == 404


def test_a_draft_stands_in_no_form_of_anybody_else(city: City) -> None:
    """Nor does what was begun for another stand in one's own."""
    reach(city.people["tong"], Reach.CALL, by=city.he)
    own = keep(city, "/groups/at/village/", "自己的话")
    shens = keep(city, address(city.shen, "group", "village"), "沈小满的话")
    tongs = keep(city, address(city.people["tong"], "group", "village"), "童谷雨的话")
    for page, words in ((own, "自己的话"), (shens, "沈小满的话"), (tongs, "童谷雨的话")):
        [held] = re.findall(r"[^>]*的话(?=</textarea>)", get(city, "he", page).text)
        assert held == words


def keep(city: City, page: str, words: str) -> str:
    """Begin to write on that page."""
    mark = re.search(r'name="draft" value="([^"]+)"', get(city, "he", page).text)
    assert mark is not None
    assert post(city, "he", "/drafts/", draft=mark[1], words=words).status_code == 200
    return page


def test_a_group_for_a_time_is_the_owners_and_says_who_entered_it(city: City) -> None:
    new = address(city.shen, "group_new")
    assert f'href="{new}"' in get(city, "he", address(city.shen, "groups")).text
    page = get(city, "he", new)
    assert "群由沈小满管理" in text_of(page)
    assert "village" not in re.findall(r'<option value="([^"]+)"', page.text)
    facts: dict[str, Any] = {
        "purpose": "",
        "place": "beat",
        "audience": "everybody",
        "ends_on": "2026-06-01",
    }
    assert post(city, "he", new, key="a", **facts).status_code == 422
    made = post(city, "he", new, key="a", **facts | {"purpose": "修电梯"})
    group = Group.objects.get(purpose="修电梯")
    assert made["Location"] == address(city.shen, "group", group.code)
    assert (group.owner, group.made_by) == (city.desks["beat"], city.shen)
    assert group.entered_by == city.he
    assert "由贺春生代录" in text_of(get(city, "shen", f"/groups/at/{group.code}/"))
    assert "贺春生" not in text_of(get(city, "wu", f"/groups/at/{group.code}/"))
    again = post(city, "he", new, key="b", **facts | {"purpose": "修电梯"})
    assert again.status_code == 422
    assert f'href="{made["Location"]}"' in again.text


@pytest.mark.parametrize("by", ["bo", "ma", "tong", "shen", "wu"])
def test_nobody_else_makes_one_in_anybodys_name(city: City, by: str) -> None:
    facts: dict[str, Any] = {"purpose": "修电梯", "place": "beat", "audience": "everybody"}
    page = address(city.shen, "group_new")
    assert post(city, by, page, key="a", ends_on="2026-06-01", **facts).status_code == 404
    assert not Group.objects.exists()
