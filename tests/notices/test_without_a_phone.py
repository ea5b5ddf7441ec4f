"""Notices to an officer without a smart phone: the roster above tells, and enters the answer."""

from typing import Any

import pytest

from lianhu.channels.models import Delivery
from lianhu.inbox import services
from lianhu.inbox.broadcasts.models import Broadcast, Receipt
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.notices import sending_on
from lianhu.notices.services import withdraw
from tests.cast import City, at, make_city, sign_in
from tests.inbox.rounds import work
from tests.notices.small import BODY, DOCUMENT, TITLE, newest, sent
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    """Shen, the officer of beat 1, is to be called."""
    made = make_city()
    services.reach(made.shen, Reach.CALL, by=made.he)
    return made


def open_calls() -> list[Item]:
    return list(Item.objects.filter(kind="call", done_at=None).order_by("pk"))


def get(city: City, person: str, address: str, minute: int = 5) -> Any:
    with clock.fixed(at(9, minute)):
        return sign_in(city.people[person]).get(address)


def post(city: City, person: str, address: str) -> Any:
    with clock.fixed(at(9, 10)):
        return sign_in(city.people[person]).post(address)


def soon(city: City, **facts: Any) -> int:
    return sent(city, "town", "fang", places=["beat"], asks=Asks.ACT, due_at=at(9, 40), **facts)


def test_where_others_are_sent_a_message_the_roster_is_to_call(city: City) -> None:
    soon(city)
    work(at(9))

    [call] = open_calls()
    assert (call.desk, call.ref, call.due_at) == (
        city.desks["village"],
        city.shen.pk,
        at(9, 40),
    )
    assert [d for d in Delivery.objects.all() if d.address == city.shen.phone] == []


def test_two_that_say_the_same_are_one_call(city: City) -> None:
    soon(city, document=DOCUMENT)
    sent(
        city,
        "community",
        "ma",
        places=["beat"],
        asks=Asks.ACT,
        due_at=at(9, 40),
        document=DOCUMENT,
    )
    work(at(9))

    assert len(open_calls()) == 1


def test_what_comes_in_a_digest_is_called_for_as_well(city: City) -> None:
    sent(city, "town", "fang", places=["beat"], asks=Asks.KNOW)
    work(at(9))
    assert open_calls() == []

    work(at(17, 1))

    assert [call.ref for call in open_calls()] == [city.shen.pk]


def test_nobody_is_called_about_what_was_withdrawn_or_is_over(city: City) -> None:
    withdrawn, over = soon(city, body="请今天清理排水沟。"), soon(city)
    work(at(9))
    assert len(open_calls()) == 2

    withdraw(withdrawn, by=city.people["fang"], why="发错了", now=at(9, 5))
    assert len(open_calls()) == 1

    lasting = Broadcast.objects.get(thread=over)
    work(lasting.expires_at)
    assert open_calls() == []


def test_what_another_has_sent_too_is_called_for_until_that_is_over(city: City) -> None:
    first = soon(city, document=DOCUMENT)
    soon(city, document=DOCUMENT)
    work(at(9))

    withdraw(first, by=city.people["fang"], why="重复", now=at(9, 5))

    assert len(open_calls()) == 1


def sent_on(city: City, notice: int) -> None:
    """By another officer whom it reaches, to her households."""
    matter = sending_on.of_notice(newest(notice))
    sending_on.send_on(
        [city.desks["beat3"]],
        matter,
        "请看一看。",
        households=None,
        by=city.people["yan"],
        key="k",
        now=at(9, 2),
    )


def test_what_an_officer_has_sent_on_keeps_no_call_open(city: City) -> None:
    notice = sent(city, "town", "fang", asks=Asks.ACT, due_at=at(9, 40))
    work(at(9))
    sent_on(city, notice)
    assert len(open_calls()) == 1

    withdraw(notice, by=city.people["fang"], why="发错了", now=at(9, 5))

    assert open_calls() == []


def test_the_list_names_no_officer_who_has_sent_it_on(city: City) -> None:
    notice = sent(city, "town", "fang", asks=Asks.ACT, due_at=at(9, 40))
    work(at(9))
    sent_on(city, notice)

    listed = get(city, "he", "/calls/")

    assert f"/notices/to-me/{notice}/?for={city.shen.pk}" in listed.text
    assert "严冬青" not in text_of(listed)


def test_the_list_says_what_is_to_be_told_and_the_sheet_what_it_says(city: City) -> None:
    notice = soon(city)
    work(at(9))

    listed = get(city, "he", "/calls/")
    sheet = get(city, "he", f"/calls/{city.shen.pk}/sheet/")

    assert TITLE in text_of(listed)
    assert f"/notices/to-me/{notice}/?for={city.shen.pk}" in listed.text
    assert BODY in text_of(sheet)


def test_the_roster_enters_what_was_said_and_it_says_so(city: City) -> None:
    notice = soon(city)
    work(at(9))
    page = f"/notices/to-me/{notice}/"

    shown = get(city, "he", f"{page}?for={city.shen.pk}")
    answered = post(city, "he", f"{page}done/?for={city.shen.pk}")

    assert "您在记下沈小满说的话" in text_of(shown)
    assert answered.url == "/calls/"
    receipt = Receipt.objects.get(person=city.shen)
    assert (receipt.acted_at, receipt.entered_by) == (at(9, 10), city.he)
    assert open_calls() == []
    assert "由贺春生代录" in text_of(get(city, "shen", page, 20))


def test_to_open_it_for_somebody_is_not_their_having_seen_it(city: City) -> None:
    notice = soon(city)
    get(city, "he", f"/notices/to-me/{notice}/?for={city.shen.pk}")
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("person", "whom"),
    [
        pytest.param("bo", "shen", id="of the village next door"),
        pytest.param("he", "tong", id="for one with a phone"),
        pytest.param("wu", "shen", id="a resident"),
        pytest.param("tong", "shen", id="a colleague"),
    ],
)
def test_nobody_else_speaks_for_anybody(city: City, person: str, whom: str) -> None:
    # To everybody of the village: whoever is spoken for is meant.
    notice = sent(city, "town", "fang", places=["village"], asks=Asks.ACT, due_at=at(9, 40))
    who = city.wu.user if person == "wu" else city.people[person]
    assert who is not None
    address = f"/notices/to-me/{notice}/done/?for={city.people[whom].pk}"

    with clock.fixed(at(9, 10)):
        assert sign_in(who).post(address).status_code == 404

    assert not Receipt.objects.exists()


def test_what_does_not_reach_them_is_not_there(city: City) -> None:
    notice = sent(
        city, "town", "fang", places=["village"], who=(Who.CLERK,), asks=Asks.ACT, due_at=at(16)
    )
    address = f"/notices/to-me/{notice}/?for={city.shen.pk}"
    assert get(city, "he", address).status_code == 404
