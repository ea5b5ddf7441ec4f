"""What a small installation holds one Friday at 14:33: cases in every status, and all beside them.

Everything comes about through the services, by the cast of `tests.cast`. Besides, `lives.py` puts
in whatever may happen to cases, some of it a week later.
"""

from datetime import date

from lianhu.cases import rules, services
from lianhu.cases.models import Case, Event, PromiseTime
from lianhu.channels.jobs import deliver_one
from lianhu.files.jobs import prepare_one
from lianhu.files.services import receive
from lianhu.grid.models import CalendarDay, Duty, Household, Leave, Node, Stay
from lianhu.kernel.worktime import DayKind
from lianhu.knowledge.models import Topic
from lianhu.privacy.jobs import seal_looks
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from tests.cases.lives import every_kind
from tests.cast import FRIDAY, LONG_AGO, MONDAY, City, act, ask, at, climb, make_city
from tests.photos import jpeg, upload

NOW = at(14, 33)
# Wu's question at the village, which nobody has taken: the last that was asked. The files of all
# releases have it.
UNTAKEN = "还要带什么?"
PAPERS = ({"title": "医保卡", "note": "原件"}, {"title": "出院小结", "note": ""})
CLASS = rules.CaseClass


def fill() -> None:
    city = make_city()
    every_kind(city)
    _more_of_the_city(city)
    _done_in_the_morning(city)
    _not_done_in_the_morning(city)
    _climbing_after_noon(city)
    _with_others_after_noon(city)
    _waiting_after_noon(city)
    assert deliver_one()
    _looks(city)
    assert set(Case.objects.values_list("status", flat=True)) == set(rules.Status)
    assert set(Event.objects.values_list("kind", flat=True)) == set(rules.Kind)


def _more_of_the_city(city: City) -> None:
    CalendarDay.objects.create(day=date(2026, 5, 1), kind=DayKind.REST.value, name="劳动节")
    CalendarDay.objects.create(day=date(2026, 5, 9), kind=DayKind.WORK.value)
    Node.objects.add_child(
        Node.objects.get(code="community"),
        {
            "code": "village0",
            "name": "老桥村",
            "name_en": "Laoqiao Village",
            "level": city.levels["village"],
            "closed_at": LONG_AGO,
            "successor": city.nodes["village"],
        },
    )
    Stay.objects.create(
        household=Household.objects.get(code="C"),
        beat=city.nodes["beat2"],
        starts_on=date(2015, 1, 1),
        ends_on=date(2019, 12, 31),
    )
    Leave.objects.create(
        duty=Duty.objects.get(person=city.people["yan"]),
        starts_at=at(13),
        ends_at=at(14),
        stand_in=city.people["tong"],
    )
    Topic.objects.add_child(
        Topic.objects.get(code="insurance"),
        {"code": "insurance-away", "name": "异地住院", "name_en": "In hospital elsewhere"},
    )
    PromiseTime.objects.create(case_class=CLASS.COMPLAINT, days=7, department_minutes=900, pace=8)


def _done_in_the_morning(city: City) -> None:
    """Followed up and settled; reopened once, answered again and to be followed up."""
    he, village = city.he.pk, city.desks["village"].pk
    case = climb(city, ask(city.zheng, at(9, 10)), "village", at(9, 11))
    act(case, rules.Take(he, village), at(9, 12))
    act(case, rules.Answer(he, village, "可以报销,带这两样。", PAPERS), at(9, 14))
    act(case, rules.OnBehalf(he, village, "陪着去了窗口。", FRIDAY), at(9, 30))
    act(case, rules.FollowUp(he, village, "钱到账了。"), at(9, 38))
    act(case, rules.Confirm(city.people["zheng"].pk), at(9, 40))

    shen, beat = city.shen.pk, city.desks["beat"].pk
    case = ask(city.zheng, at(9, 20), "帮我办备案。", case_class=CLASS.MATTER)
    act(case, rules.Answer(shen, beat, "已备案。"), at(9, 30))
    act(case, rules.Reopen(city.people["zheng"].pk, "没查到"), at(10))
    act(case, rules.PassUp(shen, beat, "请村里看看"), at(10, 1))
    act(case, rules.Return(he, village, "请再查一次"), at(10, 3))
    act(case, rules.OnBehalf(shen, beat, "已重新提交。", MONDAY), at(10, 5))
    act(case, rules.Answer(shen, beat, "查到了。"), at(10, 30))


