"""The same question through a second door is offered as the one that is open already."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from lianhu.cases import rules, services
from lianhu.cases.models import Attachment, Case, Event
from lianhu.kernel import clock
from tests.cast import FRIDAY, City, act, ask, at, make_city, sign_in
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db

WORDS = "家里停水了,什么时候来水?"
AGAIN = "家里停水了 什么时候能来水"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


def by_phone(city: City, day: date = FRIDAY) -> Case:
    """What Wu asked through the officer."""
    question = services.Question(
        city.wu, city.nodes["beat"], WORDS, door=rules.Door.OFFICER, actor=city.shen.pk
    )
    return services.ask(question, key=f"by phone {day}", now=at(9, day=day))


def test_it_is_asked_whether_one_means_that(city: City, wu: Client) -> None:
    case = by_phone(city)

    response = wu.post("/ask/", {"key": "k", "words": AGAIN})

    page = text_of(response)
    assert response.status_code == 422
    assert f"您是不是在问这件事？ 编号 {case.number} 今天 9:00提出 已收到 {WORDS}" in page
    assert "就是这件，补充进去" in page
    assert "不是，另外问" in page
    assert AGAIN in response.content.decode()
    assert Case.objects.count() == 1


def test_that_is_it(city: City, wu: Client) -> None:
    case = by_phone(city)
    photo = upload(jpeg(), "IMG.jpg")
    first = wu.post("/ask/", {"key": "k", "words": AGAIN, "photos": photo}).content.decode()
    token = re.search(r'name="photo" value="([^"]+)"', first)
    assert token is not None
    sent = {"key": "k", "words": AGAIN, "photo": token[1], "same": case.number}

    responses = [wu.post("/ask/", sent) for _ in range(2)]  # a double tap adds once

    assert [response["Location"] for response in responses] == [f"/my/{case.number}/"] * 2
    assert Case.objects.get().door == rules.Door.OFFICER
    added = Event.objects.select_related("words").get(case=case, kind=rules.Kind.NOTED)
    assert added.words is not None
    assert added.words.body == AGAIN
    assert Attachment.objects.filter(words=added.words).count() == 1


def test_no_that_is_another_one(city: City, wu: Client) -> None:
    by_phone(city)

    response = wu.post("/ask/", {"key": "k", "words": AGAIN, "other": "1"})

    new = Case.objects.latest("id")
    assert response["Location"] == f"/my/{new.number}/"
    assert [case.door for case in Case.objects.order_by("id")] == ["officer", "page"]


def test_words_are_added_to_a_matter_that_is_alike_only(city: City, wu: Client) -> None:
    other = ask(city.wu, at(9), "路灯不亮")
    by_phone(city)

    response = wu.post("/ask/", {"key": "k", "words": AGAIN, "same": other.number})

    assert response.status_code == 422
    assert not Event.objects.filter(kind=rules.Kind.NOTED).exists()


@pytest.mark.parametrize("why", ["answered", "a week ago", "another asker", "other words"])
def test_otherwise_nothing_is_asked_back(city: City, wu: Client, why: str) -> None:
    match why:
        case "answered":
            answer = rules.Answer(city.shen.pk, city.desks["beat"].pk, "今晚来水")
            act(by_phone(city), answer, at(9, 1))
        case "a week ago":
            by_phone(city, date(2026, 5, 8))
        case "another asker":
            ask(city.residents["daughter"], at(9), WORDS)
        case "other words":
            ask(city.wu, at(9), "路灯不亮")

    assert wu.post("/ask/", {"key": "k", "words": AGAIN}).status_code == 302
    assert Case.objects.count() == 2


def test_what_others_of_the_household_asked_is_not_told(city: City, wu: Client) -> None:
    daughter = city.residents["daughter"]
    ask(daughter, at(9), WORDS)

    response = wu.post("/ask/", {"key": "k", "words": AGAIN, "whom": str(daughter.pk)})

    assert response.status_code == 302
    assert Case.objects.filter(asker=daughter).count() == 2


def test_a_number_that_was_warned_of_is_not_warned_of_again(city: City, wu: Client) -> None:
    words = f"{WORDS}身份证11010519491231002X"
    ask(city.wu, at(9), words)

    warned = wu.post("/ask/", {"key": "k", "words": words})
    liked = wu.post("/ask/", {"key": "k", "words": words, "warned": "1"})

    assert "里面有身份证号或银行卡号" in text_of(warned)
    assert "您是不是在问这件事" not in text_of(warned)
    assert "您是不是在问这件事" in text_of(liked)
    assert "里面有身份证号" not in text_of(liked)
    assert 'name="warned" value="1"' in liked.content.decode()
