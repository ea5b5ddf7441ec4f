"""What we asked of people in a month: minutes and interruptions by asking desk, nobody named."""

from datetime import date, timedelta

import pytest

from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import services as notices
from tests.cast import City, at, sign_in
from tests.notices import asked, small
from tests.pages import text_of

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 15)


def page(city: City, query: str = "", who: str = "shen") -> str:
    with clock.fixed(at(10)):
        response = sign_in(city.people[who]).get(f"/asked/{query}")
    assert response.status_code == 200
    return text_of(response)


def plain(city: City, query: str = "", who: str = "shen") -> str:
    return page(city, query, who).replace(" 分钟", "分钟")


def test_minutes_and_interruptions_by_asking_desk(city: City) -> None:
    asked.sent(city, "town", "fang", minutes=30)  # to two villages, today
    small.sent(city, "town", "fang", minutes=2)  # to three officers, without a time
    small.sent(city, "city", "luo", asks=Asks.ACT, due_at=at(9, 30), minutes=5)
    said = plain(city)
    assert "柳溪镇 1 1 1 小时 6分钟 2" in said
    assert "市联群办 0 1 15分钟 3" in said
    assert said.index("柳溪镇 1") < said.index("市联群办 0")
    assert "1 小时 21分钟 工作人员的时间 · 提醒5次" in said


def test_households_stand_apart(city: City) -> None:
    small.sent(city, "village", "he", who=(Who.HOUSEHOLD,), minutes=3)
    said = plain(city)
    assert "石桥村 0 1 – 0 6分钟" in said
    assert "0 工作人员的时间 · 提醒0次 · 居民户6分钟" in said


def test_officers_stand_together_and_their_titles_nowhere(city: City) -> None:
    for beat, who in (("beat", "shen"), ("beat3", "yan")):
        small.sent(city, beat, who, asks=Asks.KNOW, who=(Who.HOUSEHOLD,), minutes=1)
    said = page(city)
    assert "联户干部，发给自己的住户 0 2" in said
    assert "联户网格" not in said.split("要了大家多少工夫")[1]
    for query in ("?desk=beat", "?month=2026-05&desk=beat3"):
        with clock.fixed(at(10)):
            assert sign_in(city.people["fang"]).get(f"/asked/{query}").status_code == 404


def test_what_it_was_for_stands_behind_it_and_nobody_is_named(city: City) -> None:
    asked.sent(city, "town", "fang", minutes=30)
    small.sent(city, "city", "luo")
    said = plain(city, "?desk=town")
    assert f"{asked.TITLE} 要填报 {asked.PURPOSE} 2 30 1 小时 2" in said
    assert small.TITLE not in said
    for who in ("fang", "luo", "he", "bo"):
        assert city.people[who].name not in said


def test_a_correction_counts_again_and_a_withdrawal_does_not(city: City) -> None:
    notice = small.sent(city, "town", "fang", minutes=2)
    text = small.written(city, "town", minutes=2, why="时间写错了")
    notices.correct(notice, text, by=city.people["fang"], now=at(9, 10))
    notices.send(notice, now=at(9, 10))
    notices.withdraw(notice, by=city.people["fang"], why="不发了", now=at(9, 20))
    assert "柳溪镇 0 2 12分钟" in plain(city)


def test_drafts_and_other_months_do_not_count(city: City) -> None:
    asked.draft(city, "town", "fang")
    small.sent(city, "town", "fang", at(9, day=APRIL), minutes=7)
    assert "这个月没有要大家做什么" in page(city)
    assert "柳溪镇 0 1 21分钟" in plain(city, "?month=2026-04")
    for other in ("2027-01", "1999-12", "0001-01", "9999-12", "nonsense"):
        assert "2026年5月" in page(city, f"?month={other}")
    assert "2000年1月" in page(city, "?month=2000-01")


def test_a_month_ends_at_midnight_of_the_place(city: City) -> None:
    last = at(23, 59, day=date(2026, 4, 30))
    small.sent(city, "town", "fang", last, minutes=7)
    small.sent(city, "town", "fang", last + timedelta(minutes=1), body="另一条", minutes=1)
    assert "21分钟" in plain(city, "?month=2026-04")
    assert " 3分钟" in plain(city)


def test_months_lead_to_one_another(city: City) -> None:
    with clock.fixed(at(10)):
        shen = sign_in(city.shen)
        this = shen.get("/asked/").text
        before = shen.get("/asked/?month=2026-01&desk=town").text
    assert 'href="?month=2026-04"' in this
    assert 'rel="next"' not in this
    assert "?month=2025-12&amp;desk=town" in before
    assert "?month=2026-02&amp;desk=town" in before


def test_a_desk_that_is_not_there_is_not_found(city: City) -> None:
    with clock.fixed(at(10)):
        assert sign_in(city.shen).get("/asked/?desk=nothing").status_code == 404


def test_it_is_for_everybody_at_work(city: City) -> None:
    with clock.fixed(at(10)):
        assert sign_in(city.people["wu"]).get("/asked/").status_code == 403
        assert "/asked/" in sign_in(city.shen).get("/notices/").text


def test_it_asks_few_questions_however_much_was_sent(city: City, django_assert_num_queries) -> None:
    for n in range(3):
        small.sent(city, "town", "fang", body=f"第{n}条")
        asked.sent(city, "city", "luo")
    shen = sign_in(city.shen)
    with clock.fixed(at(10)):
        for query, most in (("", 5), ("?desk=town", 6)):
            with django_assert_num_queries(most):
                shen.get(f"/asked/{query}")
