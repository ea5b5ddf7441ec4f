"""Cases that between them live through everything: every kind of event, through the services."""

from datetime import date

from django.test import override_settings

from lianhu.cases import jobs, rules, services
from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.models import Case
from lianhu.grid.changes import setting_changed
from lianhu.grid.models import OpeningHours
from tests.cast import FRIDAY, MONDAY, City, act, ask, at, climb

TUESDAY, WEDNESDAY = date(2026, 5, 19), date(2026, 5, 20)


def every_kind(city: City) -> list[Case]:
    """Asked on FRIDAY from 9:00 on; a week later nothing of it is left to the clock."""
    return [
        climbed_and_reopened(city),
        asked_back_and_extended(city),
        transferred_and_contested(city),
        *merged_and_split(city),
        handled_together(city),
        kept_in_confidence(city),
        helped(city),
        followed(city),
        left_alone(city),
        moved_deadline(city),
        waited_on(city),
    ]


def climbed_and_reopened(city: City) -> Case:
    """To the city, a department asked twice and late once, answered and reopened three times."""
    case = ask(city.wu, at(9))
    top, insurance = city.desks["city"].pk, city.desks["insurance"].pk
    wu, luo = city.people["wu"].pk, city.luo.pk
    climb(city, case, "city", at(9, 1))
    act(case, rules.Note(wu, None, "补一句"), at(9, 2))
    act(case, rules.Consult(luo, top, insurance, "如何报销?"), at(9, 3))
    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以报销"), at(9, 5))
    for minute in (10, 20, 30):
        act(case, rules.Answer(luo, top, "可以", ({"title": "身份证"},)), at(9, minute))
        act(case, rules.Reopen(wu, "不行"), at(9, minute + 5))
    act(case, rules.Consult(luo, top, insurance, "再问"), at(9, 36))
    jobs.move_overdue(at(9, 56))
    act(case, rules.OnBehalf(luo, top, "办了", FRIDAY), at(9, 57))
    act(case, rules.Answer(luo, top, "可以"), at(9, 58))
    act(case, rules.FollowUp(luo, top, "都好"), at(9, 59))
    return act(case, rules.Confirm(wu), at(10))


def asked_back_and_extended(city: City) -> Case:
    """The resident is asked twice, replies once; the promise is extended; then taken back."""
    case = ask(city.zheng, at(9), "水表走得快", case_class=rules.CaseClass.REPAIR)
    shen, beat, zheng = city.shen.pk, city.desks["beat"].pk, city.people["zheng"].pk
    act(case, rules.AskResident(shen, beat, "水表是哪年装的?"), at(9, 5))
    act(case, rules.ResidentReply(zheng, "2019年"), at(14))
    act(case, rules.Extend(shen, beat, date(2026, 5, 21), "要等检定"), at(14, 5))
    act(case, rules.AskResident(shen, beat, "哪天在家?"), at(14, 6))
    jobs.move_overdue(at(14, 7, day=MONDAY))
    act(case, rules.HandToRoster(shen, beat), at(14, 8, day=MONDAY))
    return act(case, rules.Withdraw(zheng, "自己换好了"), at(15, day=MONDAY))


def transferred_and_contested(city: City) -> Case:
    """To another village, which contests; the community says that it stays there."""
    case = ask(city.wu, at(9), "河西桥头路灯不亮", case_class=rules.CaseClass.REPAIR)
    village, hexi = city.desks["village"].pk, city.desks["village2"].pk
    community, bo, ma = city.desks["community"].pk, city.people["bo"].pk, city.people["ma"].pk
    climb(city, case, "village", at(9, 1))
    act(case, rules.Transfer(city.he.pk, village, hexi, "灯在河西村"), at(9, 2))
    act(case, rules.Contest(bo, hexi, "桥这头归石桥村"), at(9, 3))
    act(case, rules.Transfer(ma, community, hexi, "按图在河西村"), at(9, 4))
    return act(case, rules.Answer(bo, hexi, "明天换灯"), at(9, 5))


