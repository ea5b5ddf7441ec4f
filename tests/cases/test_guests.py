"""Who has no account asks by phone number, and is answered there."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from pytest import MonkeyPatch

from lianhu.cases import jobs, rules, services
from lianhu.cases.models import Case, Event
from lianhu.cases.verify import verify
from lianhu.cases.views import guest as page
from lianhu.cases.views import places
from lianhu.channels.models import Delivery
from lianhu.grid.models import Node, Resident
from lianhu.grid.queries import regions
from lianhu.kernel import clock, phones
from lianhu.kernel.models import Tally
from lianhu.privacy.models import Look
from tests.cast import City, act, at, make_city, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PHONE = "+8613912345678"
SENT = {
    "words": "户口迁回来要带什么?",
    "phone": "139 1234 5678",
    "name": "孙大姐",
    "place": "village",
}


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def guest(city: City) -> Iterator[Client]:
    """Nobody's phone, on a Friday at 14:33."""
    with clock.fixed(at(14, 33)):
        yield Client()


def asked(client: Client, key: str = "k", **facts: str) -> Case:
    response = client.post("/guest/", {"key": key} | SENT | facts)
    assert response.status_code == 302, text_of(response)
    return Case.objects.latest("id")


def messages() -> list[str]:
    return [row.body for row in Delivery.objects.order_by("id")]


def test_the_page_says_what_is_needed_and_what_never_is(guest: Client) -> None:
    response = guest.get("/guest/")

    text = text_of(response)
    assert "不用登录，答复发到您手机上。" in text
    assert "不收费，不问银行卡密码和验证码" in text
    assert "说不清 石桥村 河西村" in text
    assert '<optgroup label="柳溪镇 东柳社区">' in response.content.decode()


def test_it_is_asked_at_the_place_that_was_chosen(city: City, guest: Client) -> None:
    response = guest.post("/guest/", {"key": "k"} | SENT, follow=True)

    case = Case.objects.get()
    assert (case.beat, case.door) == (city.nodes["village"], rules.Door.PAGE)
    assert case.stages.get().desk == city.desks["village"]
    assert (case.asker.name, case.asker.phone, case.asker.user) == ("孙大姐", PHONE, None)
    assert Event.objects.get().actor is None
    assert response.redirect_chain == [(f"/t/{case.token}/", 302)]
    assert f"收到了，编号{case.number}，请记下。答复发到139 1234 5678。" in text_of(response)
    assert "户口" not in text_of(response)
    # The number was said once, to whoever asked.
    assert case.number not in text_of(guest.get(f"/t/{case.token}/"))


def test_no_known_place_is_the_top(city: City, guest: Client) -> None:
    case = asked(guest, place="")

    assert case.beat == city.nodes["city"]
    assert case.stages.get().desk == city.desks["city"]
    assert verify().findings == []


def test_a_case_of_a_place_climbs_as_any_other(city: City, guest: Client) -> None:
    case = asked(guest)

    act(case, rules.PassUp(city.he.pk, city.desks["village"].pk), at(14, 35))
    jobs.move_overdue(at(14, 40))

    case.refresh_from_db()
    assert case.stages.get(closed_at=None).desk == city.desks["town"]
    assert verify().findings == []


def test_the_answer_comes_to_the_phone_in_words(city: City, guest: Client) -> None:
    case = asked(guest)
    village = city.desks["village"]
    papers = ({"title": "户口本", "note": ""}, {"title": "身份证", "note": ""})
    act(case, rules.Answer(city.he.pk, village.pk, "带齐就能办。", papers), at(14, 40))

    delivery = Delivery.objects.get()
    assert delivery.address == PHONE
    assert delivery.body == (
        f"您问的事（编号{case.number}）答复如下：带齐就能办。 要带：户口本、身份证。"
        f" 没解决请打{phones.shown(village.phone)}。"
    )


def test_what_is_kept_in_confidence_is_told_by_voice(city: City, guest: Client) -> None:
    case = asked(guest, confidential="on")
    village = city.desks["village"]
    act(case, rules.AskResident(city.he.pk, village.pk, "欠了多少?"), at(14, 36))
    act(case, rules.Answer(city.he.pk, village.pk, "可以分期还"), at(14, 40))

    called = phones.shown(village.phone)
    assert messages() == [
        f"您问的事（编号{case.number}）需要您补充，请打{called}。",
        f"您问的事（编号{case.number}）有答复了，请打{called}问。",
    ]


