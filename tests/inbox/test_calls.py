"""Those without a smart phone: the roster above calls them, or prints a sheet."""

from datetime import datetime
from typing import Any

import pytest

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.channels.models import Delivery
from lianhu.grid.models import Duty, Leave
from lianhu.grid.queries import desks_above
from lianhu.grid.rules import Role
from lianhu.inbox import services
from lianhu.inbox.models import Choice, Interruption, Item
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.services import Transition, settle
from lianhu.kernel import clock
from tests.cast import LONG_AGO, MONDAY, City, act, ask, at, make_city, sign_in
from tests.inbox.rounds import work
from tests.pages import text_of

pytestmark = pytest.mark.django_db

CALLS = "/calls/"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def wants(person: User, how: Reach) -> None:
    services.reach(person, how, by=person)


def get(city: City, person: str, address: str, now: datetime) -> Any:
    with clock.fixed(now):
        return sign_in(city.people[person]).get(address)


def sent_to(person: User) -> list[str]:
    return [d.body for d in Delivery.objects.order_by("pk") if d.address == person.phone]


def calls() -> list[tuple[str, str, datetime | None]]:
    """What is to be told by telephone: where, of whom, by when."""
    open_now = Item.objects.filter(kind__in=("call", "call_now"), done_at=None).order_by("pk")
    return [
        (item.desk.code, User.objects.get(pk=item.ref).username, item.due_at)
        for item in open_now
        if item.desk
    ]


@pytest.mark.parametrize("how", [Reach.CALL, Reach.PAPER])
def test_what_would_interrupt_is_told_by_the_roster_above(city: City, how: Reach) -> None:
    wants(city.shen, how)
    ask(city.wu, at(9), "路灯不亮")
    work(at(9))

    assert calls() == [("village", "shen", at(9, 15))]
    # He Chunsheng, of that roster, is the one who has a phone.
    assert [d.address for d in Delivery.objects.filter(source__startswith="item:")] == [
        city.he.phone
    ]
    assert {(row.person.username, row.counts) for row in Interruption.objects.all()} == {
        ("shen", False),
        ("he", True),
    }
    page = text_of(get(city, "he", "/inbox/", at(9, 1)))
    assert "告诉沈小满有事要办" in page


def test_the_list_says_whom_to_call_about_what_and_by_when(city: City) -> None:
    wants(city.shen, Reach.CALL)
    ask(city.wu, at(9), "路灯不亮")
    work(at(9))
    page = text_of(get(city, "he", CALLS, at(9, 1)))

    assert "沈小满 石桥村第1联户网格 上一级打电话 今天9:15前告诉 路灯不亮" in page
    assert "1件待办" in page
    assert "吴长青" not in page
    assert "石桥村12号" not in page
    assert "下面其他人" in page
    assert "童谷雨" in page

    with clock.fixed(at(9, 2)):
        he = sign_in(city.he)
        assert "已告诉沈小满" in text_of(he.post(f"/calls/{city.shen.pk}/told/", follow=True))
    assert calls() == []
    page = text_of(get(city, "he", CALLS, at(9, 3)))
    assert "路灯不亮" in page  # waits still
    assert "今天9:15前告诉" not in page


def test_a_call_is_done_with_what_it_is_about(city: City) -> None:
    wants(city.shen, Reach.CALL)
    case = ask(city.wu, at(9))
    work(at(9))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 5))

    assert calls() == []


def test_of_several_things_one_person_is_called_once(city: City) -> None:
    wants(city.shen, Reach.CALL)
    for n in range(3):
        ask(city.wu, at(9), f"第{n}问")
    work(at(9))

    assert len(calls()) == 3
    assert Interruption.objects.filter(person=city.he).count() == 1


def test_an_emergency_is_a_call_at_once_at_any_hour(city: City, emergency: str) -> None:
    wants(city.shen, Reach.PAPER)
    need = Need(Address.DESK, city.desks["beat"].pk, emergency, "x", 1)
    settle([Transition(frozenset(), frozenset({need}))], now=at(22))
    work(at(22))

    assert calls() == [("village", "shen", at(22))]
    bypassed = Interruption.objects.filter(bypasses=True)
    assert {row.person.username for row in bypassed} == {"shen", "he"}
    assert "现在就给沈小满打电话" in text_of(get(city, "he", "/inbox/", at(22, 1)))


def test_what_a_digest_holds_is_told_too_and_no_message_goes(city: City) -> None:
    wants(city.shen, Reach.CALL)
    case = ask(city.wu, at(9), case_class=rules.CaseClass.MATTER)
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9))
    act(case, rules.OnBehalf(city.shen.pk, city.desks["beat"].pk, "办了", MONDAY), at(9))
    work(at(9))
    page = text_of(get(city, "he", CALLS, at(9, 1)))
    assert "今天 17:00的摘要里有1件" in page
    work(at(17))

    assert [(desk, who) for desk, who, _ in calls()] == [("village", "shen")]
    assert sent_to(city.shen) == []


def test_by_message_all_of_it_is_said_and_where_to_call(city: City) -> None:
    wants(city.he, Reach.SMS)
    need = Need(Address.DESK, city.desks["village"].pk, "case", "x", 1, at(9, 20))
    late = [Need(Address.DESK, city.desks["village"].pk, "follow_up", f"{n}", n) for n in range(7)]
    settle([Transition(frozenset(), frozenset([need, *late]))], now=at(9))
    work(at(9))
    assert sent_to(city.he) == ["石桥村有新的诉求，今天9:20前。请打000 5000 0902。"]

    work(at(17))
    digest = sent_to(city.he)[-1]
    assert digest.count("石桥村有") == 5
    assert digest.endswith("还有2件。")