def merged_and_split(city: City) -> list[Case]:
    """Three askers of the same: one is split off again, one gets the answer of the first."""
    village, he = city.desks["village"].pk, city.he.pk
    first, second, third = (
        climb(city, ask(who, at(9), f"停水了{n}"), "village", at(9, 1))
        for n, who in enumerate((city.wu, city.zheng, city.residents["daughter"]))
    )
    for child in (second, third):
        first.refresh_from_db()
        services.merge(
            child.pk,
            first.pk,
            actor=he,
            desk=village,
            seq=child.seq,
            into_seq=first.seq,
            now=at(9, 2),
        )
    act(third, rules.Split(he, village), at(9, 3))
    act(third, rules.Answer(he, village, "您家是欠费"), at(9, 4))
    act(first, rules.Answer(he, village, "十点来水", ({"title": "水费单"},)), at(9, 5))
    jobs.hand_on(at(9, 5))
    return [first, second, third]


def handled_together(city: City) -> Case:
    """Two departments, of which one leads, and a part that comes back."""
    case = climb(city, ask(city.zheng, at(9), "修路挖断了水管"), "city", at(9, 1))
    water, insurance = city.desks["water"].pk, city.desks["insurance"].pk
    jiang, gu = city.people["jiang"].pk, city.people["gu"].pk
    top = city.desks["city"].pk
    act(case, rules.Joint(city.luo.pk, top, water, (insurance,), "请核对"), at(9, 2))
    act(case, rules.ConsultReply(gu, 1, "与医保无关"), at(9, 3))
    return act(case, rules.Answer(jiang, water, "今晚修好"), at(9, 4))


def kept_in_confidence(city: City) -> Case:
    case = ask(city.wu, at(9), "家里有人欠了债")
    act(case, rules.MarkConfidential(city.people["wu"].pk), at(9, 1))
    return act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "来找我"), at(9, 2))


def helped(city: City) -> Case:
    """A need that somebody takes up, with the household's word that the help has come."""
    case = ask(city.zheng, at(9), "腿摔了,没人买菜", case_class=rules.CaseClass.MATTER)
    beat, yan = city.desks["beat"].pk, city.people["yan"].pk
    act(case, rules.PublishNeed(city.shen.pk, beat, "一位老人需要人买菜", agreed=True), at(9, 1))
    act(case, rules.TakeUp(yan, city.desks["beat3"].pk), at(9, 2))
    act(case, rules.Visited(yan, "买了一周的菜"), at(11))
    return act(case, rules.ConfirmNeed(city.people["zheng"].pk), at(11, 30))


def followed(city: City) -> Case:
    """A public matter that a neighbour follows; nobody answers the answer."""
    case = ask(city.wu, at(9), "村口路灯不亮")
    beat = city.desks["beat"].pk
    act(case, rules.Summarise(city.shen.pk, beat, "村口路灯,已报修"), at(9, 1))
    act(case, rules.Follow(city.people["zheng"].pk, city.zheng.pk), at(9, 2))
    act(case, rules.Answer(city.shen.pk, beat, "已换灯"), at(9, 3))
    jobs.close_silent(at(9, 3, day=date(2026, 5, 22)))
    return case


def left_alone(city: City) -> Case:
    """Asked by telephone: after a week without a word the desk calls, and opens it again."""
    question = services.Question(
        asker=city.wu,
        beat=city.nodes["beat"],
        words="社保卡丢了",
        door=rules.Door.PHONE,
        actor=city.shen.pk,
    )
    case = services.ask(question, key="by telephone", now=at(9))
    beat, shen = city.desks["beat"].pk, city.shen.pk
    act(case, rules.Answer(shen, beat, "带身份证来"), at(9, 1))
    later = date(2026, 5, 22)
    jobs.close_silent(at(9, 1, day=later))
    return act(case, rules.FollowUp(shen, beat, "还没补到", solved=False), at(10, day=later))


def moved_deadline(city: City) -> Case:
    """The village shuts for the morning while it has the case, which has until after lunch then."""
    case = ask(city.wu, at(9), "路不平", case_class=rules.CaseClass.REPAIR)
    climb(city, case, "village", at(9, 1))
    desk = city.desks["village"]
    desk.hours = OpeningHours.objects.create(
        name="下午",
        name_en="Afternoons",
        week={"zone": "Asia/Shanghai", "week": [[["13:30", "17:30"]]] * 7},
    )
    desk.save()
    setting_changed(desk)
    move_deadlines(at(9, 2))
    desk.hours = city.hours
    desk.save()
    return case


def waited_on(city: City) -> Case:
    """It runs out while the village is sent more than it can read."""
    case = ask(city.zheng, at(9), "雨大了")
    with override_settings(LIANHU_FLOOD=0):
        jobs.move_overdue(at(9, 15))
    return case
