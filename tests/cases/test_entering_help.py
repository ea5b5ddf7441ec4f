"""What somebody without a smart phone says of needs, and of what other desks ask, is entered."""

from typing import Any

import pytest

from lianhu.cases import rules
from lianhu.cases.models import Case, Consultation, Event
from lianhu.cases.rules import ENTERED_BY, Kind
from lianhu.grid.models import Node
from lianhu.inbox import services as inbox
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.kernel.phones import demo_phone
from lianhu.privacy.models import Look
from tests.cast import City, act, ask, at, climb, sign_in
from tests.inbox.spoken import NOW, address, city_by_telephone, get, post
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NEED = "一位老人需要人买菜"
NAMES = ("吴长青", "石桥村12号")


@pytest.fixture
def city() -> City:
    return city_by_telephone("yan")


@pytest.fixture
def need(city: City) -> Case:
    case = ask(city.wu, at(14, 33), "没人买菜", case_class=rules.CaseClass.MATTER)
    beat = city.desks["beat"].pk
    return act(case, rules.PublishNeed(city.shen.pk, beat, NEED, agreed=True), at(14, 40))


def newest(case: Case) -> Event:
    return Event.objects.filter(case=case).latest("seq")


def take_up(city: City, need: Case, by: str = "bo", key: str = "a") -> int:
    page = address(city.people["yan"], "need_take_up", need.number)
    status: int = post(city, by, page, key=key).status_code
    return status


def test_a_need_is_taken_up_and_visited_by_telephone(city: City, need: Case) -> None:
    yan, bo = city.people["yan"], city.people["bo"]
    board = get(city, "bo", address(yan, "needs"))
    assert NEED in text_of(board)
    assert "您在记下严冬青说的话" in text_of(board)

    assert take_up(city, need) == 302
    event = newest(need)
    assert (event.kind, event.actor, event.data[ENTERED_BY]) == (Kind.NEED_TAKEN_UP, yan, bo.pk)
    need.refresh_from_db()
    assert need.need_taken_up_by == yan

    page = address(yan, "visit_done", need.number)
    assert post(city, "bo", page, words="买了菜", key="b")["Location"] == address(yan, "my_visits")
    event = newest(need)
    assert (event.kind, event.actor, event.data[ENTERED_BY]) == (Kind.NEED_VISITED, yan, bo.pk)
    told = text_of(get(city, "shen", f"/cases/{need.number}/"))
    assert "由柏一舟代录" in told or "（柏一舟代录）" in told


def test_where_to_go_is_told_by_who_knows_the_household(city: City, need: Case) -> None:
    desk = city.desks["beat"]
    desk.phone = demo_phone(4711)
    desk.save()
    take_up(city, need)
    looks = Look.objects.count()
    visit = address(city.people["yan"], "visit", need.number)
    page = get(city, "bo", visit)

    assert not any(name in text_of(page) for name in NAMES)
    assert f"tel:{desk.phone}" in page.text
    assert "录音" not in text_of(page)
    assert Look.objects.count() == looks
    assert f"?for={city.people['yan'].pk}" in page.text


def test_what_waits_is_on_the_sheet_with_room(city: City, need: Case) -> None:
    yan = city.people["yan"]
    sheet = f"/calls/{yan.pk}/sheet/"
    page = get(city, "bo", sheet)
    assert NEED in text_of(page)
    assert f'href="{address(yan, "needs")}"' in page.text
    take_up(city, need)
    page = get(city, "bo", sheet)
    assert text_of(page).count(NEED) == 1
    assert f'href="{address(yan, "visit", need.number)}"' in page.text
    assert f'href="{address(yan, "visit", need.number)}"' in get(city, "bo", "/calls/").text


def test_nobody_else_takes_anything_up_for_anybody(city: City, need: Case) -> None:
    yan = city.people["yan"]
    for by in ("he", "ma", "luo", "tong", "yan", "wu"):
        assert take_up(city, need, by) == 404, by
        assert get(city, by, address(yan, "needs")).status_code == 404
    inbox.reach(yan, Reach.PAGE, by=yan)
    assert take_up(city, need) == 404
    need.refresh_from_db()
    assert need.need_taken_up_by is None


def test_of_whom_it_complains_about_no_need_is_entered(city: City, need: Case) -> None:
    Case.objects.filter(pk=need.pk).update(about=city.people["bo"])
    assert NEED not in text_of(get(city, "bo", address(city.people["yan"], "needs")))
    assert take_up(city, need) == 404


def test_what_somebody_takes_up_in_another_town_its_roster_enters_alone(
    city: City, need: Case
) -> None:
    """Who serves in two towns: the roster of the one learns nothing of needs in the other."""
    yan = city.people["yan"]
    assert take_up(city, need) == 302
    far = Node.objects.add_child(
        Node.objects.get(code="city"),
        {"code": "far", "name": "远镇", "name_en": "Far", "level": city.levels["town"]},
    )
    Case.objects.filter(pk=need.pk).update(beat=far)

    assert NEED not in text_of(get(city, "bo", address(yan, "my_visits")))
    assert get(city, "bo", address(yan, "visit", need.number)).status_code == 404
    assert post(city, "bo", address(yan, "visit_done", need.number), words="好").status_code == 404
    for page in (f"/calls/{yan.pk}/sheet/", "/calls/"):
        assert NEED not in text_of(get(city, "bo", page))
    assert NEED in text_of(get(city, "yan", f"/needs/{need.number}/"))


