"""Who reads of a policy what, and what is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lianhu.grid.facts import services as facts
from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Node, Stay
from lianhu.inbox.broadcasts.models import Target
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.inbox.models import Item as InboxItem
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.services import reach
from lianhu.kernel import clock
from lianhu.knowledge.models import Item
from lianhu.notices import services as sending
from lianhu.notices.models import Notice
from lianhu.notices.policies import jobs, services
from lianhu.notices.policies.models import Counted, Got, Offer, Policy
from lianhu.notices.rules.policies import Said
from lianhu.privacy.models import Look
from tests.cast import FRIDAY, City, at, sign_in
from tests.inbox.rounds import work
from tests.notices.passed_on import get, home
from tests.notices.policy import WHY, post, proposed, write
from tests.notices.test_fact_audience import let_know
from tests.signin.people import give_card


@pytest.mark.django_db
def test_above_the_beat_nobody_reads_to_how_many_it_was_offered(city: City, item: Item) -> None:
    let_know(city, "wu")
    policy = write(city, item, "village", by=city.people["he"])
    path = f"/policies/{policy.pk}/mine/"
    assert post(city, "shen", path, key="k", households=[home(city, "wu")]).status_code == 302
    notice = f"/notices/{Notice.objects.get().pk}/"
    for who, status in (("shen", 200), ("he", 404), ("fang", 404)):
        with clock.fixed(at(10)):
            assert sign_in(city.people[who]).get(notice).status_code == status
    assert "发给自己的住户" not in get(city, "he", "/asked/")


@pytest.mark.django_db
def test_with_the_card_alone_nobody_reads_what_was_offered(city: City, item: Item) -> None:
    with clock.fixed(at(9)):
        sign_in(city.shen).post(f"/notices/send-on/{item.code}/", {"key": "a", "ready": "use"})
    had = Notice.objects.get().pk
    for who in ("wu", "zheng"):
        let_know(city, who)
    policy = write(city, item)
    path = f"/policies/{policy.pk}/mine/"
    # It stands on the card of what they had already.
    post(city, "shen", path, key="k", households=[home(city, "wu")])
    client = Client()
    with clock.fixed(at(10)):
        client.post(f"/card/{give_card(city, city.wu, at(10))[1]}/only/")
        page = client.get(f"/notices/to-me/{had}/")
        assert item.title in page.text
        assert "适合您家吗" not in page.text
        said = client.post(f"/notices/to-me/{had}/say/", {"said": "got"})
        assert said.status_code == 404
    # It came by itself.
    Offer.objects.all().delete()
    Notice.objects.update(started_at=at(9) - timedelta(days=400))
    post(city, "shen", path, key="l", households=[home(city, "wu")])
    offered = Notice.objects.latest("pk").pk
    with clock.fixed(at(11)):
        assert offered != had
        assert client.get(f"/notices/to-me/{offered}/").status_code == 404
        assert WHY not in client.get("/my/").text
    assert "适合您家吗" in get(city, "wu", f"/notices/to-me/{offered}/", 11)


def offer(city: City, policy: Policy, who: str, hour: int, beat: str = "beat") -> Offer:
    beats, some = [city.desks[beat]], [home(city, who)]
    services.offer(policy.pk, beats, some, by=city.shen, key=f"{hour}", now=at(hour))
    return Offer.objects.get(policy=policy, household=home(city, who))


def take_back(city: City, who: str, fact: Fact = Fact.OVER_60) -> None:
    household = city.residents[who].household
    assert household is not None
    facts.take_back(household, fact)


@pytest.mark.django_db
def test_who_takes_back_the_fact_is_forgotten_though_it_holds_another(
    city: City, item: Item
) -> None:
    let_know(city, "wu")
    let_know(city, "wu", Fact.TURNED_60)
    policy = write(city, item)
    notice = offer(city, policy, "wu", 10).notice
    assert notice is not None
    take_back(city, "wu", Fact.TURNED_60)
    assert jobs.sweep(at(11)) == 0
    let_know(city, "wu", Fact.TURNED_60)
    take_back(city, "wu")
    assert jobs.sweep(at(12)) == 1
    assert not Offer.objects.exists()
    # Nor is it left that the officer chose it for that.
    assert not Target.objects.filter(household=home(city, "wu")).exists()


@pytest.mark.django_db
def test_a_household_counts_once_whatever_it_says_and_wherever_it_lives(
    city: City, item: Item
) -> None:
    let_know(city, "wu")
    policy = write(city, item, "city", by=city.people["luo"])
    offered = offer(city, policy, "wu", 10)
    for said in (Said.GOT, Said.GOT, Said.NOT_OURS, Said.NOT_OURS, Said.GOT):
        services.say(offered, said, now=at(10))
    assert Got.objects.get().count == 1
    # Its fact is over, and known again later.
    take_back(city, "wu")
    assert jobs.sweep(at(11)) == 1
    let_know(city, "wu")
    again = offer(city, policy, "wu", 12)
    services.say(again, Said.GOT, now=at(12))
    assert Got.objects.get().count == 1
    # It counts for the town in which it lived.
    other = Node.objects.add_child(
        city.nodes["city"], instance=Node(code="x", name="别镇", level=city.levels["town"])
    )
    Stay.objects.filter(household=home(city, "wu")).update(beat=other)
    services.say(again, Said.NOT_OURS, now=at(13))
    assert list(Got.objects.values_list("town__code", "count")) == [("town", 0)]
    services.say(again, Said.GOT, now=at(14))
    assert Counted.objects.get().town == other
    # The mark goes with the policy, the numbers stay.
    services.stop(policy.pk, now=at(15))
    jobs.sweep(at(15) + KEPT_FOR + timedelta(seconds=1))
    assert not Counted.objects.exists()
    assert Got.objects.filter(count=1).exists()


@pytest.mark.django_db
def test_who_moved_or_whose_notice_was_withdrawn_is_offered_it_anew(city: City, item: Item) -> None:
    let_know(city, "wu")
    policy = write(city, item)
    first = offer(city, policy, "wu", 10).notice
    assert first is not None
    assert proposed(at(10)) == []
    sending.withdraw(first.pk, by=city.shen, why="发错了", now=at(11))
    assert proposed(at(11)) == ["beat"]
    second = offer(city, policy, "wu", 12)
    assert second.notice_id != first.pk
    assert proposed(at(12)) == []
    Stay.objects.filter(household=home(city, "wu")).update(beat=city.nodes["beat2"])
    assert proposed(at(13)) == ["beat2"]
    third = offer(city, policy, "wu", 13, "beat2")
    assert proposed(at(13)) == []
    # What it has said holds, wherever it lives.
    services.say(third, Said.GOT, now=at(14))
    Stay.objects.filter(household=home(city, "wu")).update(beat=city.nodes["beat"])
    assert proposed(at(15)) == []


@pytest.mark.django_db
def test_a_household_may_say_it_as_long_as_the_policy_lasts(city: City, item: Item) -> None:
    let_know(city, "wu", until=FRIDAY + timedelta(days=300))
    policy = write(city, item, until=FRIDAY + timedelta(days=200))
    notice = offer(city, policy, "wu", 10).notice
    assert notice is not None
    with clock.fixed(at(10) + timedelta(days=200)):
        client = sign_in(city.people["wu"])
        assert client.post(f"/notices/to-me/{notice.pk}/say/", {"said": "got"}).status_code == 302
    assert Got.objects.get().count == 1


@pytest.mark.django_db
def test_who_posts_without_having_read_has_looked_as_well(city: City, item: Item) -> None:
    let_know(city, "wu")
    path = f"/policies/{write(city, item).pk}/mine/"
    data: dict[str, Any] = {"key": "k", "households": [home(city, "wu")], "pass": "1"}
    response = post(city, "shen", path, **data)
    assert response.status_code == 302
    looks = Look.objects.filter(verb=Look.Verb.FACTS).values_list("household", flat=True)
    assert list(looks) == [home(city, "wu")]


@pytest.mark.django_db
def test_the_roster_above_neither_calls_about_it_nor_prints_it(city: City, item: Item) -> None:
    reach(city.shen, Reach.CALL, by=city.he)
    let_know(city, "wu")
    write(city, item)
    assert proposed() == ["beat"]
    for hour in (9, 17, 18):
        work(at(hour, 10))
    assert not InboxItem.objects.filter(kind__startswith="call").exists()
    for path in ("/calls/", f"/calls/{city.shen.pk}/sheet/"):
        assert "有件事可能适合您的联户" not in get(city, "he", path)
    assert "有件事可能适合您的联户" in get(city, "shen", "/inbox/")
