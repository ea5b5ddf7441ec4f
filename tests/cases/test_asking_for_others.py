"""One asks for somebody in the family: the matter is that person's, not the helper's."""

from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case, Event
from lianhu.grid.guests import guest
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from tests.cast import City, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

WORDS = "我妈的高龄补贴怎么领?"
MOTHER = {"whom": "other", "name": "吴秀英", "phone": "139 1234 5678"}


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


def test_for_somebody_of_the_household(city: City, wu: Client) -> None:
    daughter = city.residents["daughter"]
    page = wu.get("/ask/")
    assert "吴小雨" in text_of(page)
    assert "郑玉兰" not in text_of(page)

    sent = {"key": "k", "words": WORDS, "whom": str(daughter.pk)}
    response = wu.post("/ask/", sent, follow=True)

    case = Case.objects.get()
    assert (case.asker, case.beat) == (daughter, city.nodes["beat"])
    assert Event.objects.get().actor == city.people["wu"]
    assert response.redirect_chain == [(f"/t/{case.token}/", 302)]
    assert f"已替吴小雨问了，编号{case.number}，请转告。" in text_of(response)
    assert wu.get(f"/my/{case.number}/").status_code == 404
    theirs = sign_in(city.people["daughter"]).get(f"/my/{case.number}/")
    assert "吴长青替您问的" in text_of(theirs)


def test_for_somebody_known_by_name_and_number(city: City, wu: Client) -> None:
    wu.post("/ask/", {"key": "k", "words": WORDS} | MOTHER)
    wu.post("/ask/", {"key": "l", "words": "另一件事"} | MOTHER | {"name": "妈妈"})

    first, second = Case.objects.order_by("id")
    assert first.asker == second.asker
    assert (first.asker.name, first.asker.phone) == ("吴秀英", "+8613912345678")
    assert (first.asker.user, first.asker.household) == (None, None)


def test_who_looks_at_it_is_seen_by_whose_it_is(city: City, wu: Client) -> None:
    wu.post("/ask/", {"key": "k", "words": WORDS, "whom": str(city.residents["daughter"].pk)})
    case = Case.objects.get()
    with clock.fixed(at(14, 34)):
        sign_in(city.shen).get(f"/cases/{case.number}/")

        assert case.number in text_of(sign_in(city.people["daughter"]).get("/my/looks/"))
        assert case.number not in text_of(sign_in(city.people["wu"]).get("/my/looks/"))


def test_name_and_number_are_needed_and_must_be_right(wu: Client) -> None:
    sent = {"key": "k", "words": WORDS, "whom": "other"}

    nothing = wu.post("/ask/", sent)
    wrong = wu.post("/ask/", sent | {"name": "吴秀英", "phone": "12345"})

    assert (nothing.status_code, wrong.status_code) == (422, 422)
    assert text_of(nothing).count("请写几个字。") == 2
    assert "这个号码打不通，请核对。" in text_of(wrong)
    assert 'class="lh-more" open' in wrong.content.decode()
    assert not Case.objects.exists()


def test_nobody_else_s_household_can_be_chosen(city: City, wu: Client) -> None:
    sent = {"key": "k", "words": WORDS, "whom": str(city.zheng.pk)}

    assert wu.post("/ask/", sent).status_code == 422
    assert not Case.objects.exists()


def test_a_resident_with_that_number_is_somebody_else(city: City, wu: Client) -> None:
    city.zheng.phone = "+8613912345678"
    city.zheng.save()

    wu.post("/ask/", {"key": "k", "words": WORDS} | MOTHER)

    assert Case.objects.get().asker != city.zheng


def test_one_number_is_not_asked_for_without_end(city: City, wu: Client) -> None:
    for n in range(5):
        wu.post("/ask/", {"key": str(n), "words": f"第{n}件不同的事情"} | MOTHER)

    response = wu.post("/ask/", {"key": "5", "words": "还有一件别的事"} | MOTHER)

    assert response.status_code == 422
    assert "这个号码一小时内问得太多了" in text_of(response)
    assert Case.objects.count() == 5


def test_in_confidence_from_the_beginning(city: City, wu: Client) -> None:
    wu.post("/ask/", {"key": "k", "words": WORDS, "confidential": "on"})

    case = Case.objects.get()
    assert case.confidential
    assert Event.objects.get().data["confidential"] is True
    assert case.stages.get().shared_at is None  # the roster above does not see it
    assert case.status == rules.Status.ASKED


def test_a_guest_keeps_the_first_name_given(db: None) -> None:
    assert guest("+8613912345678").shown_name == "一位群众"

    for name in ("吴秀英", "别人"):
        guest("+8613912345678", name)

    assert Resident.objects.get().name == "吴秀英"