def test_everything_else_comes_to_the_phone_too(city: City, guest: Client) -> None:
    case = asked(guest, case_class="repair")
    village, he = city.desks["village"].pk, city.he.pk
    act(case, rules.AskResident(he, village, "几楼?"), at(14, 36))
    act(case, rules.Extend(he, village, date(2026, 5, 21), "等配件"), at(14, 37))
    act(case, rules.Answer(he, village, "修好了" * 300), at(14, 38))
    jobs.close_silent(at(14, 38, day=date(2026, 5, 22)))

    asked_back, extended, answered, silent = messages()
    assert "需要您补充：几楼?" in asked_back
    assert "改到5月21日答复" in extended
    assert len(answered) < 560
    assert "…" in answered
    assert "没再收到您的回音，先按办好了记下。没解决随时打000 5000" in silent


def test_who_has_a_page_is_told_nothing_of_the_matter(city: City, guest: Client) -> None:
    question = services.Question(city.wu, city.nodes["beat"], "社保卡丢了")
    case = services.ask(question, key="k", now=at(9))

    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "带身份证来"), at(9, 1))

    assert messages() == [f"您问的{case.number}有答复了，请看。"]


def test_the_same_number_is_the_same_guest(city: City, guest: Client) -> None:
    first = asked(guest)
    second = asked(Client(), "l", words="另外一件事", phone="+86 13912345678", name="别人")

    assert first.asker == second.asker
    assert Resident.objects.get(pk=first.asker_id).name == "孙大姐"
    other = asked(Client(), "m", words="另外一件事", phone="13912345679", name="")
    assert other.asker.shown_name == "一位群众"


