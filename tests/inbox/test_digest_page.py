"""The digest as a page, and what somebody chooses of digests and interruptions."""

from datetime import datetime

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.digests import send_one
from lianhu.inbox.models import Choice
from lianhu.kernel import clock
from tests.cast import MONDAY, City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

DIGEST = "/inbox/digest/"
CHOICES = "/account/attention/"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def follow_up(city: City, words: str, now: datetime) -> None:
    case = climb(city, ask(city.wu, now, words), "village", now)
    village = city.desks["village"].pk
    act(case, rules.Answer(city.he.pk, village, "可以", ()), now)
    act(case, rules.OnBehalf(city.he.pk, village, "办了", MONDAY), now)
    with clock.fixed(now):
        call_waiting(now)


def page(city: City, person: str, now: datetime) -> str:
    with clock.fixed(now):
        return text_of(sign_in(city.people[person]).get(DIGEST))


def send(now: datetime) -> None:
    with clock.fixed(now):
        while send_one(now):
            pass


def test_it_says_what_has_come_since_the_last_and_what_is_open_of_that(city: City) -> None:
    assert "还没有摘要" in page(city, "he", at(9))
    follow_up(city, "早上的问", at(9))
    found = page(city, "he", at(9, 1))
    assert "上一份摘要以后 今天 17:00给您 早上的问" in found

    send(at(17))
    follow_up(city, "傍晚的问", at(17, 5))
    found = page(city, "he", at(17, 6))
    assert "上一份摘要以后 今天 17:20给您 傍晚的问" in found
    assert "今天 17:00发的 还有1件没办完 早上的问" in found
    assert "早上的问" not in page(city, "ma", at(17, 6))


def test_what_is_done_is_gone_from_it(city: City) -> None:
    follow_up(city, "早上的问", at(9))
    send(at(17))
    act(
        Case.objects.get(),
        rules.FollowUp(city.he.pk, city.desks["village"].pk, "好了"),
        at(17, 1),
    )
    found = page(city, "he", at(17, 2))

    assert "早上的问" not in found
    assert "都办完了" in found


def test_it_asks_few_questions(city: City, django_assert_num_queries) -> None:
    for n in range(2):
        follow_up(city, f"第{n}问", at(9))
    send(at(17))
    follow_up(city, "再问", at(17, 5))
    he = sign_in(city.he)
    with clock.fixed(at(17, 6)):
        with django_assert_num_queries(12):
            he.get(DIGEST)
        follow_up(city, "再问", at(17, 6))
        with django_assert_num_queries(12):
            he.get(DIGEST)


def test_times_and_budget_are_chosen_in_words(city: City) -> None:
    shen = sign_in(city.shen)
    with clock.fixed(at(9)):
        found = text_of(shen.get(CHOICES))
        assert "最多3次" in found
        sent = {"times": ["17:00", "11:40"], "budget": "0", "reach": "sms"}
        assert shen.post(CHOICES, sent).status_code == 302
        again = shen.get(CHOICES)

    row = Choice.objects.get(person=city.shen)
    assert (row.times, row.budget, row.reach) == (["11:40", "17:00"], 0, "sms")
    assert row.reach_by is None
    assert again.context["form"].initial == sent | {"times": ["11:40", "17:00"]}


def test_one_digest_a_day_is_the_least(city: City) -> None:
    shen = sign_in(city.shen)
    with clock.fixed(at(9)):
        refused = shen.post(CHOICES, {"budget": "0"})
        wrong = shen.post(CHOICES, {"times": "03:00", "budget": "99"})

    assert "请至少留一个时间" in text_of(refused)
    assert refused.status_code == wrong.status_code == 422
    assert not Choice.objects.exists()


def test_both_are_for_staff(city: City) -> None:
    wu = sign_in(city.people["wu"])
    for address in (DIGEST, CHOICES):
        assert wu.get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert "什么事提醒我" not in text_of(wu.get("/account/"))
    assert "什么事提醒我" in text_of(sign_in(city.shen).get("/account/"))
