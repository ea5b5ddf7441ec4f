"""The way of a case as desks tell it among themselves, and as it is drawn."""

import pytest

from lianhu.cases import jobs, rules
from lianhu.cases.journey import resident, resident_facts, staff
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.models import Case
from lianhu.grid.models import Duty
from lianhu.kernel import clock
from lianhu.ui.climb import StopKind
from lianhu.ui.parts import StageClock, StepKind
from tests.cases.lives import every_kind
from tests.cast import City, act, ask, at, climb, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def told(case: Case) -> Way:
    return way_of(Case.objects.select_related("beat__level", "asker").get(pk=case.pk))


def consulted(city: City) -> Case:
    """Asked at 14:33, at the city from 14:36, the department asked at 14:51."""
    case = climb(city, ask(city.wu, at(14, 33)), "city", at(14, 36))
    desks = city.desks
    consult = rules.Consult(
        city.luo.pk, desks["city"].pk, desks["insurance"].pk, "退休职工,没备案,怎么报销?"
    )
    return act(case, consult, at(14, 51))


def replied(city: City) -> Case:
    case = consulted(city)
    return act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以报销。"), at(15, 8))


# The climb


def test_it_climbs_to_the_holder_and_the_department(city: City) -> None:
    drawn = resident.climb(told(consulted(city)))

    assert [(stop.label, stop.note, stop.kind) for stop in drawn.stops] == [
        ("您", "", StopKind.ASKER),
        ("联户干部", "3 分钟", StopKind.PAST),
        ("石桥村", "不到 1 分钟", StopKind.PAST),
        ("东柳社区", "不到 1 分钟", StopKind.PAST),
        ("柳溪镇", "不到 1 分钟", StopKind.PAST),
        ("云禾市", "在办", StopKind.HOLDER),
        ("医疗保险科", "等答复", StopKind.ASK),
    ]
    assert drawn.answered_from is None


def test_the_answer_comes_straight_back(city: City) -> None:
    case = replied(city)
    act(case, rules.Answer(city.luo.pk, city.desks["city"].pk, "可以", ()), at(15, 14))

    drawn = resident.climb(told(case))

    assert drawn.answered_from == 5
    assert drawn.stops[5].kind is StopKind.ANSWERED
    # Its clock stood still while the department had it: 15 minutes before, 6 after.
    assert drawn.stops[5].note == "21 分钟"
    assert drawn.stops[6].note == "17 分钟"


def test_what_lies_above_is_open(city: City) -> None:
    drawn = resident.climb(told(ask(city.wu, at(14, 33))))

    assert [stop.kind for stop in drawn.stops[2:]] == [StopKind.FUTURE] * 4


def test_a_return_leaves_the_desk_above_as_passed(city: City) -> None:
    case = climb(city, ask(city.wu, at(14, 33)), "village", at(14, 36))
    act(case, rules.Return(city.he.pk, city.desks["village"].pk, "请问清"), at(14, 38))

    drawn = resident.climb(told(case))

    assert [stop.kind for stop in drawn.stops[:4]] == [
        StopKind.ASKER,
        StopKind.HOLDER,
        StopKind.PAST,
        StopKind.FUTURE,
    ]


def test_desks_that_were_skipped_are_no_stops(city: City) -> None:
    Duty.objects.filter(desk=city.desks["beat"]).delete()

    drawn = resident.climb(told(ask(city.wu, at(14, 33))))

    assert [stop.label for stop in drawn.stops[:2]] == ["您", "石桥村"]


def test_a_department_asked_in_vain_is_left_out(city: City) -> None:
    case = consulted(city)
    act(case, rules.Answer(city.luo.pk, city.desks["city"].pk, "不用等了", ()), at(14, 55))

    assert all(stop.kind is not StopKind.ASK for stop in resident.climb(told(case)).stops)


# Among desks


def test_desks_read_names_only_if_they_may(city: City) -> None:
    way = told(ask(city.wu, at(14, 33)))

    assert staff.timeline(way, sees_asker=True)[0].title == "吴长青提出"
    assert staff.timeline(way, sees_asker=False)[0].title == "群众提出"
    assert staff.climb(way, sees_asker=False).stops[0].label == "群众"


def test_a_consultation_and_its_reply_are_one_event(city: City) -> None:
    events = staff.timeline(told(replied(city)), sees_asker=True)

    [event] = [event for event in events if event.consulted]
    assert event.title == "罗知微请医疗保险科答复"
    assert event.brief == "退休职工,没备案,怎么报销?"
    assert event.reply is not None
    assert (event.reply.by, event.reply.words) == ("医疗保险科 顾明", "可以报销。")
    assert event.reply.note == "用时 17 分钟"


