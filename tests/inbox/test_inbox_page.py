"""One inbox: what waits for a person, by what falls due, in the words that were asked."""

from urllib.parse import quote

import pytest
from django.test import Client

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case
from lianhu.cases.rules.attention import KINDS
from lianhu.inbox import registry, views
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.models import Item
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.services import Transition, settle
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import MONDAY, City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def inbox_of(city: City, person: str) -> str:
    return text_of(sign_in(city.people[person]).get("/inbox/"))


def test_an_empty_inbox_lets_one_go(city: City) -> None:
    with clock.fixed(at(9)):
        assert "没有待办，安心忙您的" in inbox_of(city, "shen")


def test_questions_stand_by_what_falls_due(city: City) -> None:
    later = ask(city.wu, at(8, 40), "想反映路灯", case_class=rules.CaseClass.COMPLAINT)
    ask(city.zheng, at(8, 50), "第二个问")
    ask(city.wu, at(8, 45), "第一个问")
    with clock.fixed(at(8, 55)):
        page = inbox_of(city, "shen")

    assert later.stages.get().due_at == at(10, 40)
    heads = [
        page.index(word) for word in ("现在 2件", "第一个问", "第二个问", "今天 1件", "想反映路灯")
    ]
    assert heads == sorted(heads)
    assert "可以等" not in page.partition("今天 1件")[2]


def test_what_waits_for_a_department_can_wait(city: City) -> None:
    case = ask(city.wu, at(14, 33), "等部门的问")
    consult = rules.Consult(city.shen.pk, city.desks["beat"].pk, city.desks["insurance"].pk, "问")
    act(case, consult, at(14, 35))
    with clock.fixed(at(14, 36)):
        officer, department = inbox_of(city, "shen"), inbox_of(city, "gu")

    assert "可以等 1件 等部门的问 已请部门答复" in officer
    assert "等部门的问" not in department  # the brief, not the case
    assert "石桥村第1联户网格来问" in department


def test_names_stay_out_and_no_look_is_made(city: City) -> None:
    ask(city.wu, at(14, 33))
    with clock.fixed(at(14, 36)):
        page = inbox_of(city, "shen")

    assert "吴长青" not in page
    assert "石桥村12号" not in page
    assert not Look.objects.exists()


def test_whose_duty_it_is_sees_it(city: City) -> None:
    ask(city.wu, at(14, 33), "给一格的问")
    with clock.fixed(at(14, 36)):
        assert "给一格的问" in inbox_of(city, "tong")  # the backup
        assert "给一格的问" not in inbox_of(city, "yan")
        assert "给一格的问" not in inbox_of(city, "he")


def test_a_follow_up_comes_back_on_its_day(city: City) -> None:
    case = ask(city.wu, at(14, 33), "住院报销的问")
    beat = city.desks["beat"].pk
    act(case, rules.Answer(city.shen.pk, beat, "可以", ()), at(14, 35))
    act(case, rules.OnBehalf(city.shen.pk, beat, "办了", MONDAY), at(14, 36))
    with clock.fixed(at(14, 37)):
        assert "可以等 1件 住院报销的问" in inbox_of(city, "shen")
    with clock.fixed(at(8, 31, day=MONDAY)):
        assert "现在 1件 住院报销的问" in inbox_of(city, "shen")


def test_an_alert_says_where_and_not_what(city: City) -> None:
    climb(city, ask(city.wu, at(13, 30), "没人办的问"), "city", at(13, 31))
    jobs.move_overdue(at(14, 59))
    with clock.fixed(at(15)):
        page = inbox_of(city, "qin")

    assert "市联群办到时间没人办" in page
    assert "没人办的问" not in page


def test_residents_have_no_inbox_of_staff(city: City) -> None:
    assert sign_in(city.people["wu"]).get("/inbox/").status_code == 403
    assert Client().get("/inbox/").status_code == 302
    assert sign_in(city.shen).post("/inbox/").status_code == 405