def test_a_resident_s_number_is_not_the_resident(city: City, guest: Client) -> None:
    city.wu.phone = PHONE
    city.wu.save()

    case = asked(guest)

    assert case.asker != city.wu
    assert case.number not in text_of(sign_in(city.people["wu"]).get("/my/"))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"phone": ""}, "请写几个字"),
        ({"phone": "12345"}, "这个号码打不通"),
        ({"phone": "000 5000 0100"}, "这个号码打不通"),  # unreal outside the demo
        ({"words": " "}, "请写几个字"),
        ({"place": "beat"}, ""),
        ({"place": "nowhere"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    guest: Client, facts: dict[str, str], said: str
) -> None:
    response = guest.post("/guest/", {"key": "k"} | SENT | facts)

    assert response.status_code == 422
    assert said in text_of(response)
    assert "孙大姐" in response.content.decode()
    assert not Case.objects.exists()


def test_an_identity_number_is_asked_about_first(guest: Client) -> None:
    words = "身份证11010519491231002X丢了"

    first = guest.post("/guest/", {"key": "k"} | SENT | {"words": words})
    asked(guest, words=words, warned="1")

    assert "里面有身份证号或银行卡号" in text_of(first)
    assert Case.objects.count() == 1


def test_photos_of_strangers_are_not_taken(guest: Client) -> None:
    assert 'type="file"' not in guest.get("/guest/").content.decode()


# The same once more


def test_this_browser_is_asked_whether_it_means_the_same(city: City, guest: Client) -> None:
    case = asked(guest)

    again = guest.post("/guest/", {"key": "l"} | SENT)
    sent = {"key": "l", "same": case.number} | SENT
    added = guest.post("/guest/", sent, follow=True)

    assert "您是不是在问这件事？" in text_of(again)
    assert f"已补充到编号{case.number}。" in text_of(added)
    assert Event.objects.filter(case=case, kind=rules.Kind.NOTED).count() == 1
    assert Case.objects.count() == 1


def test_nobody_else_learns_what_was_asked_by_a_number(city: City, guest: Client) -> None:
    asked(guest)

    response = Client().post("/guest/", {"key": "l"} | SENT)

    assert response.status_code == 302
    assert Case.objects.count() == 2


# Limits


def test_five_questions_an_hour_for_a_number(guest: Client) -> None:
    for n in range(5):
        asked(Client(REMOTE_ADDR=f"203.0.113.{n}"), str(n))

    response = guest.post("/guest/", {"key": "5"} | SENT)

    assert response.status_code == 422
    assert "这个号码一小时内问得太多了" in text_of(response)
    assert Case.objects.count() == 5
    asked(guest, "6", phone="13912345679")


def test_thirty_questions_an_hour_from_an_address(guest: Client) -> None:
    for n in range(30):
        asked(guest, str(n), phone=f"139123456{n:02}", words=f"第{n}件不一样的事")

    response = guest.post("/guest/", {"key": "30"} | SENT)

    assert response.status_code == 422
    assert "这里一小时内问得太多了" in text_of(response)
    asked(Client(REMOTE_ADDR="203.0.113.9"), "31")
    # Counted in the database: a restart forgets nothing.
    assert Tally.objects.get(what=page.BY_ADDRESS.what, count=30)


# Where


def test_a_large_city_is_asked_step_by_step(
    city: City, guest: Client, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_PLACES", 1)

    where = text_of(guest.get("/guest/"))
    assert "您家在哪儿？" in where
    assert "柳溪镇" in where
    assert "石桥村" not in where
    form = guest.get("/guest/?in=village")
    assert "您遇到了什么事" in text_of(form)
    guest.post("/guest/?in=town&here=1", {"key": "k"} | SENT | {"place": ""})
    assert Case.objects.get().beat == city.nodes["town"]


def test_what_was_typed_elsewhere_comes_along_step_by_step(
    city: City, guest: Client, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_PLACES", 0)
    typed = {"begin": "1", "words": "养猫要办证吗"}

    for path in ("/guest/", "/guest/?in=town"):
        page = guest.post(path, typed).content.decode()
        assert 'name="words" value="养猫要办证吗"' in page
        assert 'name="begin"' in page
    assert 'formaction="?in=town&amp;here=1"' in page

    assert "养猫要办证吗</textarea>" in guest.post("/guest/?in=town&here=1", typed).text
    assert not Case.objects.exists()


def test_places_that_are_closed_or_unknown_are_not_there(city: City, guest: Client) -> None:
    Node.objects.filter(code="village2").update(closed_at=at(8))

    assert "河西村" not in text_of(guest.get("/guest/"))
    for code, status in (("village2", 404), ("nowhere", 404), ("%00", 200)):
        assert guest.get(f"/guest/?in={code}").status_code == status


def test_regions_in_the_order_of_the_tree(city: City) -> None:
    found = regions(city.nodes["city"], 300)

    assert found is not None
    assert [(r.names, [node.code for node in r.places]) for r in found] == [
        (("柳溪镇", "东柳社区"), ["village", "village2"])
    ]
    assert regions(city.nodes["city"], 1) is None
    [inner] = regions(city.nodes["village"], 300) or []
    assert (inner.names, [node.code for node in inner.places]) == ((), ["village"])


# What staff see


def test_the_desk_reads_who_asked_and_that_is_recorded(city: City, guest: Client) -> None:
    case = asked(guest)

    with clock.fixed(at(14, 34)):
        he = sign_in(city.he).get(f"/desk/{case.number}/")

    assert "孙大姐" in text_of(he)
    # Two looks: at the name, and at the number, which the desk has for want of a page.
    looks = Look.objects.order_by("id").values_list("verb", "resident", "purpose")
    assert list(looks) == [(verb, case.asker_id, case.number) for verb in ("case", "call")]


def test_a_case_of_no_known_beat_is_told_as_any_other(city: City, guest: Client) -> None:
    case = asked(guest, place="")
    with clock.fixed(at(14, 34)):
        for path in ("/desk/", f"/desk/{case.number}/", f"/cases/{case.number}/"):
            assert sign_in(city.luo).get(path).status_code == 200


def test_the_page_asks_few_questions(guest: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        guest.get("/guest/")


def test_who_signs_in_is_shown_the_way_without(guest: Client) -> None:
    found = re.search('href="(/guest/)"', guest.get("/sign-in/").content.decode())

    assert found is not None
