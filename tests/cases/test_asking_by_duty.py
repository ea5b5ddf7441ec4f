"""An officer asks for own households, a clerk for whoever calls."""

from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case, Event
from lianhu.cases.verify import verify
from lianhu.channels.models import Delivery
from lianhu.grid.models import Household, Leave, Resident
from lianhu.kernel import clock
from lianhu.kernel.phones import demo_phone
from lianhu.privacy.models import Look
from tests.cast import MONDAY, City, act, ask, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

WORDS = "水管冻裂了,请来看看"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def shen(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.shen)


@pytest.fixture
def he(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.he)


def for_wu(city: City, **facts: str) -> dict[str, str]:
    return {"key": "k", "words": WORDS, "whom": str(city.wu.pk), "door": "officer"} | facts


# An officer, for a household


def test_the_way_there_starts_at_the_list_of_households(shen: Client) -> None:
    page = shen.get("/households/").content.decode()

    assert 'href="/households/A/ask/"' in page
    assert "代提交 吴长青" in page


@pytest.mark.parametrize("door", ["officer", "phone"])
def test_it_is_the_resident_s_by_the_officer_s_door(city: City, shen: Client, door: str) -> None:
    response = shen.post("/households/A/ask/", for_wu(city, door=door), follow=True)

    case = Case.objects.get()
    assert (case.asker, case.beat, case.door) == (city.wu, city.nodes["beat"], door)
    assert Event.objects.get().actor == city.shen
    said = text_of(response)
    assert response.redirect_chain == [("/households/", 302)]
    assert f"已替吴长青提交：编号{case.number}，由石桥村第1联户网格办理，今天15:33前答复。" in said
    with clock.fixed(at(14, 34)):
        theirs = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))
    assert "沈小满替您问的" in theirs


def test_a_household_that_was_opened_sees_that(city: City, shen: Client) -> None:
    shen.get("/households/A/ask/")

    look = Look.objects.get()
    household = Household.objects.get(code="A")
    assert (look.verb, look.household, look.desk) == (
        "household",
        household.pk,
        city.desks["beat"].pk,
    )
    with clock.fixed(at(14, 34)):
        for member in ("wu", "daughter"):
            page = text_of(sign_in(city.people[member]).get("/my/looks/"))
            assert "沈小满 您的联户干部 今天 14:33 打开过您家的资料，代您提交或关注事情" in page
        assert "沈小满" not in text_of(sign_in(city.people["zheng"]).get("/my/looks/"))


def test_what_goes_wrong_is_a_look_too_and_loses_nothing(city: City, shen: Client) -> None:
    response = shen.post("/households/A/ask/", for_wu(city, whom=str(city.zheng.pk)))

    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert Look.objects.count() == 1
    assert not Case.objects.exists()


def test_a_contact_who_is_no_resident_yet_becomes_one(city: City, shen: Client) -> None:
    household = Household.objects.get(code="B")
    household.contact, household.phone = "郑大爷", demo_phone(777)
    household.save()

    for n in range(2):
        sent = for_wu(city, whom="contact", key=str(n), words=f"第{n}件不一样的事")
        assert shen.post("/households/B/ask/", sent).status_code in (302, 422)

    askers = set(Case.objects.values_list("asker", flat=True))
    [contact] = Resident.objects.filter(pk__in=askers)
    assert (contact.name, contact.phone) == ("郑大爷", demo_phone(777))
    assert contact.household == household
    # The second time the contact is among the residents.
    page = text_of(shen.get("/households/B/ask/"))
    assert page.count("郑大爷") == 2  # at the head of the page, and as a choice


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("shen", "A", 200),
        ("shen", "C", 404),  # of another beat
        ("shen", "none", 404),
        ("tong", "A", 404),  # backup, not standing in
        ("he", "A", 404),  # the village above
        ("wu", "A", 404),
    ],
)
def test_only_for_ones_own_households(city: City, who: str, code: str, status: int) -> None:
    with clock.fixed(at(14, 33)):
        client = sign_in(city.people[who])
        assert client.get(f"/households/{code}/ask/").status_code == status
        sent = for_wu(city)
        assert client.post(f"/households/{code}/ask/", sent).status_code == (
            302 if status == 200 else status
        )
    assert Look.objects.count() == (1 if status == 200 else 0)


def test_who_stands_in_may(city: City) -> None:
    duty = city.shen.duties.get()
    Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(18), stand_in=city.people["tong"])

    with clock.fixed(at(14, 33)):
        assert sign_in(city.people["tong"]).get("/households/A/ask/").status_code == 200


def test_the_same_matter_is_pointed_out_without_its_words(city: City, shen: Client) -> None:
    case = ask(city.wu, at(9), "水管冻裂了,请来看看吧")

    response = shen.post("/households/A/ask/", for_wu(city))
    page = text_of(response)
    assert f"您是不是在问这件事？ 编号 {case.number}" in page
    assert "看看吧" not in page

    shen.post("/households/A/ask/", for_wu(city, same=case.number))
    added = Event.objects.get(kind=rules.Kind.NOTED)
    assert (added.case, added.actor) == (case, city.shen)


def test_who_asked_through_an_officer_is_called_after_a_week(city: City, shen: Client) -> None:
    shen.post("/households/A/ask/", for_wu(city))
    case = Case.objects.get()
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "已修好"), at(14, 40))

    jobs.close_silent(at(14, 40, day=at(9).date().replace(day=22)))

    case.refresh_from_db()
    assert case.status == rules.Status.ANSWERED
    assert case.follow_up_by == city.desks["beat"]
    assert verify().findings == []