def test_a_long_list_is_read_page_by_page(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    for n in range(3):
        ask(city.wu, at(9), f"同时第{n}问")
    ask(city.wu, at(9, 1), "晚一点的问")
    for n in range(2):
        needed = Need(Address.PERSON, city.shen.pk, "visit", f"{n}", Case.objects.all()[n].pk)
        settle([Transition(frozenset(), frozenset({needed}))], now=at(9))
    shen, pages = sign_in(city.shen), []
    with clock.fixed(at(9, 1)):
        address = "/inbox/"
        while True:
            response = shen.get(address)
            pages.append(text_of(response))
            if not response.context["next_at"]:
                break
            address = "/inbox/?after=" + quote(response.context["next_at"])
    assert "超过2件" in pages[0]
    assert "同时第0问" in pages[0]
    assert "同时第1问" in pages[0]
    assert "同时第2问" in pages[1]
    assert "晚一点的问" in pages[1]
    assert "可以等 2件" in pages[2]
    assert len(pages) == 3


def test_nonsense_for_a_place_is_the_first_page(city: City) -> None:
    ask(city.wu, at(9), "第一个问")
    with clock.fixed(at(9, 1)):
        assert "第一个问" in text_of(sign_in(city.shen).get("/inbox/?after=nonsense"))


def test_it_says_how_much_of_the_budget_is_used_and_when_the_digest_comes(city: City) -> None:
    climb(city, ask(city.wu, at(9)), "village", at(9))
    case = climb(city, ask(city.zheng, at(9)), "town", at(9))
    fang, town = city.people["fang"].pk, city.desks["town"].pk
    act(case, rules.Answer(fang, town, "可以", ()), at(9))
    act(case, rules.OnBehalf(fang, town, "办了", MONDAY), at(9))
    with clock.fixed(at(9)):
        call_waiting(at(9))
        assert "今天提醒过您1次，上限5次" in inbox_of(city, "he")
        assert "今天提醒过您0次，上限3次" in inbox_of(city, "shen")
        assert "下一份今天 17:00给您" in inbox_of(city, "fang")
        assert "暂时没有要合在一起的" in inbox_of(city, "he")
    with clock.fixed(at(9, day=MONDAY)):
        assert "今天提醒过您0次，上限5次" in inbox_of(city, "he")


def test_it_asks_few_questions(city: City, django_assert_num_queries) -> None:
    cases = [ask(city.wu, at(14, 33), f"第{n}问") for n in range(3)]
    beat = city.desks["beat"].pk
    act(cases[0], rules.Answer(city.shen.pk, beat, "可以", ()), at(14, 35))
    act(cases[0], rules.OnBehalf(city.shen.pk, beat, "办了", MONDAY), at(14, 36))
    with clock.fixed(at(14, 37)):
        shen = sign_in(city.shen)
        with django_assert_num_queries(12):
            shen.get("/inbox/")
        for n in range(3):
            ask(city.zheng, at(14, 33), f"郑家第{n}问")
        with django_assert_num_queries(12):
            shen.get("/inbox/")


def test_every_kind_that_rules_put_can_be_shown(city: City) -> None:
    """Each kind of item, described together, in the order given."""
    cases = [ask(city.wu, at(13, 30), f"第{n}问") for n in range(2)]
    beat = city.desks["beat"].pk
    act(cases[0], rules.Answer(city.shen.pk, beat, "可以", ()), at(13, 35))
    act(cases[0], rules.OnBehalf(city.shen.pk, beat, "办了", MONDAY), at(13, 36))
    climb(city, cases[1], "city", at(13, 37))
    desks = city.desks
    consult = rules.Consult(city.luo.pk, desks["city"].pk, desks["insurance"].pk, "问")
    act(cases[1], consult, at(13, 38))
    for minute in (0, 59):
        jobs.move_overdue(at(14, minute))
    asked = ask(city.zheng, at(14, 59), "水表走得快")
    act(asked, rules.AskResident(city.shen.pk, beat, "哪天在家?"), at(14, 59))
    need = ask(city.wu, at(14, 59), "没人买菜", case_class=rules.CaseClass.MATTER)
    act(need, rules.PublishNeed(city.shen.pk, beat, "需要人买菜", agreed=True), at(14, 59))
    act(need, rules.TakeUp(city.people["yan"].pk, desks["beat3"].pk), at(14, 59))
    [visit] = Item.objects.filter(kind="visit")
    items = [visit]
    act(need, rules.Visited(city.people["yan"].pk, "买了"), at(14, 59))
    items += Item.objects.filter(done_at=None).order_by("-id")

    assert {item.kind for item in items} == set(KINDS)
    with clock.fixed(at(15)):
        rows = registry.rows(items)
    assert len(rows) == len(items)
    assert all(row.title and row.url for row in rows)