def _not_done_in_the_morning(city: City) -> None:
    """Left alone up to an alert; a matter with photos that is being done; a complaint taken."""
    _let_run_out(ask(city.residents["daughter"], at(9)))

    shen, beat = city.shen.pk, city.desks["beat"].pk
    photos = [receive(upload(content)) for content in (jpeg(), jpeg()[:-200], jpeg())]
    receive(upload(jpeg()))  # which nobody keeps
    question = services.Question(
        asker=city.wu,
        beat=city.nodes["beat"],
        words="水管漏了,墙也湿了。",
        case_class=CLASS.REPAIR,
        topic=city.topics["water"],
        door=rules.Door.PHONE,
        actor=shen,
        photos=photos,
    )
    case = services.ask(question, key="photos", now=at(9, 20))
    # One is drawn, one turns out to be broken, one still waits.
    assert prepare_one() and prepare_one()
    act(case, rules.Note(city.people["wu"].pk, None, "在厨房"), at(9, 21))
    act(case, rules.OnBehalf(shen, beat, "已报水务。", MONDAY), at(9, 25))

    case = ask(city.wu, at(9, 40), "路灯坏了两个月。", case_class=CLASS.COMPLAINT)
    act(case, rules.Take(shen, beat), at(9, 50))


def _let_run_out(case: Case) -> None:
    while (stage := case.stages.get(closed_at=None)).alerted_at is None:
        assert stage.due_at is not None
        act(case, rules.TimeOut(), stage.due_at)


def _climbing_after_noon(city: City) -> None:
    """In the city office: a late department and an alert; one asked while another has replied."""
    luo, office = city.luo.pk, city.desks["city"].pk
    insurance, water = city.desks["insurance"].pk, city.desks["water"].pk
    ask_insurance = rules.Consult(luo, office, insurance, "异地住院如何报销?")

    case = climb(city, ask(city.residents["daughter"], at(14)), "city", at(14))
    act(case, ask_insurance, at(14, 5))
    act(case, rules.TimeOut(), at(14, 25))
    _let_run_out(case)

    case = climb(city, ask(city.zheng, at(14, 20)), "city", at(14, 20))
    act(case, ask_insurance, at(14, 24))
    act(case, rules.Consult(luo, office, water, "何时来水?"), at(14, 24))
    act(case, rules.ConsultReply(city.people["jiang"].pk, 2, "今晚。"), at(14, 28))


def _with_others_after_noon(city: City) -> None:
    """At the beat: the resident is asked; two that are handled as one."""
    shen, beat = city.shen.pk, city.desks["beat"].pk
    case = ask(city.zheng, at(14, 21))
    act(case, rules.AskResident(shen, beat, "哪家医院?"), at(14, 23))

    child, first = ask(city.residents["daughter"], at(14, 22)), ask(city.zheng, at(14, 22))
    services.merge(
        child.pk,
        first.pk,
        actor=shen,
        desk=beat,
        seq=child.seq,
        into_seq=first.seq,
        now=at(14, 26),
    )


def _waiting_after_noon(city: City) -> None:
    """Answered by the roster above; at the beat: shared, taken, just asked; at the village."""
    bo, village2 = city.people["bo"].pk, city.desks["village2"].pk
    case = ask(city.residents["ren"], at(14, 10))
    act(case, rules.Take(bo, village2), at(14, 18))
    act(case, rules.Answer(bo, village2, "可以。"), at(14, 20))

    ask(city.zheng, at(14, 24))
    case = ask(city.residents["daughter"], at(14, 28))
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 29))
    ask(city.wu, at(14, 30))
    climb(city, ask(city.wu, at(14, 30), UNTAKEN), "village", at(14, 31))


def _looks(city: City) -> None:
    asked = Case.objects.filter(asker=city.wu).earliest("pk")
    shen, beat = city.shen, city.desks["beat"].pk
    record_look(shen, Look.Verb.HOUSEHOLDS, desk=beat, purpose="巡访", at=at(9))
    for minute, verb in enumerate((Look.Verb.CASE, Look.Verb.CALL), 22):
        record_look(
            shen,
            verb,
            desk=beat,
            resident=city.wu.pk,
            household=city.wu.household_id,
            purpose=asked.number,
            at=at(9, minute),
        )
        seal_looks(at(9, minute))
    record_look(shen, Look.Verb.HOUSEHOLDS, desk=beat, purpose="巡访", at=at(14))
