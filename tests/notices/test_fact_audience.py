"""A notice for households that let a fact be known: whenever they do; no sender knows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from lianhu.grid.facts import services as facts
from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import SENSITIVE, Fact
from lianhu.grid.models import Household, Resident, Stay
from lianhu.inbox.broadcasts.audience import homes_of
from lianhu.inbox.broadcasts.models import Receipt, Target
from lianhu.inbox.broadcasts.reading import at_home, waiting
from lianhu.inbox.rules.broadcasts import Aim, Spot, Who, reaches
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import Audience, Stage
from tests.cast import FRIDAY, City, at, sign_in
from tests.notices import small
from tests.notices.passed_on import get
from tests.pages import text_of
from tests.signin.people import give_card

ALL_ON = override_settings(LIANHU_SENSITIVE_FACTS=[fact.value for fact in SENSITIVE])
paths = st.lists(st.sampled_from(["0001", "0002"]), min_size=1, max_size=3).map("".join)


@given(
    paths,
    paths,
    st.none() | st.sampled_from(Fact),
    st.frozensets(st.sampled_from(Fact)),
    st.none() | st.integers(1, 3),
    st.integers(1, 3),
)
def test_it_reaches_a_home_below_that_holds_the_fact_or_is_the_one_that_is_meant(
    place: str,
    lives: str,
    fact: Fact | None,
    known: frozenset[Fact],
    meant: int | None,
    household: int,
) -> None:
    aim = Aim(place, Who.HOUSEHOLD, None, fact, meant)
    spot = Spot(lives, Who.HOUSEHOLD, len(lives) // 4, None, household)
    expected = lives.startswith(place) and (fact is None or fact in known)
    expected = expected and meant in (None, household)
    assert reaches(aim, spot, sender=1, facts=known) is expected
    # Nobody who lets nothing be known is reached by a fact.
    assert fact is None or not reaches(aim, spot, sender=1)


def let_know(city: City, who: str, fact: Fact = Fact.OVER_60, **more: Any) -> None:
    resident = city.residents[who]
    assert resident.household is not None
    usual: dict[str, Any] = {
        "until": FRIDAY + timedelta(days=9),
        "agreed": True,
        "agreed_by": resident,
    }
    usual |= {"by": city.people[who], "now": at(9)}
    facts.let_know(resident.household, fact, **usual | more)


def draft(city: City, place: str = "village", *some: Fact, **written: Any) -> int:
    audience = Audience((Who.HOUSEHOLD,), (city.nodes[place].pk,), facts=some or (Fact.OVER_60,))
    return small.draft(city, "village", "he", audience=audience, **written)


def sent(city: City, *some: Fact, **written: Any) -> int:
    notice = draft(city, "village", *some, **written)
    assert services.send(notice, now=at(9)) is Stage.SENT
    return notice


def reached(city: City, who: str, now: Any = None) -> int:
    return len(waiting(at_home(city.residents[who]), now or at(10)))


def more_homes(city: City, count: int, beat: str = "beat") -> None:
    """Households that let it be known that there is somebody over 60."""
    for n in range(count):
        home = Household.objects.create(code=f"{beat}-{n}", address="路", contact="某")
        Stay.objects.create(household=home, beat=city.nodes[beat], starts_on=FRIDAY)
        one = Resident.objects.create(household=home, name="某")
        day = FRIDAY + timedelta(days=9)
        facts.let_know(
            home, Fact.OVER_60, until=day, agreed=True, agreed_by=one, by=city.shen, now=at(9)
        )


@pytest.mark.django_db
def test_who_lets_it_be_known_reads_it_also_later_and_nobody_else_does(city: City) -> None:
    let_know(city, "wu")
    let_know(city, "ren")  # lives elsewhere
    notice = sent(city)
    assert [reached(city, who) for who in ("wu", "daughter", "zheng", "ren")] == [1, 1, 0, 0]
    [target] = Target.objects.all()
    assert (target.fact, target.household_id) == ("over_60", None)
    page = get(city, "wu", f"/notices/to-me/{notice}/")
    assert "您家登记了家有60岁以上的老人" in page
    let_know(city, "zheng")
    assert reached(city, "zheng") == 1
    assert reached(city, "zheng", at(10) + timedelta(days=10)) == 0  # its time is over
    assert city.wu.household is not None
    facts.take_back(city.wu.household, Fact.OVER_60)
    assert [reached(city, who) for who in ("wu", "daughter", "zheng")] == [0, 0, 1]
    # Nothing is written of anybody who has not opened it.
    assert Receipt.objects.count() == 1


@pytest.mark.django_db
def test_any_of_several_facts_is_enough_and_what_the_city_turned_off_reaches_nobody(
    city: City,
) -> None:
    with ALL_ON:
        let_know(city, "wu", Fact.NEWBORN)
        sent(city, Fact.OVER_60, Fact.NEWBORN)
        assert reached(city, "wu") == 1
    assert reached(city, "wu") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "said"), [(0, ""), (4, ""), (5, "5"), (9, "5"), (10, "10")])
def test_a_sender_learns_how_many_in_whole_fives_and_never_which(
    city: City, count: int, said: str
) -> None:
    more_homes(city, count)
    page = get(city, "he", f"/notices/{draft(city)}/")
    assert "石桥村登记了家有60岁以上的老人的户" in page
    assert ("不到五户" in page) is (said == "")
    assert (f"{said or 0}户 · 每人" in page) is bool(said)
    assert "beat-0" not in page
    cost = Version.objects.get().cost
    assert cost is not None
    assert (cost["households"], cost["few"]) == (int(said or 0), said == "")
    # Where there are too few nobody is told even that there are some.
    places = "下列等地各有五户以上： 石桥村"
    assert (places in page) is bool(said)


@pytest.mark.django_db
def test_places_with_too_few_are_not_named(city: City) -> None:
    more_homes(city, 5)
    more_homes(city, 4, "beat3")
    audience = Audience((Who.HOUSEHOLD,), (city.nodes["town"].pk,), facts=(Fact.OVER_60,))
    key = small.draft(city, "town", "fang", audience=audience)
    page = get(city, "fang", f"/notices/{key}/")
    assert "石桥村" in page
    assert "河西村" not in page


@pytest.mark.django_db
def test_it_is_sent_where_nobody_holds_it_so_that_this_tells_nothing(city: City) -> None:
    assert services.send(draft(city), now=at(9)) is Stage.SENT
    let_know(city, "wu")
    assert reached(city, "wu") == 1


@pytest.mark.django_db
def test_facts_are_of_households(city: City) -> None:
    data = {
        "key": "k",
        "asks": "know",
        "title": small.TITLE,
        "body": small.BODY,
        "minutes": "1",
        "depth": "",
        "contact": city.desks["village"].pk,
        "who": ["officer"],
        "where": [city.nodes["village"].pk],
        "facts": ["over_60"],
    }
    with clock.fixed(at(9)):
        client = sign_in(city.he)
        response = client.post("/notices/write/?desk=village", data)
        assert response.status_code == 422
        assert "请在上面也勾选居民户" in text_of(response)
        data["who"] = ["officer", "household"]
        response = client.post("/notices/write/?desk=village", data)
        assert response.status_code == 302
        page = text_of(client.get(response["Location"]))
    assert "石桥村的全体联户干部；石桥村登记了家有60岁以上的老人的户" in page
    # An officer's own households, too.
    data |= {"contact": city.desks["beat"].pk, "key": "o"}
    with clock.fixed(at(9)):
        assert sign_in(city.shen).post("/notices/write/", data).status_code == 302
    version = Version.objects.order_by("-pk")[0]
    assert version.meant_for == Audience(
        (Who.HOUSEHOLD,), (city.nodes["beat"].pk,), facts=(Fact.OVER_60,)
    )


@pytest.mark.django_db
def test_a_correction_reaches_who_read_the_first_also_when_it_was_taken_back(city: City) -> None:
    let_know(city, "wu")
    notice = sent(city)
    get(city, "wu", f"/notices/to-me/{notice}/")
    HouseholdFact.objects.all().delete()
    services.withdraw(notice, by=city.he, why="写错了", now=at(11))
    assert reached(city, "wu", at(12)) == 1
    assert reached(city, "zheng", at(12)) == 0


@pytest.mark.django_db
def test_a_household_asks_once_more_only_where_something_is_for_such_as_it(
    city: City, django_assert_num_queries: Any
) -> None:
    small.sent(city, "village", "he", who=(Who.HOUSEHOLD,))
    reader = at_home(city.wu)
    with django_assert_num_queries(3):
        assert len(waiting(reader, at(10))) == 1
    let_know(city, "wu")
    for n in range(3):
        sent(city, body=f"第{n}条", now=at(9, n))
    with django_assert_num_queries(4):
        assert len(waiting(reader, at(10))) == 4


@pytest.mark.django_db
def test_with_the_card_alone_nobody_reads_what_the_household_lets_be_known(city: City) -> None:
    let_know(city, "wu")
    notice = sent(city)
    plain = small.sent(city, "village", "he", who=(Who.HOUSEHOLD,), body=small.LOOK)
    with clock.fixed(at(10)):
        client = Client()
        client.post(f"/card/{give_card(city, city.wu, at(10))[1]}/only/")
        page = client.get("/my/").text
        assert f"/notices/to-me/{plain}/" in page
        assert f"/notices/to-me/{notice}/" not in page
        for path, status in ((f"{plain}/", 200), (f"{notice}/", 404)):
            assert client.get(f"/notices/to-me/{path}").status_code == status
    # Nor what takes it back, for who has read it.
    get(city, "wu", f"/notices/to-me/{notice}/")
    services.withdraw(notice, by=city.he, why="写错了", now=at(11))
    with clock.fixed(at(12)):
        assert client.get(f"/notices/to-me/{notice}/").status_code == 404
        assert sign_in(city.people["wu"]).get(f"/notices/to-me/{notice}/").status_code == 200


@pytest.mark.django_db
def test_each_place_is_told_by_itself_so_that_sums_say_nothing_of_one(city: City) -> None:
    more_homes(city, 4, "beat")
    more_homes(city, 1, "beat2")
    more_homes(city, 7, "beat3")

    def told(*places: str) -> tuple[int, bool]:
        aims = [Aim(city.nodes[place].path, Who.HOUSEHOLD, None, Fact.OVER_60) for place in places]
        homes = homes_of(aims, at(10))
        return homes.count, homes.few

    assert told("beat") == told("beat2") == told("beat", "beat2") == (0, True)
    assert told("beat3") == told("beat", "beat3") == told("beat", "beat2", "beat3") == (5, False)
    # A place that lies in another one is no further one.
    assert told("village") == told("village", "beat") == (5, False)
    assert told("town") == told("beat3", "town", "village") == (10, False)
