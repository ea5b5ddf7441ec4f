"""A policy comes to those it is for: proposed to their officer, offered, and told when it came."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.channels.models import Delivery
from lianhu.grid.facts import services as facts
from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Duty
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.inbox.models import Interruption
from lianhu.inbox.models import Item as InboxItem
from lianhu.kernel import clock
from lianhu.knowledge.models import Item
from lianhu.notices.models import Notice
from lianhu.notices.policies import jobs, services
from lianhu.notices.policies.models import Got, Offer, Policy
from lianhu.notices.rules.policies import LONGEST, Said, counts, needs, waiting
from lianhu.privacy.models import Look
from tests.cast import FRIDAY, City, at, sign_in
from tests.inbox.rounds import work
from tests.notices.passed_on import get, home
from tests.notices.policy import WHY, post, proposed, write
from tests.notices.test_fact_audience import let_know
from tests.pages import text_of

keys = st.integers(1, 9)


@given(st.dictionaries(keys, keys), st.sets(keys))
def test_each_household_waits_at_its_beat_until_it_is_dealt_with(
    holders: dict[int, int], handled: set[int]
) -> None:
    found = waiting(holders, handled)
    left = {one: beat for beat, some in found.items() for one in some}
    assert left == {one: beat for one, beat in holders.items() if one not in handled}
    assert all(found.values())
    assert len({need.place for need in needs(1, found)}) == len(found)


@given(st.dictionaries(keys, st.integers(0, 40)))
def test_no_place_of_few_is_told_and_no_number_is_exact(got: dict[int, int]) -> None:
    for place, said in counts(got).items():
        assert said >= 5
        assert said % 5 == 0
        assert 0 <= got[place] - said < 5
    assert all(got[place] < 5 for place in got.keys() - counts(got).keys())


@pytest.mark.django_db
def test_it_is_one_item_for_the_officer_and_interrupts_nobody(city: City, item: Item) -> None:
    for who in ("wu", "zheng", "ren"):
        let_know(city, who)
    write(city, item, "village")
    assert proposed() == proposed() == ["beat"]
    work(at(9, 5))
    assert not Interruption.objects.exists()
    assert not any("60" in body for body in Delivery.objects.values_list("body", flat=True))
    # The inbox, which is printed by the roster for some, says neither for what nor how many.
    row = get(city, "shen", "/inbox/")
    assert "有件事可能适合您的联户" in row
    assert "60" not in row
    path = f"/policies/{Policy.objects.get().pk}/mine/"
    page = get(city, "shen", path)
    assert f"您有2户可能符合 {WHY}" in page
    assert "吴长青" in page
    looks = Look.objects.filter(verb=Look.Verb.FACTS).values_list("household", flat=True)
    assert Counter(looks) == Counter([home(city, "wu"), home(city, "zheng")])
    # A household that takes it back is gone from there, and the last one takes the item along.
    for who in ("wu", "zheng"):
        household = city.residents[who].household
        assert household is not None
        facts.take_back(household, Fact.OVER_60)
    assert "眼下没有可能符合的联户" in get(city, "shen", path)
    assert proposed() == []


@pytest.mark.django_db
def test_two_taps_offer_it_with_the_reason_and_the_household_answers(
    city: City, item: Item
) -> None:
    let_know(city, "wu")
    let_know(city, "zheng")
    policy = write(city, item)
    assert proposed() == ["beat"]
    path = f"/policies/{policy.pk}/mine/"
    data: dict[str, Any] = {"key": "k", "households": [home(city, "wu")]}
    for _twice in range(2):
        response = post(city, "shen", path, **data)
    assert Offer.objects.count() == 1
    assert proposed() == ["beat"]  # the other one waits still
    data = {"pass": "1", "key": "k2", "households": [home(city, "zheng")]}
    response = post(city, "shen", path, **data)
    assert response.status_code == 302
    assert not InboxItem.objects.filter(kind="policy", done_at=None).exists()
    assert proposed() == []

    notice = Notice.objects.get()
    assert WHY in get(city, "wu", "/my/")
    card = f"/notices/to-me/{notice.pk}/"
    assert "适合您家吗？" in get(city, "wu", card)
    assert post(city, "wu", f"{card}say/", said="got").status_code == 302
    assert "我家已办好" in get(city, "wu", card)
    assert Got.objects.values_list("town__code", "count").get() == ("town", 1)
    # Whoever lives there as well says it otherwise: it counts once.
    post(city, "daughter", f"{card}say/", said="not_ours")
    post(city, "daughter", f"{card}say/", said="not_ours")
    assert Got.objects.get().count == 0
    # Nobody else has anything to say to it.
    assert post(city, "zheng", f"{card}say/", said="got").status_code == 404
    assert post(city, "wu", f"{card}say/", said="?").status_code == 404
    # Once is offered: it is not proposed again.
    assert "眼下没有可能符合的联户" in get(city, "shen", path)


@pytest.mark.django_db
def test_what_is_offered_twice_at_once_says_that_it_is_done(city: City, item: Item) -> None:
    let_know(city, "wu")
    let_know(city, "zheng")
    policy = write(city, item)
    path = f"/policies/{policy.pk}/mine/"
    assert post(city, "shen", path, key="a", households=[home(city, "wu")]).status_code == 302
    response = post(city, "shen", path, key="b", households=[home(city, "wu")])
    assert response.status_code == 422
    assert "其中的户都不再符合" in text_of(response)
    assert post(city, "shen", path, key="c").status_code == 422  # none is ticked
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_who_has_had_the_item_of_late_is_not_sent_it_again(city: City, item: Item) -> None:
    with clock.fixed(at(9)):
        client = sign_in(city.shen)
        client.post(f"/notices/send-on/{item.code}/", {"key": "a", "ready": "use"})
    let_know(city, "wu")
    policy = write(city, item)
    path = f"/policies/{policy.pk}/mine/"
    assert post(city, "shen", path, key="k", households=[home(city, "wu")]).status_code == 302
    notice = Notice.objects.get()
    assert Offer.objects.get().notice == notice
    assert "适合您家吗？" in get(city, "wu", f"/notices/to-me/{notice.pk}/")
    assert "适合您家吗？" not in get(city, "zheng", f"/notices/to-me/{notice.pk}/")


@pytest.mark.django_db
def test_it_is_for_households_below_the_desk_that_writes(city: City, item: Item) -> None:
    let_know(city, "ren")
    policy = write(city, item, "village")
    assert proposed() == []
    Duty.objects.create(desk=city.desks["beat3"], person=city.shen, role="officer", starts_at=at(8))
    page = get(city, "shen", f"/policies/{policy.pk}/mine/")
    assert "任远" not in page
    with clock.fixed(at(10)):
        assert sign_in(city.people["yan"]).get(f"/policies/{policy.pk}/mine/").status_code == 404
    chosen: dict[str, Any] = {"key": "k", "households": [home(city, "ren")]}
    assert post(city, "shen", f"/policies/{policy.pk}/mine/", **chosen).status_code == 422
    assert not Offer.objects.exists()


@pytest.mark.django_db
def test_a_department_writes_it_and_learns_numbers_alone(city: City, item: Item) -> None:
    let_know(city, "wu")
    path = "/policies/write/"
    usual: dict[str, Any] = {"key": "k", "item": item.pk, "facts": ["over_60"], "why": WHY}
    for wrong, said in (
        ({"until": "2026-05-14"}, "这一天已经过去了"),
        ({"until": str(FRIDAY + LONGEST + timedelta(days=1))}, "最长一年"),
        ({"until": "2026-06-01", "why": "电话13800138000"}, "里面有个人号码"),
        ({"until": "2026-06-01", "facts": []}, "请至少选一项"),
    ):
        response = post(city, "gu", path, **usual | wrong)
        assert response.status_code == 422
        assert said in text_of(response)
    made = post(city, "gu", path, **usual | {"until": "2026-06-01"})
    page = get(city, "gu", made["Location"])
    assert "云禾市登记了家有60岁以上的老人的户" in page
    assert "不到五户" in page
    assert "太少，不便说，或者还没有" in page
    assert item.title in get(city, "gu", "/policies/")
    policy = Policy.objects.get()
    for count, is_told in ((4, False), (9, True)):
        Got.objects.update_or_create(
            policy=policy, town=city.nodes["town"], defaults={"count": count}
        )
        assert ("柳溪镇 5" in get(city, "gu", made["Location"])) is is_told
    for who, status in (("luo", 404), ("shen", 403), ("wu", 403)):
        with clock.fixed(at(10)):
            assert sign_in(city.people[who]).get(made["Location"]).status_code == status
    assert proposed() == ["beat"]
    assert post(city, "gu", f"{made['Location']}stop/").status_code == 302
    assert proposed() == []
    response = post(
        city, "shen", f"/policies/{policy.pk}/mine/", key="k", households=[home(city, "wu")]
    )
    assert response.status_code == 422


@pytest.mark.django_db
def test_it_ends_on_its_day_and_who_was_offered_it_is_forgotten_and_numbers_stay(
    city: City, item: Item
) -> None:
    let_know(city, "wu", until=FRIDAY + timedelta(days=300))
    let_know(city, "zheng")
    policy = write(city, item, until=FRIDAY)
    beats = [city.desks["beat"]]
    some = [home(city, "wu"), home(city, "zheng")]
    services.offer(policy.pk, beats, some, by=city.shen, key="k", now=at(10))
    for offer in Offer.objects.all():
        services.say(offer, Said.GOT, now=at(11))
    assert jobs.sweep(at(12)) == 0
    household = city.zheng.household
    assert household is not None
    facts.take_back(household, Fact.OVER_60)
    assert jobs.sweep(at(12)) == 1
    over = at(12) + KEPT_FOR
    assert jobs.sweep(over) == 0
    assert jobs.sweep(over + timedelta(days=1)) == 3  # with the marks of both
    assert Got.objects.get().count == 2
    assert proposed(at(9) + timedelta(days=1)) == []


@pytest.mark.django_db
def test_a_policy_that_fails_does_not_hold_up_those_after_it(
    city: City, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_know(city, "wu")
    first, second = write(city, item), write(city, item)

    def propose(policy: int, **more: Any) -> None:
        if policy == first.pk:
            raise RuntimeError
        services.propose(policy, **more)

    monkeypatch.setattr(jobs, "propose", propose)
    assert proposed() == ["beat"]
    assert InboxItem.objects.get(kind="policy").ref == second.pk


@pytest.mark.django_db
def test_an_item_that_is_taken_out_of_the_book_waits_with_no_officer(
    city: City, item: Item
) -> None:
    let_know(city, "wu")
    policy = write(city, item)
    assert proposed() == ["beat"]
    Item.objects.filter(pk=item.pk).update(live=None)
    assert proposed(at(9, 10)) == []
    path = f"/policies/{policy.pk}/mine/"
    assert "吴长青" not in get(city, "shen", path)
    data: dict[str, Any] = {"key": "k", "households": [home(city, "wu")], "pass": "1"}
    response = post(city, "shen", path, **data)
    assert response.status_code == 422
    # Back in the book, it is proposed again.
    Item.objects.filter(pk=item.pk).update(live=item.live)
    assert proposed(at(9, 20)) == ["beat"]


@pytest.mark.django_db
def test_the_same_page_sent_with_others_is_asked_again_and_nothing_is_lost(
    city: City, item: Item
) -> None:
    for who in ("wu", "zheng"):
        let_know(city, who)
    path = f"/policies/{write(city, item).pk}/mine/"
    assert post(city, "shen", path, key="k", households=[home(city, "wu")]).status_code == 302
    response = post(city, "shen", path, key="k", households=[home(city, "zheng")])
    assert response.status_code == 422
    assert "您刚才已经发过一条" in text_of(response)
    assert Offer.objects.count() == 1
    key = response.context["form"]["key"].value()
    assert post(city, "shen", path, key=key, households=[home(city, "zheng")]).status_code == 302
    assert Offer.objects.count() == 2
