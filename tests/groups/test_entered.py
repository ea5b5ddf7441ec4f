"""What an owner without a smart phone says in a group, the roster above enters."""

import pytest

from lianhu.groups.models import Message
from tests.cast import City, at
from tests.groups.talk import say
from tests.inbox.spoken import address, city_by_telephone, get, post
from tests.pages import text_of

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