def test_nobody_is_above_the_top_who_could_call(city: City) -> None:
    wants(city.luo, Reach.CALL)
    need = Need(Address.DESK, city.desks["city"].pk, "case", "x", 1, at(9, 10))
    settle([Transition(frozenset(), frozenset({need}))], now=at(9))
    work(at(9))

    assert calls() == []
    assert len(sent_to(city.luo)) == 1


def test_of_a_digest_that_a_roster_can_tell_half_of_nothing_is_left_untold(city: City) -> None:
    """Luo helps at a beat too: what waits at the city office nobody above could tell."""
    wants(city.luo, Reach.CALL)
    beat = city.desks["beat3"]
    Duty.objects.create(desk=beat, person=city.luo, role=Role.OFFICER, starts_at=LONG_AGO)
    needs = {
        Need(Address.DESK, desk.pk, "case", desk.code, ask(city.wu, at(9), desk.code).pk)
        for desk in (beat, city.desks["city"])
    }
    settle([Transition(frozenset(), frozenset(needs))], now=at(9))
    work(at(9))
    work(at(17))

    assert [where for where in calls() if where[1] == "luo"] == [("village2", "luo", None)]
    assert ["有1件待办" in body for body in sent_to(city.luo)] == [True]


def test_the_roster_above_a_section_is_that_of_its_place(city: City) -> None:
    desks = city.desks
    above = desks_above([desks["beat"], desks["village"], desks["insurance"], desks["city"]])

    assert {key: desk.code for key, desk in above.items()} == {
        desks["beat"].pk: "village",
        desks["village"].pk: "community",
        desks["insurance"].pk: "city",
    }


def test_what_is_told_in_confidence_or_about_oneself_stays_so(city: City) -> None:
    wants(city.shen, Reach.CALL)
    case = ask(city.wu, at(9), "不要告诉别人")
    act(case, rules.MarkConfidential(city.shen.pk, city.desks["beat"].pk), at(9))
    about_he = Need(
        Address.DESK, city.desks["beat"].pk, "case", "y", case.pk, at(9, 30), city.he.pk
    )
    settle([Transition(frozenset(), frozenset({about_he}))], now=at(9))
    work(at(9))

    for address in (CALLS, f"/calls/{city.shen.pk}/sheet/"):
        page = text_of(get(city, "he", address, at(9, 1)))
        assert "不要告诉别人" not in page
        assert page.count("要求保密") == 1
        assert case.number in page


def test_a_sheet_has_all_that_waits_with_room_and_a_number_to_call(city: City) -> None:
    wants(city.shen, Reach.PAPER)
    ask(city.wu, at(9), "路灯不亮")
    matter = ask(city.zheng, at(9), "帮忙办证", case_class=rules.CaseClass.MATTER)
    work(at(9))
    page = text_of(get(city, "he", f"/calls/{city.shen.pk}/sheet/", at(9, 1)))

    assert "答复请打给 石桥村" in page
    assert page.count("我的答复") == 2
    assert matter.number in page
    assert "2026-05-15 09:01" in page
    for name in ("吴长青", "郑玉兰", "石桥村12号"):
        assert name not in page


def test_a_stand_in_is_told_by_the_roster_of_the_desk(city: City) -> None:
    bo = city.people["bo"]
    Leave.objects.create(duty=city.shen.duties.get(), starts_at=at(8), ends_at=at(18), stand_in=bo)
    wants(bo, Reach.CALL)
    ask(city.wu, at(9), "路灯不亮")
    work(at(9))

    assert calls() == [("village", "bo", at(9, 15))]
    assert "柏一舟" in text_of(get(city, "he", CALLS, at(9, 1)))


def test_the_roster_or_an_administrator_says_it_for_who_cannot(city: City) -> None:
    address = f"/calls/{city.shen.pk}/reach/"
    cen = User.objects.create_user("cen", is_administrator=True)
    for by, how in ((city.he, "paper"), (cen, "call")):
        with clock.fixed(at(9)):
            client = sign_in(by)
            assert client.get(address).status_code == 200
            assert client.post(address, {"reach": "never"}).status_code == 422
            assert client.post(address, {"reach": how}).status_code == 302
        row = Choice.objects.get(person=city.shen)
        assert (row.reach, row.reach_by, row.times) == (how, by, ["08:40", "17:00"])
    assert sign_in(cen).get(f"/calls/{city.people['wu'].pk}/reach/").status_code == 404


def test_it_asks_as_few_questions_however_much_waits(
    city: City, django_assert_max_num_queries: Any
) -> None:
    he = sign_in(city.he)
    wants(city.shen, Reach.CALL)
    ask(city.wu, at(9))
    work(at(9))
    with clock.fixed(at(9, 1)), django_assert_max_num_queries(24) as first:
        he.get(CALLS)
    wants(city.people["tong"], Reach.PAPER)
    for n in range(4):
        ask(city.zheng, at(9, 1), f"第{n}问")
    work(at(9, 2))
    with clock.fixed(at(9, 3)), django_assert_max_num_queries(len(first)):
        page = he.get(CALLS)
    assert page.status_code == 200
    assert city.people["tong"].name in page.text