@pytest.fixture
def asked(city: City) -> Consultation:
    gu = city.people["gu"]
    inbox.reach(gu, Reach.PAPER, by=gu)
    case = climb(city, ask(city.wu, at(14, 33), "怎么报销"), "city", at(14, 40))
    act(
        case,
        rules.Consult(city.luo.pk, city.desks["city"].pk, city.desks["insurance"].pk, "要哪些纸?"),
        at(14, 41),
    )
    return Consultation.objects.get()


def test_a_department_replies_on_paper(city: City, asked: Consultation) -> None:
    """The roster of the place that it serves enters it."""
    gu = city.people["gu"]
    page = get(city, "luo", address(gu, "consultation", asked.pk))
    assert "您在记下顾明说的话" in text_of(page)
    assert "要哪些纸" in text_of(page)
    links = [address(gu, "consultation_reply", asked.pk), f"?act=transfer&for={gu.pk}"]
    assert all(link in page.text.replace("&amp;", "&") for link in links)

    sent = post(city, "luo", address(gu, "consultation_reply", asked.pk), words="发票", key="a")
    assert sent["Location"] == address(gu, "consultation", asked.pk)
    event = newest(asked.case)
    assert (event.kind, event.actor) == (Kind.CONSULT_REPLIED, gu)
    assert event.data[ENTERED_BY] == city.luo.pk
    desk = text_of(get(city, "luo", f"/desk/{asked.case.number}/"))
    assert "顾明（罗知微代录）" in desk


def test_a_department_passes_it_on_by_telephone(city: City, asked: Consultation) -> None:
    gu = city.people["gu"]
    page = address(gu, "consultation_transfer", asked.pk)
    assert post(city, "luo", page, to="water", words="归供水科", key="a").status_code == 302
    event = Event.objects.filter(case=asked.case, actor=gu).latest("seq")
    assert event.data[ENTERED_BY] == city.luo.pk


def test_what_is_in_confidence_is_entered_for_no_department(
    city: City, asked: Consultation
) -> None:
    Case.objects.filter(pk=asked.case_id).update(confidential=True)
    gu = city.people["gu"]
    assert get(city, "luo", address(gu, "consultation", asked.pk)).status_code == 404
    assert "要哪些纸" not in text_of(get(city, "luo", address(gu, "consultations")))
    sheet = text_of(get(city, "luo", f"/calls/{gu.pk}/sheet/"))
    assert "要哪些纸" not in sheet
    assert "要求保密" in sheet


def test_nobody_else_replies_for_a_department(city: City, asked: Consultation) -> None:
    page = address(city.people["gu"], "consultation_reply", asked.pk)
    for by in ("he", "fang", "jiang", "gu", "qin", "wu"):
        assert post(city, by, page, words="发票", key=by).status_code == 404, by


def test_what_a_household_asks_is_entered_by_its_number(city: City) -> None:
    inbox.reach(city.shen, Reach.CALL, by=city.shen)
    page = address(city.shen, "officer_ask")
    shown = text_of(get(city, "he", page))
    assert "您在记下沈小满说的话" in shown
    assert not any(name in shown for name in NAMES)

    for _again in range(2):
        with clock.fixed(NOW):
            said = {"code": "A", "words": "低保怎么办", "key": "a"}
            told = text_of(sign_in(city.he).post(page, said, follow=True))
    case = Case.objects.get()
    event = Event.objects.get(case=case, seq=1)
    assert (case.asker.household, case.door) == (city.wu.household, rules.Door.OFFICER)
    assert (event.actor, event.data[ENTERED_BY]) == (city.shen, city.he.pk)
    assert case.number in told
    assert not any(name in told for name in NAMES)
    assert case.asker == city.wu
    assert "由贺春生代录" in text_of(get(city, "wu", f"/my/{case.number}/"))


def test_before_a_number_nobody_needs_is_sent_it_is_asked_back(city: City) -> None:
    inbox.reach(city.shen, Reach.CALL, by=city.shen)
    page = address(city.shen, "officer_ask")
    said: dict[str, Any] = {"code": "A", "words": "身份证11010519491231002X能办吗", "key": "a"}
    asked_back = post(city, "he", page, **said)
    assert asked_back.status_code == 422
    assert "里面有身份证号或银行卡号" in text_of(asked_back)
    assert not Case.objects.exists()
    assert 'name="warned" value="1"' in asked_back.text
    assert post(city, "he", page, **said, warned="1").status_code == 302
    assert Case.objects.get().asker == city.wu


def test_of_other_households_nothing_is_asked_and_by_nobody_else(city: City) -> None:
    inbox.reach(city.shen, Reach.CALL, by=city.shen)
    page = address(city.shen, "officer_ask")
    for code in ("C", "nobody"):
        assert post(city, "he", page, code=code, words="好", key="a").status_code == 422
    for by in ("bo", "ma", "tong", "shen", "wu"):
        assert post(city, by, page, code="A", words="好", key="a").status_code == 404
    assert post(city, "shen", "/households/ask/", code="A", words="好", key="a").status_code == 404
    assert not Case.objects.exists()
