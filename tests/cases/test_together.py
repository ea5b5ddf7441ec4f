"""Cases that are handled together: one answer for all askers, and apart again."""

from datetime import timedelta

import pytest

from lianhu.cases import jobs, rules, services
from lianhu.cases.models import Case, Event
from lianhu.cases.rules import Kind, Status
from lianhu.cases.verify import verify
from lianhu.channels.models import Delivery
from lianhu.inbox.models import Item
from tests.cast import City, act, ask, at, climb, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def at_village(city: City, who: str, minute: int = 0) -> Case:
    return climb(city, ask(city.residents[who], at(9, minute), f"{who}家停水"), "village", at(9, 4))


def merge(city: City, case: Case, into: Case, minute: int = 5) -> Case:
    for row in (case, into):
        row.refresh_from_db()
    return services.merge(
        case.pk,
        into.pk,
        actor=city.he.pk,
        desk=city.desks["village"].pk,
        seq=case.seq,
        into_seq=into.seq,
        now=at(9, minute),
    )


def answer(city: City, case: Case, minute: int, words: str = "十点来水") -> Case:
    command = rules.Answer(
        city.he.pk, city.desks["village"].pk, words, ({"title": "水费单", "note": ""},)
    )
    return act(case, command, at(9, minute))


def now_of(case: Case) -> Case:
    case.refresh_from_db()
    return case


def test_every_asker_gets_the_answer_as_ones_own(city: City) -> None:
    first, second = at_village(city, "wu"), at_village(city, "zheng")
    merge(city, second, first)
    assert now_of(second).status == Status.MERGED
    assert not Item.objects.filter(ref=second.pk, done_at=None).exists()
    answer(city, first, 6)
    assert jobs.hand_on(at(9, 6)) == 1
    assert jobs.hand_on(at(9, 6)) == 0

    assert now_of(second).status == Status.ANSWERED
    told = Event.objects.select_related("words").get(case=second, kind=Kind.ANSWERED)
    assert told.words is not None
    assert (told.words.body, "水费单" in told.words.papers) == ("十点来水", True)
    assert Item.objects.filter(resident=city.zheng, kind="answer", done_at=None).count() == 1
    assert Delivery.objects.filter(source=f"case:{second.pk}:{second.seq}").count() == 1
    assert verify().findings == []


def test_each_asker_says_alone_whether_it_helped(city: City) -> None:
    first, second = at_village(city, "wu"), at_village(city, "zheng")
    merge(city, second, first)
    answer(city, first, 6)
    jobs.hand_on(at(9, 6))
    act(first, rules.Confirm(city.people["wu"].pk), at(9, 7))
    act(second, rules.Reopen(city.people["zheng"].pk, "我家还没来"), at(9, 8))

    assert now_of(first).status == Status.SETTLED
    assert now_of(second).status == Status.ASKED
    assert second.merged_into is None


def test_the_stricter_promise_holds_for_both(city: City) -> None:
    late, early = at_village(city, "wu", minute=3), at_village(city, "zheng")
    merge(city, early, late)

    assert now_of(late).promise_due_at == early.promise_due_at == at(10)


def test_one_that_others_are_handled_with_is_not_merged_itself(city: City) -> None:
    first, second, third = (at_village(city, who) for who in ("wu", "zheng", "daughter"))
    merge(city, second, first)
    for case, into in ((first, third), (third, second)):
        with pytest.raises(rules.Refused):
            merge(city, case, into)
    assert now_of(third).status == Status.ASKED
    assert verify().findings == []


def test_nothing_kept_in_confidence_is_merged_on_either_side(city: City) -> None:
    first, second = at_village(city, "wu"), at_village(city, "zheng")
    act(first, rules.MarkConfidential(city.people["wu"].pk), at(9, 4))
    for case, into in ((first, second), (second, first)):
        with pytest.raises(rules.NotTogether):
            merge(city, case, into)


def test_only_what_is_at_the_same_desk(city: City) -> None:
    first = at_village(city, "wu")
    second = ask(city.zheng, at(9), "停水")
    with pytest.raises(rules.Refused):
        merge(city, second, first)


def test_whoever_saw_an_older_state_of_either_is_told(city: City) -> None:
    first, second = at_village(city, "wu"), at_village(city, "zheng")
    seen = first.seq
    act(first, rules.Note(city.he.pk, city.desks["village"].pk, "已报修"), at(9, 4))
    with pytest.raises(services.Conflict) as conflict:
        services.merge(
            second.pk,
            first.pk,
            actor=city.he.pk,
            desk=city.desks["village"].pk,
            seq=second.seq,
            into_seq=seen,
            now=at(9, 5),
        )
    assert conflict.value.case == first
    assert now_of(second).status == Status.ASKED


def test_split_it_is_where_it_was_with_its_own_promise(city: City) -> None:
    first, second = at_village(city, "wu"), at_village(city, "zheng")
    merge(city, second, first)
    act(second, rules.Split(city.he.pk, city.desks["village"].pk), at(9, 7))

    stage = second.stages.get(closed_at=None)
    assert (stage.desk, stage.due_at) == (city.desks["village"], at(9, 12))
    assert now_of(second).promise_due_at == at(10)
    answer(city, first, 8)
    assert jobs.hand_on(at(9, 8)) == 0


@pytest.mark.parametrize("how", ["withdrawn", "confidential"])
def test_when_no_answer_will_come_from_the_other_it_goes_on_alone(city: City, how: str) -> None:
    first, second = at_village(city, "wu"), at_village(city, "zheng")
    merge(city, second, first)
    wu = city.people["wu"].pk
    act(first, rules.Withdraw(wu) if how == "withdrawn" else rules.MarkConfidential(wu), at(9, 6))
    assert jobs.hand_on(at(9, 7)) == 1

    assert now_of(second).status == Status.ASKED
    assert verify().findings == []


def test_help_that_came_is_no_answer_for_others(city: City) -> None:
    matter = rules.CaseClass.MATTER
    first = climb(city, ask(city.wu, at(9), "没人买菜", case_class=matter), "village", at(9, 4))
    second = at_village(city, "zheng")
    village, bo = city.desks["village"].pk, city.people["bo"].pk
    act(first, rules.PublishNeed(city.he.pk, village, "需要人买菜", agreed=True), at(9, 4))
    act(first, rules.TakeUp(bo, city.desks["village2"].pk), at(9, 4))
    act(first, rules.Visited(bo, "买了"), at(9, 4))
    merge(city, second, first)
    act(first, rules.ConfirmNeed(city.people["wu"].pk), at(9, 6))
    jobs.hand_on(at(9, 7))

    assert now_of(second).status == Status.ASKED


def test_merged_with_one_that_waits_the_promise_is_kept_for_the_stricter(city: City) -> None:
    late, early = at_village(city, "wu", minute=3), at_village(city, "zheng")
    village, wu = city.desks["village"].pk, city.people["wu"].pk
    act(late, rules.AskResident(city.he.pk, village, "哪栋楼?"), at(9, 4))
    merge(city, early, late)
    act(late, rules.ResidentReply(wu, "三栋"), at(10))

    # 55 minutes of the stricter promise were left at 9:05.
    assert now_of(late).promise_due_at == at(10) + timedelta(minutes=55)
