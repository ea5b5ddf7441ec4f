"""What everybody may read and do: who sees a household, complaints and ideas, no fees."""

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, make_city, sign_in
from tests.pages import text_of

FREE = "不收费"

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def client_of(city: City, who: str) -> Client:
    return sign_in(city.people[who]) if who else Client()


@pytest.mark.parametrize("who", ["", "wu", "shen", "luo", "gu"])
def test_who_sees_a_household_is_told_to_everybody(city: City, who: str) -> None:
    with clock.fixed(at(14, 33)):
        page = text_of(client_of(city, who).get("/who-sees/"))

    assert "谁看得到我家的信息" in page
    for seer in ("您的联户干部", "被请来答复的部门", "督办的人", "邻居", "您投诉的那个人"):
        assert seer in page
    for word in ("工单", "网格", "上报", "节点", "会办"):
        assert word not in page


@pytest.mark.parametrize(
    ("who", "path"),
    [("", "/sign-in/"), ("", "/guest/"), ("wu", "/my/"), ("wu", "/my/looks/"), ("wu", "/ask/")],
)
def test_the_way_there_stands_where_people_begin(city: City, who: str, path: str) -> None:
    with clock.fixed(at(14, 33)):
        assert 'href="/who-sees/"' in client_of(city, who).get(path).content.decode()


def test_no_fees_and_no_codes_on_every_page_of_residents_and_guests(city: City) -> None:
    case = ask(city.wu, at(14, 30), "路灯坏了")
    public = ask(city.wu, at(14, 31), "村口路灯")

    act(public, rules.Summarise(city.shen.pk, city.desks["beat"].pk, "村口路灯在修"), at(14, 32))
    own = f"/my/{case.number}/"
    paths = ["/my/", "/ask/", "/ask/about/", own, f"{own}withdraw/", f"{own}confidential/"]
    paths += ["/my/looks/", "/village/", f"/village/{public.pk}/"]
    everybody = ["/sign-in/", "/guest/", "/who-sees/", f"/t/{case.token}/", "/nothing/"]
    with clock.fixed(at(14, 33)):
        wu = sign_in(city.people["wu"])
        pages = {path: wu.get(path) for path in paths}
        pages |= {path: Client().get(path) for path in everybody}

    lacking = [path for path, page in pages.items() if FREE not in text_of(page)]
    assert lacking == []


@pytest.mark.parametrize(
    ("who", "way"),
    [("", "/guest/"), ("wu", "/ask/"), ("shen", "/guest/"), ("luo", "/guest/"), ("qin", "/guest/")],
)
def test_complaints_and_ideas_are_matters_of_their_kind(city: City, who: str, way: str) -> None:
    with clock.fixed(at(14, 33)):
        client = client_of(city, who)
        assert client.get("/ideas/")["Location"] == f"{way}?case_class=complaint"
        form = client.get("/ideas/", follow=True).context["form"]

    assert form["case_class"].value() == "complaint"
    assert form.opens_more


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("", "/sign-in/"),
        ("", "/guest/"),
        ("wu", "/my/"),
        ("shen", "/inbox/"),
        ("shen", "/paste/"),
        ("shen", "/households/"),
        ("luo", "/desk/"),
        ("gu", "/consultations/"),
        ("qin", "/watch/overdue/"),
        ("wu", "/nothing/"),
    ],
)
def test_the_entry_is_on_every_page(city: City, who: str, path: str) -> None:
    with clock.fixed(at(14, 33)):
        page = client_of(city, who).get(path).content.decode()

    assert page.count('href="/ideas/"') == 1
    assert "投诉建议" in page


def test_the_composer_of_an_officer_has_it_too(city: City) -> None:
    case = ask(city.wu, at(14, 30))
    with clock.fixed(at(14, 33)):
        page = sign_in(city.shen).get(f"/cases/{case.number}/answer/").content.decode()

    assert 'href="/ideas/"' in page


def test_nonsense_in_the_address_is_a_question(city: City) -> None:
    with clock.fixed(at(14, 33)):
        form = sign_in(city.people["wu"]).get("/ask/?case_class=x").context["form"]

    assert form["case_class"].value() == "question"
    assert not form.opens_more


def test_what_is_asked_that_way_is_a_complaint(city: City) -> None:
    sent = {"key": "k", "words": "希望多开一个窗口", "case_class": "complaint"}
    with clock.fixed(at(14, 33)):
        sign_in(city.people["wu"]).post("/ask/?case_class=complaint", sent)

    assert Case.objects.get().case_class == "complaint"


def test_the_officer_and_the_duty_stand_above_ones_matters(city: City) -> None:
    with clock.fixed(at(14, 33)):
        page = sign_in(city.people["wu"]).get("/my/")
    assert "沈小满 您的联户干部 正在值班，今天到17:30" in text_of(page)
    assert f'href="tel:{city.shen.phone}"' in page.content.decode()

    with clock.fixed(at(19)):
        assert "沈小满" in text_of(sign_in(city.people["wu"]).get("/my/"))