def test_a_stage_that_runs_out_blames_nobody(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    jobs.move_overdue(at(14, 48))

    last = staff.timeline(told(case), sees_asker=True)[-1]

    assert last.title == "石桥村第1联户网格超时，已自动上报石桥村"
    assert "沈小满" not in last.title


def test_the_roster_that_helps_is_named(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    act(case, rules.Take(city.he.pk, city.desks["village"].pk), at(14, 42))

    titles = [event.title for event in staff.timeline(told(case), sees_asker=True)]

    assert titles[1:] == ["石桥村贺春生从石桥村第1联户网格接过来办", "石桥村贺春生签收"]
    steps = resident.steps(told(case))
    assert [step.title for step in steps] == ["正在办，由贺春生负责", "您问的"]


def test_the_chip_follows_whose_clock_runs(city: City) -> None:
    case = consulted(city)
    chip = staff.chip(told(case), at(14, 56), mine=True)
    assert (chip.holder, chip.clock) == ("医疗保险科", StageClock.DEPARTMENT)
    assert chip.left == pytest.approx(15 / 20)

    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以"), at(15, 8))
    chip = staff.chip(told(case), at(15, 8), mine=True)
    assert (chip.holder, chip.clock) == ("在您这儿", StageClock.RUNNING)

    act(case, rules.Answer(city.luo.pk, city.desks["city"].pk, "可以", ()), at(15, 9))
    assert staff.chip(told(case), at(15, 9), mine=False).clock is StageClock.DONE


def test_a_department_that_is_late_stops_being_waited_for(city: City) -> None:
    case = consulted(city)
    jobs.move_overdue(at(15, 11))
    way = told(case)

    assert way.awaited == []
    with clock.fixed(at(15, 11)):
        assert "在等什么" not in [fact.label for fact in resident_facts.facts(way, at(15, 11))]
    [step] = [step for step in resident.steps(way) if step.current]
    assert step.title == "医疗保险科还没答复，先接着办"
    assert step.kind is StepKind.ASK


def test_every_kind_of_event_is_told_in_both_ways(city: City) -> None:
    """A kind that nobody put into words fails here."""
    ways = [told(case) for case in every_kind(city)]

    assert {entry.kind for way in ways for entry in way.entries} == set(rules.Kind)
    with clock.fixed(at(16)):
        for way in ways:
            steps = resident.steps(way)
            assert all(step.title for step in steps)
            assert steps[0].current
            assert all(event.title for event in staff.timeline(way, sees_asker=False))


def test_everything_is_told_once(city: City) -> None:
    """From asking to the third reopening."""
    case = replied(city)
    top = city.desks["city"].pk
    note = rules.Note(city.luo.pk, top, "备忘")
    act(case, note, at(15, 9))
    act(case, rules.Note(city.people["wu"].pk, None, "补一句"), at(15, 9))
    for minute in (10, 20, 30):
        act(case, rules.Answer(city.luo.pk, top, "可以", ()), at(15, minute))
        act(case, rules.Reopen(city.people["wu"].pk, "不行"), at(15, minute + 5))
    desks = city.desks
    consult = rules.Consult(city.luo.pk, top, desks["insurance"].pk, "再问")
    act(case, consult, at(15, 36))
    jobs.move_overdue(at(15, 56))
    act(case, rules.Answer(city.luo.pk, top, "可以", ()), at(15, 57))
    act(case, rules.OnBehalf(city.luo.pk, top, "办了", at(9).date()), at(15, 58))
    act(case, rules.FollowUp(city.luo.pk, top, "都好"), at(15, 59))
    act(case, rules.Confirm(city.people["wu"].pk), at(16))
    way = told(case)

    with clock.fixed(at(16)):
        assert len(resident.steps(way)) == len(way.told) - 1  # without the desk's own note
        events = staff.timeline(way, sees_asker=False)
        assert all(event.title for event in events)
    replies = sum(entry.kind is rules.Kind.CONSULT_REPLIED for entry in way.entries)
    assert len(events) == len(way.told) - replies


def test_taking_by_acting_is_told_once(city: City) -> None:
    case = ask(city.wu, at(14, 33))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以", ()), at(14, 36))
    way = told(case)

    assert [entry.kind for entry in way.entries] == ["asked", "taken", "answered"]
    assert [step.title for step in resident.steps(way)] == ["您的联户干部答复了您", "您问的"]
    assert len(staff.timeline(way, sees_asker=True)) == 2
