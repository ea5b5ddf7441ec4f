"""A resident asks on the phone, and is told what asking brings."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.grid.models import Duty, Leave, Resident, Stay
from lianhu.kernel import clock
from tests.cast import (
    FRIDAY,
    QUESTION,
    City,
    at,
    make_city,
    sign_in,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

IDENTITY_NUMBER = "11010519491231002X"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    """Wu's phone, on a Friday at 14:33."""
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


def key_of(client: Client) -> str:
    found = re.search(r'name="key" value="([^"]+)"', client.get("/ask/").content.decode())
    assert found is not None
    return found[1]


def test_the_officer_and_today_s_duty_stand_on_top(wu: Client) -> None:
    page = text_of(wu.get("/ask/"))

    assert "沈小满 您的联户干部 正在值班，今天到17:30" in page
    assert "今天15:33前" in page  # the promise, as a time of day
    assert "上班时间1小时内给您答复" in page
    assert "110" in page and "119" in page and "120" in page


def test_a_backup_answers_while_the_officer_is_away(city: City, wu: Client) -> None:
    duty = Duty.objects.get(desk=city.desks["beat"], person=city.shen)
    Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(18))

    page = text_of(wu.get("/ask/"))

    assert "今天由童谷雨值班，到17:30" in page
    assert city.people["tong"].phone in wu.get("/ask/").content.decode()


def test_asking_opens_the_matter(city: City, wu: Client) -> None:
    response = wu.post("/ask/", {"key": key_of(wu), "words": QUESTION, "case_class": "question"})

    case = Case.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/my/{case.number}/"
    assert case.asker == city.wu
    assert case.case_class == rules.CaseClass.QUESTION


def test_sending_twice_asks_once(wu: Client) -> None:
    sent = {"key": key_of(wu), "words": QUESTION}

    first, second = wu.post("/ask/", sent), wu.post("/ask/", sent)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_other_words_under_a_used_key_are_asked_back(wu: Client) -> None:
    key = key_of(wu)
    wu.post("/ask/", {"key": key, "words": QUESTION})

    response = wu.post("/ask/", {"key": key, "words": "停水了,几点来水?"})

    assert "这是另一件事的话，请再按一次发送" in text_of(response)
    assert "停水了,几点来水?" in response.content.decode()
    new = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert new is not None and new[1] != key


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b\u2060", "ㅤ"])
def test_nothing_to_be_seen_is_nothing_asked(wu: Client, words: str) -> None:
    response = wu.post("/ask/", {"key": key_of(wu), "words": words})

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert "请写几个字" in text_of(response)
    assert not Case.objects.exists()


def test_an_identity_number_is_pointed_out_once(wu: Client) -> None:
    words = f"我的身份证{IDENTITY_NUMBER},帮我查查"
    sent = {"key": key_of(wu), "words": words}

    warned = wu.post("/ask/", sent)
    assert "里面有身份证号或银行卡号" in text_of(warned)
    assert words in warned.content.decode()
    assert not Case.objects.exists()

    assert wu.post("/ask/", sent | {"warned": "1"}).status_code == 302


def test_a_phone_number_is_nobody_s_surprise(wu: Client) -> None:
    assert wu.post("/ask/", {"key": key_of(wu), "words": "请打13800138000"}).status_code == 302


def test_before_sending_after_hours_one_knows(city: City) -> None:
    with clock.fixed(at(20)):
        page = text_of(sign_in(city.people["wu"]).get("/ask/"))

    assert "5月18日 8:30上班" in page
    assert "现在已下班，5月18日 8:30先看， 9:30前 给您答复" in page


@pytest.mark.parametrize("moved_away", [True, False])
def test_who_lives_nowhere_is_told_whom_to_call(city: City, wu: Client, moved_away: bool) -> None:
    if moved_away:
        Stay.objects.filter(household=city.wu.household).update(ends_on=FRIDAY)
    else:
        Resident.objects.filter(pk=city.wu.pk).update(household=None)

    page = wu.get("/ask/")

    assert page.status_code == 200
    assert "还不知道您家在哪儿" in text_of(page)
    assert city.desks["city"].phone in page.content.decode()
    assert wu.post("/ask/", {"key": "x", "words": QUESTION}).status_code == 200
    assert not Case.objects.exists()
