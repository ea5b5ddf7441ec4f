"""What a household lets be known: with consent, for a time, taken back with one tap."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from lianhu.grid.facts import jobs, services
from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.queries import facts_of
from lianhu.grid.facts.rules import (
    LONGEST,
    SENSITIVE,
    Code,
    Fact,
    Refused,
    check,
    offered,
    told,
)
from lianhu.grid.models import Household
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import FRIDAY, City, at, make_city, sign_in
from tests.pages import text_of

MINE = "/my/facts/"
ALL_ON = override_settings(LIANHU_SENSITIVE_FACTS=[fact.value for fact in SENSITIVE])
A_DAY = timedelta(days=1)


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def home(city: City, who: str = "wu") -> Household:
    household = city.residents[who].household
    assert household is not None
    return household


def theirs(city: City, who: str = "wu") -> str:
    return f"/households/{home(city, who).code}/facts/"


def let_know(city: City, fact: Fact, who: str = "wu", **facts: Any) -> None:
    resident = city.residents[who]
    usual: dict[str, Any] = {
        "until": FRIDAY + LONGEST,
        "agreed": True,
        "agreed_by": resident,
        "now": at(9),
    }
    services.let_know(home(city, who), fact, by=city.people[who], **usual | facts)


def get(city: City, who: str, path: str, hour: int = 10) -> str:
    with clock.fixed(at(hour)):
        response = sign_in(city.people[who]).get(path)
    assert response.status_code == 200, response.status_code
    return text_of(response)


def post(city: City, who: str, path: str, hour: int = 10, **data: Any) -> Any:
    with clock.fixed(at(hour)):
        return sign_in(city.people[who]).post(path, data)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_number_is_told_in_whole_fives_and_says_nothing_of_one_household(
    count: int, more: int
) -> None:
    said = told(count)
    assert (said is None) == (count < 5)
    assert said is None or (said % 5 == 0 and 0 <= count - said < 5)
    # Whoever takes one number from another learns of no fewer than five, or of nobody.
    assert ((told(count + more) or 0) - (said or 0)) % 5 == 0


@given(st.sampled_from(Fact), st.integers(-400, 400), st.booleans(), st.sets(st.sampled_from(Fact)))
def test_nothing_is_kept_without_consent_or_for_longer(
    fact: Fact, days: int, agreed: bool, turned_on: set[Fact]
) -> None:
    names = {one.value for one in turned_on}
    is_right = agreed and 0 <= days <= LONGEST.days and (fact not in SENSITIVE or fact in turned_on)
    try:
        check(fact, FRIDAY + days * A_DAY, FRIDAY, agreed=agreed, turned_on=names)
    except Refused:
        assert not is_right
    else:
        assert is_right
    assert set(offered(names)) == turned_on | {Fact.TURNED_60, Fact.OVER_60}


@pytest.mark.django_db
def test_a_household_lets_it_be_known_and_takes_it_back_with_one_tap(city: City) -> None:
    page = get(city, "wu", MINE)
    assert "没有登记任何情况" in page
    # What is sensitive is off unless the city turns it on.
    assert "60岁以上的老人" in page
    assert "残疾" not in page
    asked = get(city, "wu", f"{MINE}?add=over_60")
    for said in ("登记什么", "用来做什么", "谁看得到", "不记姓名"):
        assert said in asked
    response = post(city, "wu", MINE, fact="over_60", span="year")
    assert response.status_code == 422
    assert "不同意就不登记" in text_of(response)
    assert not HouseholdFact.objects.exists()
    assert post(city, "wu", MINE, fact="over_60", span="half", agreed="on").status_code == 302
    row = HouseholdFact.objects.get()
    assert (row.kind, row.until) == ("over_60", FRIDAY + timedelta(days=182))
    assert (row.agreed_by, row.entered_by) == (city.wu, city.wu.user)
    # Whoever lives there as well reads it, and takes it back.
    page = get(city, "daughter", MINE)
    assert "吴长青 今天 10:00同意" in page
    post(city, "daughter", f"{MINE}take-back/", fact="over_60")
    assert not HouseholdFact.objects.exists()


@pytest.mark.django_db
def test_an_officer_enters_it_for_somebody_who_agreed_and_the_household_sees_both(
    city: City,
) -> None:
    path = theirs(city)
    assert "吴长青" in get(city, "shen", f"{path}?add=over_60")
    response = post(city, "shen", path, fact="over_60", span="year", agreed="on")
    assert response.status_code == 422
    assert "请选是谁同意的" in text_of(response)
    response = post(
        city, "shen", path, fact="over_60", span="year", agreed="on", agreed_by=city.zheng.pk
    )
    assert response.status_code == 422  # of another household
    data: dict[str, Any] = {
        "fact": "over_60",
        "span": "year",
        "agreed": "on",
        "agreed_by": city.wu.pk,
    }
    assert post(city, "shen", path, **data).status_code == 302
    page = get(city, "wu", MINE)
    assert "吴长青 今天 10:00同意 沈小满登记" in page
    looks = Look.objects.filter(household=home(city).pk)
    assert set(looks.values_list("verb", "actor")) == {(Look.Verb.FACTS, city.shen.pk)}
    assert "看了您家登记的情况" in get(city, "wu", "/my/looks/", 11)
    # It is no other officer's, and no clerk's.
    for who in ("yan", "tong", "he"):
        with clock.fixed(at(10)):
            assert sign_in(city.people[who]).get(path).status_code == 404
    assert post(city, "shen", f"{path}take-back/", fact="over_60").status_code == 302
    assert not HouseholdFact.objects.exists()


@pytest.mark.django_db
def test_what_is_sensitive_has_a_consent_of_its_own(city: City) -> None:
    response = post(city, "wu", MINE, fact="disabled", span="year", agreed="on")
    assert response.status_code == 422
    assert "这里不登记这一项" in text_of(response)
    with ALL_ON:
        assert "这一项属于敏感信息" in get(city, "wu", f"{MINE}?add=disabled")
        assert "这一项属于敏感信息" not in get(city, "wu", f"{MINE}?add=over_60")
        let_know(city, Fact.DISABLED)
        assert facts_of(home(city).pk, at(10)) == {Fact.DISABLED}
    # Turned off again it is used for nothing, and can be taken back.
    assert facts_of(home(city).pk, at(10)) == frozenset()
    assert "本市已不再使用" in get(city, "wu", MINE)


@pytest.mark.django_db
def test_it_ends_by_itself_and_is_removed(city: City) -> None:
    let_know(city, Fact.OVER_60, until=FRIDAY)
    let_know(city, Fact.OVER_60, "zheng", until=FRIDAY + A_DAY)
    assert facts_of(home(city).pk, at(23, 59)) == {Fact.OVER_60}
    midnight = at(0, day=date(2026, 5, 16))
    assert facts_of(home(city).pk, midnight) == frozenset()
    assert jobs.sweep(at(23, 59)) == 0
    assert jobs.sweep(midnight) == 1
    assert facts_of(home(city, "zheng").pk, midnight) == {Fact.OVER_60}


@pytest.mark.django_db
def test_once_more_keeps_it_on_and_only_a_member_can_agree(city: City) -> None:
    let_know(city, Fact.OVER_60, until=FRIDAY)
    let_know(city, Fact.OVER_60, until=FRIDAY + A_DAY)
    assert HouseholdFact.objects.get().until == FRIDAY + A_DAY
    with pytest.raises(Refused) as refused:
        let_know(city, Fact.OVER_60, agreed_by=city.zheng)
    assert refused.value.code is Code.STRANGER


@pytest.mark.django_db
def test_the_table_says_to_whoever_reads_it_without_the_key_neither_what_nor_how_often(
    city: City,
) -> None:
    for who in ("wu", "zheng"):
        let_know(city, Fact.OVER_60, who)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, mark FROM grid_householdfact")
        rows = cursor.fetchall()
    assert "over_60" not in str(rows)
    kinds, marks = zip(*rows, strict=True)
    assert len(set(kinds)) == len(set(marks)) == 2


@pytest.mark.django_db
def test_the_card_alone_opens_none_of_it(city: City) -> None:
    let_know(city, Fact.OVER_60)
    client = sign_in(city.people["wu"])
    session = client.session
    session["proof"] = "card"
    session.save()
    with clock.fixed(at(10)):
        assert "60岁" not in text_of(client.get(MINE))
        client.post(f"{MINE}take-back/", {"fact": "over_60"})
    assert HouseholdFact.objects.exists()