# A clerk, for a caller


def call(**facts: str) -> dict[str, str]:
    return {"key": "k", "words": WORDS, "phone": "139 1234 5678", "name": "孙大姐"} | facts


def test_a_caller_is_a_guest_at_the_clerk_s_place(city: City, he: Client) -> None:
    response = he.post("/desk/ask/", call(), follow=True)

    case = Case.objects.get()
    assert (case.beat, case.door) == (city.nodes["village"], rules.Door.PHONE)
    assert (case.asker.phone, case.asker.user) == ("+8613912345678", None)
    assert Event.objects.get().actor == city.he
    page = text_of(response)
    assert f"已替孙大姐提交：编号{case.number}，由石桥村办理，今天15:33前答复。" in page
    assert not Look.objects.exists()


def test_a_number_of_a_resident_tells_the_clerk_nothing(city: City, he: Client) -> None:
    city.wu.phone = "+8613912345678"
    city.wu.save()
    ask(city.wu, at(9), WORDS)

    response = he.post("/desk/ask/", call(), follow=True)

    assert "吴长青" not in text_of(response)
    assert "您是不是在问这件事" not in text_of(response)
    assert Case.objects.latest("id").asker != city.wu


def test_who_calls_again_is_known_by_number_and_status(city: City, he: Client) -> None:
    he.post("/desk/ask/", call())
    case = Case.objects.get()

    sent = call(key="l", words="水管冻裂了 请来看看呀")
    again = text_of(he.post("/desk/ask/", sent))
    added = text_of(he.post("/desk/ask/", sent | {"same": case.number}, follow=True))

    assert f"您是不是在问这件事？ 编号 {case.number} 今天 14:33提出 已收到" in again
    assert f"已补充到编号{case.number}。" in added
    assert Case.objects.count() == 1


def test_a_clerk_of_a_town_says_which_village(city: City) -> None:
    with clock.fixed(at(14, 33)):
        fang = sign_in(city.people["fang"])
        assert "说不清 石桥村 河西村" in text_of(fang.get("/desk/ask/"))
        fang.post("/desk/ask/", call(place="village2"))
        fang.post("/desk/ask/", call(place="", key="l", words="另外一件事情"))

    first, second = Case.objects.order_by("id")
    assert first.beat == city.nodes["village2"]
    assert second.beat == city.nodes["town"]


def test_a_clerk_asks_within_the_own_place_only(city: City, he: Client) -> None:
    assert he.get("/desk/ask/?in=village2").status_code == 404
    assert he.get("/desk/ask/?in=city").status_code == 404
    assert he.post("/desk/ask/", call(place="village2")).status_code == 422


@pytest.mark.parametrize("who", ["shen", "gu", "qin", "wu"])
def test_only_clerks_of_places(city: City, who: str) -> None:
    with clock.fixed(at(14, 33)):
        assert sign_in(city.people[who]).get("/desk/ask/").status_code == 403


def test_the_answer_goes_to_the_number(city: City, he: Client) -> None:
    he.post("/desk/ask/", call())
    case = Case.objects.get()
    act(case, rules.Answer(city.he.pk, city.desks["village"].pk, "今天就去"), at(14, 36))

    delivery = Delivery.objects.get()
    assert delivery.address == "+8613912345678"
    assert "今天就去" in delivery.body


def test_the_pages_ask_few_questions(
    city: City, shen: Client, he: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(10):
        shen.get("/households/A/ask/")
    with django_assert_num_queries(9):
        he.get("/desk/ask/")


# Who has to call


@pytest.mark.parametrize("path", ["/desk/{}/", "/cases/{}/"])
def test_a_desk_reads_the_number_of_who_has_no_page(city: City, he: Client, path: str) -> None:
    he.post("/desk/ask/", call())
    case = Case.objects.get()

    assert 'href="tel:+8613912345678"' in he.get(path.format(case.number)).content.decode()

    looks = Look.objects.order_by("id").values_list("verb", "resident", "purpose")
    assert list(looks) == [(verb, case.asker_id, case.number) for verb in ("case", "call")]
    act(case, rules.PassUp(city.he.pk, city.desks["village"].pk), at(14, 34))
    assert "tel:+8613912345678" not in he.get(path.format(case.number)).content.decode()


@pytest.mark.parametrize("path", ["/desk/{}/", "/cases/{}/"])
def test_of_who_has_one_it_is_read_to_ask_how_it_went(city: City, he: Client, path: str) -> None:
    case = ask(city.wu, at(9), case_class=rules.CaseClass.MATTER)
    village, number = city.desks["village"].pk, f'href="tel:{city.wu.phone}"'
    act(case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(9, 1))
    assert number not in he.get(path.format(case.number)).content.decode()

    act(case, rules.OnBehalf(city.he.pk, village, "已备案", MONDAY), at(9, 2))
    act(case, rules.Answer(city.he.pk, village, "办好了"), at(9, 3))
    assert number in he.get(path.format(case.number)).content.decode()
    assert Look.objects.filter(verb="call", resident=city.wu.pk).count() == 1

    act(case, rules.FollowUp(city.he.pk, village, "都好", solved=True), at(9, 4))
    assert number not in he.get(path.format(case.number)).content.decode()
    theirs = text_of(sign_in(city.people["wu"]).get("/my/looks/"))
    assert f"看了您的电话，为了{case.number}" in theirs
