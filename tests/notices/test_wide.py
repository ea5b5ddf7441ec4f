"""Pages of what goes to a long list of places read those above their own place alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest

from lianhu.grid.models import Duty
from lianhu.grid.rules import Role
from lianhu.inbox.broadcasts.models import Target
from lianhu.inbox.models import Item as InboxItem
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import questions, services
from lianhu.notices.models import Question
from lianhu.notices.rules.sending import Stage
from tests.cast import LONG_AGO, City, at, sign_in
from tests.inbox.spoken import address, city_by_telephone, get
from tests.notices import asked
from tests.notices.answers import call, filled
from tests.notices.small import sent, written
from tests.pages import text_of

pytestmark = pytest.mark.django_db

BEATS = ["beat", "beat2", "beat3"]


@pytest.fixture
def city(db: None) -> City:
    return city_by_telephone("shen")


@contextmanager
def places_read(city: City) -> Iterator[set[str]]:
    """Of the targets that were read, by the codes of their places."""
    found: set[str] = set()
    codes = {node.pk: code for code, node in city.nodes.items()}
    from_db = Target.from_db

    def kept(*args: Any) -> Target:
        row = from_db(*args)
        found.add(codes[row.node_id])
        return row

    with mock.patch.object(Target, "from_db", kept):
        yield found


def ask(city: City, who: str, notice: int, answer: str) -> Question:
    """On the own page, and answered."""
    with clock.fixed(at(14, 40)):
        said = {"words": "几点?", "key": who}
        told = sign_in(city.people[who]).post(f"/notices/to-me/{notice}/ask/", said)
    assert told.status_code == 302
    row = Question.objects.latest("pk")
    questions.answer(row.pk, answer, by=city.luo, now=at(14, 45))
    return row


def test_the_card_of_a_notice(city: City) -> None:
    notice = sent(city, "city", "luo", places=BEATS)
    with places_read(city) as read:
        page = get(city, "shen", f"/notices/to-me/{notice}/")
    assert "您是第1联户网格的联户干部" in text_of(page)
    assert read == {"beat"}


def test_the_card_of_a_household(city: City) -> None:
    notice = sent(city, "city", "luo", places=BEATS, who=(Who.HOUSEHOLD,), asks=Asks.KNOW)
    with places_read(city) as read:
        assert get(city, "wu", f"/notices/to-me/{notice}/").status_code == 200
    assert read == {"beat"}


def test_a_request_and_its_answer(city: City) -> None:
    request = asked.sent(city, "town", "fang", places=["village", "village2"])
    page = f"/requests/to-me/{request}/"
    with places_read(city) as read:
        assert call(city, "he", page).status_code == 200
        assert call(city, "he", page, filled(request, q1="40", q2="通")).status_code == 302
    assert read == {"village"}


def test_the_call_list_and_the_page_on_which_an_answer_is_told(city: City) -> None:
    notice = sent(city, "city", "luo", places=BEATS)
    row = ask(city, "shen", notice, "两点")
    page = address(city.shen, "notice_question", row.pk)
    with places_read(city) as read:
        assert page in get(city, "he", "/calls/").text
        assert "两点" in text_of(get(city, "he", page))
    assert read == {"beat"}


def test_what_comes_to_the_beat_after_it_was_asked_elsewhere_brings_no_answer_there(
    city: City,
) -> None:
    """Shen asks at the insurance section; then what was sent goes to the officers too."""
    desk = city.desks["insurance"]
    Duty.objects.create(person=city.shen, desk=desk, role=Role.CLERK, starts_at=LONG_AGO)
    notice = sent(city, "city", "luo", places=["city"], who=(Who.DEPARTMENT,), asks=Asks.KNOW)
    row = ask(city, "shen", notice, "给医保科")
    both = written(city, "city", who=(Who.DEPARTMENT, Who.OFFICER), asks=Asks.KNOW, why="都要看")
    services.correct(notice, both, by=city.luo, now=at(14, 46))
    assert services.send(notice, now=at(14, 46)) is Stage.SENT
    page = address(city.shen, "notice_question", row.pk)
    assert page not in get(city, "he", "/calls/").text
    assert get(city, "he", page).status_code == 404


def test_the_list_offers_nobody_an_answer_whose_page_is_closed(city: City) -> None:
    """Nothing that is sent is for a backup, who serves at the beat while nobody else does."""
    row = ask(city, "shen", sent(city, "city", "luo", places=["beat"]), "两点")
    page = address(city.shen, "notice_question", row.pk)
    assert page in get(city, "he", "/calls/").text
    Duty.objects.filter(person=city.shen).update(role=Role.BACKUP)
    assert InboxItem.objects.filter(kind="notice_answered", done_at=None).exists()
    assert get(city, "he", page).status_code == 404
    listed = get(city, "he", "/calls/")
    assert city.shen.name in listed.text
    assert page not in listed.text
