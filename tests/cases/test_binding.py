"""What was asked by a phone number becomes its owner's when that person says so, and only then."""

from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import binding, rules, services
from lianhu.cases.models import Case
from lianhu.cases.verify import verify
from lianhu.grid.guests import guest
from lianhu.grid.models import Binding, Resident
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

PHONE = "+8613912345678"
OFFER = "以前用这个手机号问过2件事，放到一起吗？"


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    city.wu.phone = PHONE
    city.wu.save()
    return city


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


def by_phone(city: City, words: str, *, minute: int = 0) -> Case:
    question = services.Question(guest(PHONE), city.nodes["village"], words)
    return services.ask(question, key=words, now=at(9, minute))


@pytest.fixture
def asked(city: City) -> list[Case]:
    """One answered, one that waits for a word, one of somebody else."""
    village, he = city.desks["village"].pk, city.he.pk
    first, second = by_phone(city, "户口怎么迁"), by_phone(city, "水表换了吗")
    act(first, rules.Answer(he, village, "带户口本"), at(9, 1))
    act(second, rules.AskResident(he, village, "几号楼?"), at(9, 1))
    ask(city.zheng, at(9), "郑家的事")
    return [first, second]


def test_it_is_offered_by_count_alone(wu: Client, asked: list[Case]) -> None:
    page = text_of(wu.get("/my/"))

    assert OFFER in page
    assert "户口" not in page
    assert asked[0].number not in page


def test_yes_makes_them_ones_own(city: City, wu: Client, asked: list[Case]) -> None:
    timeline = [list(case.events.order_by("seq").values()) for case in asked]

    response = wu.post("/my/together/", {"answer": "yes"}, follow=True)

    page = text_of(response)
    assert "2件事已放到一起。" in page
    assert OFFER not in page
    assert "户口怎么迁" in page
    for case, events in zip(asked, timeline, strict=True):
        case.refresh_from_db()
        assert case.asker == city.wu
        assert list(case.events.order_by("seq").values()) == events
        assert "带户口本" in text_of(wu.get(f"/my/{asked[0].number}/"))
    assert set(
        Item.objects.filter(done_at=None, resident=city.wu).values_list("kind", flat=True)
    ) == {
        "answer",
        "reply",
    }
    assert verify().findings == []
    kept = Binding.objects.get()
    assert (kept.agreed, kept.numbers) == (True, [case.number for case in asked])
    assert not Case.objects.filter(asker=kept.guest).exists()


def test_they_go_on_as_ones_own(city: City, wu: Client, asked: list[Case]) -> None:
    wu.post("/my/together/", {"answer": "yes"})
    for case in asked:
        case.refresh_from_db()

    sent = {"seq": asked[1].seq, "words": "三号楼"}
    assert wu.post(f"/my/{asked[1].number}/reply/", sent).status_code == 302
    assert wu.post(f"/my/{asked[0].number}/confirm/", {"seq": asked[0].seq}).status_code == 302
    assert verify().findings == []


def test_no_leaves_them_where_they_are(city: City, wu: Client, asked: list[Case]) -> None:
    page = text_of(wu.post("/my/together/", {"answer": "no"}, follow=True))

    assert "好的，不放在一起。" in page
    assert OFFER not in page
    assert Case.objects.filter(asker=guest(PHONE)).count() == 2
    assert Binding.objects.get().agreed is False
    # It is asked again only about what comes later.
    by_phone(city, "又问一件", minute=30)
    assert "以前用这个手机号问过" not in text_of(wu.get("/my/"))
    with clock.fixed(at(15)):
        question = services.Question(guest(PHONE), city.nodes["village"], "后来问的")
        services.ask(question, key="later", now=at(14, 50))
        assert "以前用这个手机号问过1件事" in text_of(wu.get("/my/"))
        wu.post("/my/together/", {"answer": "yes"})
    assert [case.asker == city.wu for case in asked] == [False, False]
    assert Case.objects.filter(asker=city.wu).count() == 1


def test_what_comes_after_a_yes_is_offered_again(city: City, wu: Client, asked: list[Case]) -> None:
    wu.post("/my/together/", {"answer": "yes"})
    by_phone(city, "又问一件")

    assert "以前用这个手机号问过1件事" in text_of(wu.get("/my/"))
    wu.post("/my/together/", {"answer": "yes"})
    assert Case.objects.filter(asker=city.wu).count() == 3
    assert verify().findings == []


def test_nobody_else_is_offered_them(city: City, asked: list[Case]) -> None:
    with clock.fixed(at(14, 33)):
        for who in ("daughter", "zheng", "he"):
            client = sign_in(city.people[who])
            assert "以前用这个手机号问过" not in text_of(client.get("/my/"))
            client.post("/my/together/", {"answer": "yes"})
    assert not Binding.objects.exists()
    assert Case.objects.filter(asker=guest(PHONE)).count() == 2


def test_a_number_of_two_accounts_is_nobody_s(city: City, wu: Client, asked: list[Case]) -> None:
    city.residents["daughter"].phone = "139 1234 5678"
    city.residents["daughter"].save()

    assert "以前用这个手机号问过" not in text_of(wu.get("/my/"))
    assert binding.bind(city.wu, agreed=True, now=at(14, 33)) == []


def test_another_number_is_another_person(city: City, wu: Client, asked: list[Case]) -> None:
    Resident.objects.filter(pk=city.wu.pk).update(phone="+8613912345679")  # its index stays behind

    city.wu.refresh_from_db()
    assert binding.offer(city.wu) is None


def test_who_looked_at_them_before_is_seen_after(city: City, wu: Client, asked: list[Case]) -> None:
    with clock.fixed(at(9, 5)):
        sign_in(city.he).get(f"/desk/{asked[0].number}/")
    assert "贺春生" not in text_of(wu.get("/my/looks/"))

    wu.post("/my/together/", {"answer": "yes"})

    page = text_of(wu.get("/my/looks/"))
    assert "贺春生 石桥村 今天 9:05" in page
    assert asked[0].number in page
    # A look at the guest for what was not taken over stays unseen.
    later = by_phone(city, "又问一件")
    with clock.fixed(at(9, 6)):
        sign_in(city.he).get(f"/desk/{later.number}/")
    assert later.number not in text_of(wu.get("/my/looks/"))


def test_twice_is_once(city: City, wu: Client, asked: list[Case]) -> None:
    assert binding.bind(city.wu, agreed=True, now=at(14, 33)) == [c.number for c in asked]
    assert binding.bind(city.wu, agreed=True, now=at(14, 33)) == []
    assert Binding.objects.count() == 1
