"""What an officer without a smart phone says, a clerk of the roster above enters."""

import re
from typing import Any

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case, Event
from lianhu.cases.rules import ENTERED_BY, Kind
from lianhu.inbox import services as inbox
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import City, act, ask, at, make_city, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NAMES = ("吴长青", "石桥村12号")


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    inbox.reach(city.shen, Reach.CALL, by=city.shen)
    return city


@pytest.fixture
def case(city: City) -> Case:
    return ask(city.wu, at(9), "路灯不亮", case_class=rules.CaseClass.MATTER)


def of(case: Case, person: Any, page: str = "") -> str:
    return f"/cases/{case.number}/{page}?for={person.pk}"


def enter(city: City, case: Case, page: str, by: str = "he", **said: str) -> Any:
    case.refresh_from_db()
    with clock.fixed(at(9, 5)):
        client = sign_in(city.people[by])
        return client.post(
            of(case, city.shen, page), {"seq": str(case.seq), "key": f"key {page}"} | said
        )


def newest(case: Case) -> Event:
    found = Event.objects.filter(case=case).order_by("-seq").first()
    assert found is not None
    return found


def test_the_answer_is_the_officers_and_the_timelines_say_who_entered_it(
    city: City, case: Case
) -> None:
    response = enter(city, case, "answer/", words="明天来修")
    event = Event.objects.get(case=case, kind=Kind.ANSWERED)

    assert response["Location"] == "/calls/"
    assert (event.actor, event.desk, event.data[ENTERED_BY]) == (
        city.shen,
        city.desks["beat"],
        city.he.pk,
    )
    with clock.fixed(at(9, 6)):
        wu = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))
        shen = text_of(sign_in(city.shen).get(f"/cases/{case.number}/"))
    assert "明天来修" in wu
    assert "沈小满" in wu
    assert "由贺春生代录" in wu
    assert "（贺春生代录）" in shen


def test_who_asked_is_not_shown_and_no_look_is_made(city: City, case: Case) -> None:
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(9, 1))
    with clock.fixed(at(9, 5)):
        he = sign_in(city.he)
        pages = [text_of(he.get(of(case, city.shen, page))) for page in ("", "answer/")]

    for page in pages:
        assert "您在记下沈小满说的话" in page
        assert "路灯不亮" in page
        assert not any(name in page for name in NAMES)
    assert not Look.objects.exists()


def test_every_form_and_link_of_the_page_stays_with_the_person(city: City, case: Case) -> None:
    with clock.fixed(at(9, 5)):
        page = sign_in(city.he).get(of(case, city.shen)).content.decode()
    addresses = re.findall(rf'(?:action|href)="(/cases/{case.number}/[^"]*|\?act=[^"]*)"', page)

    assert len(addresses) > 6
    assert [one for one in addresses if f"for={city.shen.pk}" not in one] == []
    assert 'class="lh-back" href="/calls/"' in page


@pytest.mark.parametrize(
    ("page", "said", "kind"),
    [
        ("take/", {}, Kind.TAKEN),
        ("pass-up/", {"words": "问过了"}, Kind.MOVED),
        ("note/", {"words": "问过了"}, Kind.NOTED),
        ("on-behalf/", {"words": "办了", "follow_up_on": "2026-05-20"}, Kind.ON_BEHALF),
        ("ask-resident/", {"words": "哪一盏?"}, Kind.RESIDENT_ASKED),
        ("transfer/", {"to": "water", "words": "归供水科"}, Kind.MOVED),
        ("extend/", {"until": "2026-05-25", "words": "等配件"}, Kind.EXTENDED),
        ("hand/", {}, Kind.HANDED),
        ("summarise/", {"words": "在修"}, Kind.SUMMARISED),
        ("publish-need/", {"words": "要人帮忙", "agreed": "on"}, Kind.NEED_PUBLISHED),
    ],
)
def test_all_that_an_officer_does_can_be_entered(
    city: City, case: Case, page: str, said: dict[str, str], kind: Kind
) -> None:
    response = enter(city, case, page, **said)
    event = newest(case)

    assert response.status_code == 302, text_of(response)
    assert response["Location"] == of(case, city.shen)
    assert (event.kind, event.actor, event.data[ENTERED_BY]) == (kind, city.shen, city.he.pk)
    with clock.fixed(at(9, 6)):
        assert "贺春生代录" in text_of(sign_in(city.he).get(response["Location"]))


def test_kept_in_confidence_it_is_read_no_more(city: City, case: Case) -> None:
    assert enter(city, case, "confidential/")["Location"] == "/calls/"
    with clock.fixed(at(9, 6)):
        assert sign_in(city.he).get(of(case, city.shen)).status_code == 404


def test_nobody_else_enters_anything_for_nobody_else(city: City, case: Case) -> None:
    """Only the roster directly above, on duty, for who chose a call or paper."""
    other = ask(city.residents["ren"], at(9), "别处的事")
    with clock.fixed(at(9, 5)):
        for by in ("bo", "ma", "luo", "yan", "tong", "shen", "qin", "wu"):
            assert sign_in(city.people[by]).get(of(case, city.shen)).status_code == 404, by
            assert enter(city, case, "answer/", by=by, words="好").status_code == 404, by
        he = sign_in(city.he)
        assert he.get(of(other, city.shen)).status_code == 404
        assert he.get(of(case, city.people["tong"])).status_code == 404  # of another beat
        for nonsense in ("x", "-1", "²", "9" * 40):
            assert he.get(f"/cases/{case.number}/?for={nonsense}").status_code == 404
        assert Client().get(of(case, city.shen)).status_code == 302
        inbox.reach(city.shen, Reach.PAGE, by=city.shen)
        assert he.get(of(case, city.shen)).status_code == 404
    assert Event.objects.filter(case=case).count() == 1


def test_whom_it_complains_about_enters_nothing(city: City, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(about=city.he)

    assert enter(city, case, "note/", words="没事").status_code == 404


def test_other_pages_know_nothing_of_it(city: City, case: Case) -> None:
    """At a desk the person who is signed in acts, whatever the address says."""
    with clock.fixed(at(9, 5)):
        he = sign_in(city.he)
        assert he.get(f"/desk/{case.number}/?for={city.shen.pk}").status_code == 404
        assert he.get(f"/inbox/?for={city.shen.pk}").status_code == 200
        assert "路灯不亮" not in text_of(he.get(f"/inbox/?for={city.shen.pk}"))


def test_sent_twice_it_is_done_once(city: City, case: Case) -> None:
    sent = {"seq": "1", "key": "a key", "words": "问过了"}
    with clock.fixed(at(9, 5)):
        he = sign_in(city.he)
        first, again = (he.post(of(case, city.shen, "pass-up/"), sent) for _ in range(2))

    assert first.status_code == again.status_code == 302
    assert Event.objects.filter(case=case, kind=Kind.MOVED).count() == 1


def test_the_call_list_leads_there(city: City, case: Case) -> None:
    with clock.fixed(at(9, 1)):
        page = sign_in(city.he).get("/calls/").content.decode()

    assert f'href="{of(case, city.shen)}"' in page


def test_whoever_supervises_has_nothing_to_enter(city: City, case: Case) -> None:
    qin = city.people["qin"]
    inbox.reach(qin, Reach.CALL, by=qin)
    with clock.fixed(at(9, 5)):
        assert sign_in(qin).get(f"/cases/{case.number}/").status_code == 302
        assert sign_in(city.luo).get(of(case, qin)).status_code == 404
