"""Whoever scans a matter's code sees how far it has come, and nothing else."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.kernel import clock
from lianhu.kernel.models import Tally
from tests.cast import City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

WORDS = "家里的水管漏了"
# Who and what must never stand there.
SECRETS = ["水管", "吴", "沈", "罗", "石桥村12号", "0005", "LH-"]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def page_of(case: Case, now: datetime) -> str:
    with clock.fixed(now):
        return text_of(Client().get(f"/t/{case.token}/"))


def test_every_case_has_a_token_of_its_own(city: City) -> None:
    tokens = {ask(city.wu, at(9), f"第{n}件").token for n in range(3)}

    assert len(tokens) == 3
    assert all(re.fullmatch("[A-Za-z0-9_-]{22}", token) for token in tokens)


def test_where_until_when_and_what_comes_of_it(city: City) -> None:
    case = climb(city, ask(city.wu, at(9), WORDS), "city", at(9, 1))
    act(case, rules.Take(city.luo.pk, city.desks["city"].pk), at(9, 2))

    page = page_of(case, at(9, 3))

    assert "走到哪一步了 正在办 现在在 市联群办 什么时候答复 今天10:00前" in page
    assert "打电话给市联群办" in page
    for secret in SECRETS:
        assert secret not in page.replace(city.desks["city"].phone, "").replace("000 5000", "")
    assert "说好今天 10:00答复，没做到，对不起。" in page_of(case, at(10))


def test_the_officer_of_a_beat_stays_unnamed(city: City) -> None:
    case = ask(city.wu, at(9), WORDS)
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(9, 1))

    page = page_of(case, at(9, 3))

    assert "正在办 现在在 联户干部" in page
    for secret in [*SECRETS, "石桥村"]:
        assert secret not in page


def test_what_is_kept_in_confidence_is_nowhere(city: City) -> None:
    case = climb(city, ask(city.wu, at(9), WORDS), "city", at(9, 1))
    act(case, rules.MarkConfidential(city.people["wu"].pk), at(9, 2))

    page = page_of(case, at(9, 3))

    assert "已收到" in page
    assert "市联群办" not in page


def test_every_status_has_its_words(city: City) -> None:
    wu, beat, shen = city.people["wu"].pk, city.desks["beat"].pk, city.shen.pk
    case = ask(city.wu, at(9), WORDS)
    act(case, rules.AskResident(shen, beat, "几楼?"), at(9, 1))
    assert "等提出的人补充" in page_of(case, at(9, 2))
    act(case, rules.ResidentReply(wu, "三楼"), at(9, 3))
    act(case, rules.Answer(shen, beat, "今天修"), at(9, 4))
    assert "已答复" in page_of(case, at(9, 5))
    act(case, rules.Reopen(wu, "没修"), at(9, 6))
    assert "没解决，重新办" in page_of(case, at(9, 7))
    act(case, rules.Withdraw(wu), at(9, 8))
    assert "不问了" in page_of(case, at(9, 9))
    assert "三楼" not in page_of(case, at(9, 9))


def test_it_goes_into_no_search_engine_cache_or_log(city: City) -> None:
    case = ask(city.wu, at(9), WORDS)

    response = Client().get(f"/t/{case.token}/")

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "private, no-store"
    # A page without a referrer cannot send forms; it makes nobody a session either.
    assert "<form" not in response.content.decode()
    assert response.cookies == {}


def test_the_number_opens_nothing(city: City) -> None:
    case = ask(city.wu, at(9), WORDS)

    for path in (f"/t/{case.number}/", f"/t/{case.token[:-1]}/", f"/t/{case.token}%00/"):
        assert Client().get(path).status_code == 404


def test_trying_tokens_ends_soon(city: City) -> None:
    case = ask(city.wu, at(9), WORDS)
    client, other = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")

    tried = [client.get(f"/t/{n:022}/").status_code for n in range(31)]

    assert tried == [404] * 30 + [429]
    refused = client.get(f"/t/{case.token}/")
    assert refused.status_code == 429
    assert "请过一个小时再试" in text_of(refused)
    assert other.get(f"/t/{case.token}/").status_code == 200
    # An hour later it is open again.
    Tally.objects.update(hour=clock.wall() - timedelta(hours=2))
    assert client.get(f"/t/{case.token}/").status_code == 200


def test_looking_at_what_is_there_costs_little(city: City, django_assert_num_queries) -> None:
    case = ask(city.wu, at(9), WORDS)

    with django_assert_num_queries(3):
        Client().get(f"/t/{case.token}/")
    assert not Tally.objects.exists()


def test_the_matter_s_page_has_its_number_and_the_code(city: City) -> None:
    case = ask(city.wu, at(9), WORDS)

    with clock.fixed(at(9, 1)):
        page = sign_in(city.people["wu"]).get(f"/my/{case.number}/").content.decode()

    code = page[page.index('aria-labelledby="code"') :]
    assert f'href="http://testserver/t/{case.token}/"' in code
    assert case.number in code
    assert 'class="lh-qr"' in code
