"""Who answers questions about a notice, and its topic: as the text says that was sent last."""

from typing import Any

import pytest

from lianhu.inbox.broadcasts import reading
from lianhu.inbox.broadcasts.reading import at_home
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Who
from lianhu.kernel import clock
from lianhu.notices import questions, services
from lianhu.notices.models import Notice, Question
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(city: City) -> int:
    """Water supply answers, as it has one of the two questions."""
    both = (Who.OFFICER, Who.HOUSEHOLD)
    facts: dict[str, Any] = {"contact": city.desks["water"], "topic": city.topics["water"]}
    made = small.sent(city, "village", "he", who=both, **facts)
    for words in ("几点？", small.QUESTION):
        questions.ask(Notice.objects.get(), words, by=city.shen, key=words, now=at(9))
    questions.answer(
        Question.objects.order_by("pk")[0].pk, "两点。", by=city.people["jiang"], now=at(9)
    )
    return made


def correct(city: City, notice: int) -> None:
    """Insurance is to answer, and the topic is another one. Nobody has sent it yet."""
    facts = {"contact": city.desks["insurance"], "topic": city.topics["insurance"]}
    text = small.written(city, "village", who=(Who.OFFICER, Who.HOUSEHOLD), why="改了", **facts)
    services.correct(notice, text, by=city.he, now=at(10))


def waits_at() -> list[tuple[str, str]]:
    found = Item.objects.filter(kind="notice_question", done_at=None).select_related("desk")
    waiting = [(item.desk, Question.objects.get(pk=item.ref).words) for item in found]
    return [(desk.code, words) for desk, words in waiting if desk is not None]


def shown_to(city: City, who: str, path: str) -> str:
    with clock.fixed(at(10, 30)):
        response = sign_in(city.people[who]).get(path)
    return text_of(response) if response.status_code == 200 else str(response.status_code)


def test_a_correction_that_nobody_has_sent_changes_neither(city: City, notice: int) -> None:
    correct(city, notice)
    change = small.written(city, "village", why="改了", contact=city.desks["insurance"])
    services.change(notice, change, by=city.he, now=at(10, 10))

    assert waits_at() == [("water", small.QUESTION)]
    assert "供水科" in shown_to(city, "shen", f"/notices/to-me/{notice}/")
    assert "供水科" in shown_to(city, "wu", f"/notices/to-me/{notice}/")
    assert "医疗保险科" in shown_to(city, "he", f"/notices/{notice}/")
    questions.ask(Notice.objects.get(), "在哪？", by=city.shen, key="k", now=at(10, 30))
    assert waits_at()[1] == ("water", "在哪？")
    reading.refuse(city.wu, city.topics["insurance"].pk, at(10, 30))
    assert reading.waiting(at_home(city.wu), at(10, 30))


def test_sent_it_takes_them_over_and_what_is_open_waits_at_the_new_desk(
    city: City, notice: int
) -> None:
    correct(city, notice)
    [open_question] = Question.objects.filter(answered_at=None)
    page = f"/notices/questions/{open_question.pk}/"
    services.send(notice, now=at(10))

    assert waits_at() == [("insurance", small.QUESTION)]
    assert small.QUESTION in shown_to(city, "gu", page)
    assert shown_to(city, "jiang", page) == "404"
    assert "医疗保险科" in shown_to(city, "shen", f"/notices/to-me/{notice}/")
    reading.refuse(city.wu, city.topics["insurance"].pk, at(10, 30))
    assert reading.waiting(at_home(city.wu), at(10, 30)) == []


def test_a_withdrawal_leaves_them_as_they_were(city: City, notice: int) -> None:
    correct(city, notice)
    services.withdraw(notice, by=city.he, why="发错了", now=at(10))

    assert waits_at() == [("water", small.QUESTION)]
    assert small.newest(notice).contact == city.desks["water"]
