"""`verify` finds whatever is not as the timeline says, and nothing else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from lianhu.cases import rules
from lianhu.cases.jobs import move_overdue
from lianhu.cases.models import Case, CaseDesk, Consultation, Event, Stage
from lianhu.cases.verify import verify
from lianhu.inbox.models import Item
from tests.cases.lives import every_kind
from tests.cast import City, act, ask, at, climb, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def findings() -> list[str]:
    return [str(finding) for finding in verify().findings]


def in_the_city_office(city: City) -> Case:
    """A case that climbed, with one reply, one department still asked and the matter begun."""
    case = climb(city, ask(city.wu, at(9)), "city", at(9, 5))
    luo, office = city.luo.pk, city.desks["city"].pk
    insurance, water = city.desks["insurance"].pk, city.desks["water"].pk
    act(case, rules.Consult(luo, office, insurance, "能否报销?"), at(9, 7))
    act(case, rules.Consult(luo, office, water, "有没有停水?"), at(9, 8))
    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以报销。"), at(9, 12))
    act(case, rules.OnBehalf(luo, office, "已补办备案。", date(2026, 5, 25)), at(9, 14))
    return act(case, rules.Note(None, None, "谢谢!"), at(9, 15))


def to_the_end(city: City) -> None:
    """Every command there is: answered, reopened, returned, followed up, settled."""
    case = in_the_city_office(city)
    luo, office = city.luo.pk, city.desks["city"].pk
    act(case, rules.Answer(luo, office, "可以。", ({"title": "医保卡", "note": ""},)), at(9, 20))
    act(case, rules.Reopen(None, "还差一样"), at(9, 30))
    act(case, rules.Return(luo, office, "请问清差哪一样"), at(9, 32))
    fang, town = city.people["fang"].pk, city.desks["town"].pk
    act(case, rules.Take(fang, town), at(9, 33))
    act(case, rules.Answer(fang, town, "差退休证。"), at(9, 34))
    act(case, rules.FollowUp(luo, office, "钱到账了。"), at(9, 40))
    act(case, rules.Confirm(None), at(9, 45))


def left_alone(city: City) -> None:
    """Nobody acts: up to the top and to the supervisor. Another is answered from below untaken."""
    ask(city.wu, at(9))
    for minute in range(60):
        move_overdue(at(9, minute))
    case = ask(city.zheng, at(10))
    act(case, rules.Take(city.he.pk, city.desks["village"].pk), at(10, 9))
    other = ask(city.residents["ren"], at(10))
    act(other, rules.Answer(city.people["yan"].pk, city.desks["beat3"].pk, "可以。"), at(10, 1))


@pytest.mark.parametrize("happened", [in_the_city_office, to_the_end, left_alone])
def test_it_finds_nothing_wrong_with_what_services_wrote(
    city: City, happened: Callable[[City], object]
) -> None:
    happened(city)

    report = verify()

    assert [str(finding) for finding in report.findings] == []
    assert report.cases == Case.objects.count()
    assert report.events == Event.objects.count() > 0


def test_an_empty_city_is_clean(city: City) -> None:
    assert verify().findings == []


DAMAGE: dict[str, tuple[Callable[[Case], object], str]] = {
    "a case": (
        lambda case: Case.objects.filter(pk=case.pk).update(status=rules.Status.ANSWERED),
        "status: the table says answered, the timeline consulting",
    ),
    "a promise": (
        lambda case: Case.objects.filter(pk=case.pk).update(promise_due_at=at(17)),
        "promise_due_at",
    ),
    "a deadline": (
        lambda case: Stage.objects.filter(case=case, number=2).update(
            due_at=at(11), running_since=at(9)
        ),
        "stage 2, due_at",
    ),
    "who took it": (
        lambda case: Stage.objects.filter(case=case, number=5).update(taken_by=None),
        "stage 5, taken_by",
    ),
    "a lost stage": (
        lambda case: Stage.objects.filter(case=case, number=3).delete(),
        "stages: the table says [1, 2, 4, 5]",
    ),
    "a consultation": (
        lambda case: Consultation.objects.filter(case=case, number=2).update(late=True),
        "consultation 2, late",
    ),
    "a desk it was at": (
        lambda case: CaseDesk.objects.filter(case=case).earliest("pk").delete(),
        "desks it has been at",
    ),
    "a lost item": (
        lambda case: Item.objects.filter(ref=case.pk, kind="case", done_at=None).delete(),
        "inbox: case item",
    ),
    "an item left behind": (
        lambda case: Item.objects.filter(ref=case.pk, kind="case").update(done_at=None),
        "should be done",
    ),
    "an item's due time": (
        lambda case: Item.objects.filter(ref=case.pk, kind="consultation").update(due_at=at(17)),
        "inbox: due time of",
    ),
    "a lost event": (
        lambda case: Event.objects.filter(case=case, seq=4).delete(),
        "event 4 is missing",
    ),
    "the last event": (
        lambda case: Event.objects.filter(case=case).latest("seq").delete(),
        "seq: the table says",
    ),
    "an event that cannot be read": (
        lambda case: Event.objects.filter(case=case, seq=2).update(data={}),
        "its events do not fold",
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_it_finds_damage(city: City, what: str) -> None:
    case = in_the_city_office(city)
    damage, expected = DAMAGE[what]

    damage(case)

    found = findings()
    assert any(expected in line and line.startswith(case.number) for line in found), found


def test_it_finds_an_item_of_no_case(city: City) -> None:
    case = ask(city.wu, at(9))
    Item.objects.create(
        desk=city.desks["beat"], kind="case", ref=case.pk + 1, key="case:0:stage", put_at=at(9)
    )

    assert [line for line in findings() if "belongs to no case" in line]


def test_other_cases_do_not_hide_the_damaged_one(city: City) -> None:
    cases = [ask(city.wu, at(9) + timedelta(seconds=n), f"问题{n}") for n in range(3)]
    Case.objects.filter(pk=cases[1].pk).update(reopened=1)

    assert findings() == [f"{cases[1].number}: reopened: the table says 1, the timeline 0"]


@pytest.mark.django_db
def test_whatever_a_case_lives_through_tables_and_timeline_agree() -> None:
    cases = every_kind(make_city())

    report = verify()

    assert report.findings == []
    assert report.cases == len(cases)
    assert set(rules.Kind) == set(Event.objects.values_list("kind", flat=True))
