"""Who asks what neighbours have asked may follow that instead; nobody has to."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case, Follower
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

SUMMARY = "村口路灯不亮。已报修,配件三天内到。"
ASKED = "我家门口的路灯坏了,我姓吴,住12号"
SAME = "村口路灯不亮了,晚上看不见路"
OFFER = "邻居已经问过这件事"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def public(city: City) -> Case:
    case = ask(city.wu, at(9), ASKED)
    return act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, SUMMARY), at(9, 1))


@pytest.fixture
def zheng(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["zheng"])


def send(client: Client, **facts: str) -> Any:
    return client.post("/ask/", {"key": "k", "words": SAME} | facts)


def test_it_is_offered_once_in_the_desks_words(public: Case, zheng: Client) -> None:
    answer = send(zheng)

    page = text_of(answer)
    assert answer.status_code == 422
    assert OFFER in page and "村口路灯不亮。" in page
    for secret in ("吴", "12号", public.number):
        assert secret not in page
    assert Case.objects.count() == 1
    assert send(zheng, near="1").status_code == 302
    assert Case.objects.count() == 2


def test_following_it_asks_nothing(public: Case, zheng: Client) -> None:
    answer = send(zheng, follow=str(public.pk))

    assert (answer.status_code, answer["Location"]) == (302, f"/village/{public.pk}/")
    assert Follower.objects.filter(case=public).count() == 1
    assert Case.objects.count() == 1
    # What one follows is not offered again.
    assert OFFER not in text_of(send(zheng))


def test_not_where_it_is_another_matter_or_one_of_ones_own(public: Case, city: City) -> None:
    with clock.fixed(at(14, 33)):
        zheng, wu = sign_in(city.people["zheng"]), sign_in(city.people["wu"])
        for client, words in ((zheng, "养老金怎么领,要带什么"), (wu, SAME)):
            assert OFFER not in text_of(client.post("/ask/", {"key": "k", "words": words}))


@pytest.mark.parametrize("facts", [{"case_class": "complaint"}, {"confidential": "on"}])
def test_not_to_who_complains_or_wants_it_kept(
    public: Case, zheng: Client, facts: dict[str, str]
) -> None:
    assert send(zheng, **facts).status_code == 302


def test_what_a_neighbour_wrote_decides_nothing(public: Case, zheng: Client) -> None:
    """Else whoever tries words could find out what stands in it."""
    assert send(zheng, words=ASKED).status_code == 302


@pytest.mark.parametrize("words", ["村口", "路灯不亮"])
def test_a_few_characters_are_too_few(public: Case, zheng: Client, words: str) -> None:
    assert send(zheng, words=words).status_code == 302


def test_not_where_it_is_asked_for_somebody_else(public: Case, zheng: Client) -> None:
    """Who follows it is told how it goes on, and nobody else."""
    facts = {"whom": "other", "name": "孙大姐", "phone": "139 1234 5678"}

    assert send(zheng, **facts).status_code == 302
    assert Case.objects.latest("id").asker.name == "孙大姐"


def test_only_what_a_desk_made_public_and_is_open(city: City, zheng: Client) -> None:
    case = ask(city.wu, at(9), ASKED)
    assert send(zheng).status_code == 302
    act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, SUMMARY), at(9, 1))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "今晚换好"), at(9, 2))

    assert OFFER not in text_of(send(zheng, key="another", words=f"{SAME}吗", other="1"))


def test_another_village_is_offered_and_may_follow_nothing(public: Case, city: City) -> None:
    with clock.fixed(at(14, 33)):
        ren = sign_in(city.people["ren"])
        assert send(ren, follow=str(public.pk)).status_code == 404
        assert OFFER not in text_of(send(ren))
    assert not Follower.objects.exists()


def test_it_comes_beside_what_the_book_says_not_instead(public: Case, zheng: Client) -> None:
    """What was read while writing is not shown again, the neighbours' matter is."""
    assert OFFER in text_of(send(zheng, seen="anything"))
