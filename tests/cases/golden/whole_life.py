"""What else becomes of cases: asked back, transferred, together, in confidence, public, silent."""

from datetime import date

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Door
from lianhu.kernel.worktime import Schedule
from tests.cases.golden.people import PAPERS, WU, ZHENG
from tests.cases.ladders import (
    BEAT,
    BO,
    CALENDAR,
    CITY,
    COMMUNITY,
    GU,
    HE,
    HEXI,
    INSURANCE,
    JIANG,
    LUO,
    MA,
    NEVER,
    SHEN,
    TOWN,
    VILLAGE,
    WATER,
    Walk,
    asked,
    at_city,
    hours,
    unmanned,
    with_desks,
)
from tests.cast import MONDAY, at

AFTERNOONS = Schedule(hours(*[[["13:30", "17:30"]]] * 5), CALENDAR)
TUESDAY, THURSDAY = date(2026, 5, 19), date(2026, 5, 21)
A_WEEK_LATER = date(2026, 5, 22)
OTHER, THIRD = 301, 302  # cases


# Asked back


def asked_back_and_replied() -> Walk:
    walk = asked(at(9))
    walk.do(rules.AskResident(SHEN, BEAT, "哪家医院?"), at(9, 2))
    walk.do(rules.ResidentReply(WU, "市立医院"), at(10))
    walk.do(rules.AskResident(SHEN, BEAT, "哪天出院?"), at(10, 1))
    walk.do(rules.ResidentReply(None, "", photos=1), at(10, 30))
    walk.do(rules.AskResident(SHEN, BEAT, "出院小结在手边吗?"), at(10, 31))
    walk.do(rules.ResidentReply(SHEN, "在", desk=BEAT), at(10, 40))
    return walk


def asked_back_without_a_reply() -> Walk:
    walk = asked(at(9), CaseClass.REPAIR)
    walk.do(rules.AskResident(SHEN, BEAT, "哪天在家?"), at(9, 2))
    walk.do(rules.TimeOut(), at(9, 2, day=MONDAY))
    return walk


def a_department_and_the_resident_are_asked() -> Walk:
    walk = at_city(at(9))
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "如何报销?"), at(9, 3))
    walk.do(rules.AskResident(LUO, CITY, "哪家医院?"), at(9, 4))
    walk.do(rules.ResidentReply(WU, "市立医院"), at(9, 10))
    walk.do(rules.ConsultReply(GU, 1, "可以报销"), at(9, 12))
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "还要什么?"), at(9, 13))
    walk.do(rules.AskResident(LUO, CITY, "出院了吗?"), at(9, 14))
    walk.do(rules.TimeOut(), at(9, 33))
    return walk


def what_waits_for_the_resident_moves_on() -> Walk:
    walk = asked(at(9))
    for desk, person in ((BEAT, SHEN), (VILLAGE, HE)):
        walk.do(rules.AskResident(person, desk, "哪家医院?"), at(9, 2))
        walk.do(rules.PassUp(person, desk), at(9, 3))
    walk.do(rules.AskResident(MA, COMMUNITY, "哪家医院?"), at(9, 4))
    walk.do(rules.Answer(MA, COMMUNITY, "可以"), at(9, 5))
    return walk


def extended() -> Walk:
    walk = asked(at(9), CaseClass.REPAIR)
    walk.do(rules.Extend(SHEN, BEAT, THURSDAY, "要等检定"), at(9, 5))
    return walk


def extended_while_the_resident_is_asked() -> Walk:
    walk = asked(at(9), CaseClass.COMPLAINT)
    walk.do(rules.AskResident(SHEN, BEAT, "是哪一天?"), at(9, 2))
    walk.do(rules.Extend(SHEN, BEAT, date(2026, 5, 26), "要等检测"), at(9, 5))
    return walk


def extended_while_a_department_is_asked() -> Walk:
    walk = at_city(at(9), CaseClass.MATTER)
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "如何报销?"), at(9, 3))
    walk.do(rules.Extend(LUO, CITY, THURSDAY, "要等医保局"), at(9, 5))
    return walk


# Taken back


def withdrawn() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "如何报销?"), at(9, 1))
    walk.do(rules.Withdraw(WU, "知道了"), at(9, 2))
    return walk


def withdrawn_while_the_resident_is_asked() -> Walk:
    walk = asked(at(9))
    walk.do(rules.AskResident(SHEN, BEAT, "哪家医院?"), at(9, 1))
    walk.do(rules.Withdraw(None), at(9, 2))
    return walk


# Across


def transferred_and_contested() -> Walk:
    walk = asked(at(9), CaseClass.REPAIR)
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.Transfer(HE, VILLAGE, HEXI, "灯在河西村"), at(9, 2))
    walk.do(rules.Contest(BO, HEXI, "桥这头归石桥村"), at(9, 3))
    walk.do(rules.Transfer(MA, COMMUNITY, HEXI, "按图在河西村"), at(9, 4))
    walk.do(rules.Answer(BO, HEXI, "明天换灯"), at(9, 5))
    walk.do(rules.Reopen(WU, "没换"), at(10))
    return walk


def transferred_to_a_department() -> Walk:
    walk = at_city(at(9))
    walk.do(rules.AskResident(LUO, CITY, "哪家医院?"), at(9, 1))
    walk.do(rules.Transfer(LUO, CITY, INSURANCE, "请医保科办理"), at(9, 2))
    walk.do(rules.TimeOut(), at(9, 22))
    return walk


def straight_to_a_department() -> Walk:
    walk = Walk()
    ask = rules.Ask(CaseClass.REPAIR, Door.PAGE, "停水了", WU, straight=WATER)
    walk.do(ask, at(9))
    walk.do(rules.Take(JIANG, WATER), at(9, 1))
    return walk


def a_department_leads() -> Walk:
    walk = at_city(at(9))
    walk.do(rules.Joint(LUO, CITY, WATER, (INSURANCE,), "请核对"), at(9, 2))
    walk.do(rules.ConsultReply(GU, 1, "与医保无关"), at(9, 3))
    walk.do(rules.Answer(JIANG, WATER, "今晚修好"), at(9, 4))
    return walk


def the_holder_leads_and_a_part_is_late() -> Walk:
    walk = at_city(at(9), CaseClass.MATTER)
    walk.do(rules.Joint(LUO, CITY, CITY, (INSURANCE, WATER), "请核对"), at(9, 2))
    walk.do(rules.ConsultReply(GU, 1, "与医保无关"), at(9, 3))
    walk.do(rules.TimeOut(), at(9, 2, day=MONDAY))
    return walk


def handed_to_the_roster() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    walk.do(rules.HandToRoster(SHEN, BEAT), at(9, 2))
    walk.do(rules.Take(HE, VILLAGE), at(9, 3))
    walk.do(rules.HandToRoster(HE, VILLAGE), at(9, 4))
    return walk


# Together


def merged_and_answered() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Consult(SHEN, BEAT, WATER, "何时来水?"), at(9, 1))
    walk.do(rules.Merge(SHEN, BEAT, _other()), at(9, 2))
    walk.do(rules.AnswerMerged(SHEN, BEAT, "今晚来水", PAPERS), at(9, 10))
    return walk


def merged_and_split() -> Walk:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.Merge(HE, VILLAGE, _other(VILLAGE)), at(9, 2))
    walk.do(rules.Split(HE, VILLAGE), at(9, 3))
    return walk


def merged_while_the_resident_is_asked_and_withdrawn() -> Walk:
    walk = asked(at(9))
    walk.do(rules.AskResident(SHEN, BEAT, "哪栋楼?"), at(9, 1))
    walk.do(rules.Merge(SHEN, BEAT, _other()), at(9, 2))
    walk.do(rules.Note(WU, None, "三栋"), at(9, 3))
    walk.do(rules.Withdraw(WU), at(9, 4))
    return walk


def split_because_the_other_has_no_answer() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Merge(SHEN, BEAT, _other()), at(9, 2))
    walk.setting = unmanned(BEAT, VILLAGE, COMMUNITY, TOWN, CITY)
    walk.do(rules.Split(), at(9, 3))
    return walk


def joined() -> Walk:
    walk = asked(at(9))
    later, sooner, at_once = (at(10, 30), at(9, 30), at(9, 9))
    for case, due in ((OTHER, later), (THIRD, sooner), (THIRD + 1, at_once)):
        other = rules.Other(case, BEAT, due)
        walk.do(rules.Join(SHEN, BEAT, other), at(9, 2))
    walk.do(rules.Answer(SHEN, BEAT, "今晚来水"), at(9, 5))
    return walk


def _other(desk: int = BEAT) -> rules.Other:
    return rules.Other(OTHER, desk, at(10))


# In confidence


def asked_in_confidence() -> Walk:
    walk = Walk()
    ask = rules.Ask(CaseClass.QUESTION, Door.PAGE, "家里欠了债", WU, confidential=True)
    walk.do(ask, at(9))
    walk.do(rules.Take(SHEN, BEAT), at(9, 1))
    walk.do(rules.HandToRoster(SHEN, BEAT), at(9, 2))
    return walk


def about_an_officer() -> Walk:
    walk = Walk()
    ask = rules.Ask(CaseClass.COMPLAINT, Door.PAGE, "说话难听", WU, confidential=True, about=SHEN)
    walk.do(ask, at(9))
    return walk


def marked_confidential() -> Walk:
    walk = asked(at(9))
    walk.do(rules.MarkConfidential(WU), at(9, 1))
    return walk


def marked_confidential_by_the_desk() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Summarise(SHEN, BEAT, "一户有困难"), at(9, 1))
    walk.do(rules.Follow(ZHENG, ZHENG), at(9, 2))
    walk.do(rules.MarkConfidential(SHEN, BEAT), at(9, 3))
    return walk


# Public


def summarised_and_followed() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Summarise(SHEN, BEAT, "村口路灯,已报修"), at(9, 1))
    walk.do(rules.Follow(ZHENG, ZHENG), at(9, 2))
    walk.do(rules.Follow(None, ZHENG + 1), at(9, 3))
    return walk


def a_need_is_met() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.PublishNeed(SHEN, BEAT, "一位老人需要人买菜", agreed=True), at(9, 1))
    walk.do(rules.TakeUp(HE, VILLAGE), at(9, 2))
    walk.do(rules.PublishNeed(SHEN, BEAT, "一位老人需要人买菜", agreed=True), at(10))
    walk.do(rules.TakeUp(BO, HEXI), at(10, 1))
    walk.do(rules.Visited(BO, "买了一周的菜"), at(11))
    walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "有无补助?"), at(11, 1))
    walk.do(rules.ConfirmNeed(WU), at(11, 30))
    return walk


def a_need_is_met_while_the_resident_is_asked() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.PublishNeed(SHEN, BEAT, "一位老人需要人买菜", agreed=True), at(9, 1))
    walk.do(rules.TakeUp(HE, VILLAGE), at(9, 2))
    walk.do(rules.Visited(HE, "买了一周的菜"), at(10))
    walk.do(rules.AskResident(SHEN, BEAT, "够了吗?"), at(10, 1))
    walk.do(rules.ConfirmNeed(None), at(10, 2))
    return walk


def a_visit_is_told_aloud() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.PublishNeed(SHEN, BEAT, "一位老人需要人买菜", agreed=True), at(9, 1))
    walk.do(rules.TakeUp(HE, VILLAGE), at(9, 2))
    walk.do(rules.Visited(HE, "", voice=1), at(10))
    return walk


# Silence, and the clock


def nobody_says_a_word() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "已换灯"), at(9, 3))
    walk.do(rules.CloseBySilence(), at(9, 3, day=A_WEEK_LATER))
    return walk


def called_and_not_solved() -> Walk:
    walk = _asked_by_telephone()
    walk.do(rules.CloseBySilence(), at(9, 3, day=A_WEEK_LATER))
    walk.do(rules.FollowUp(SHEN, BEAT, "还没补到", solved=False), at(10, day=A_WEEK_LATER))
    return walk


def called_and_solved() -> Walk:
    walk = _asked_by_telephone()
    walk.do(rules.CloseBySilence(), at(9, 3, day=A_WEEK_LATER))
    walk.do(rules.FollowUp(SHEN, BEAT, "补到了", solved=True), at(10, day=A_WEEK_LATER))
    return walk


def to_be_called_by_a_desk_that_never_opens() -> Walk:
    walk = _asked_by_telephone()
    walk.setting = with_desks(schedules={BEAT: NEVER})
    walk.do(rules.CloseBySilence(), at(9, 3, day=A_WEEK_LATER))
    return walk


def _asked_by_telephone() -> Walk:
    walk = Walk()
    walk.do(rules.Ask(CaseClass.QUESTION, Door.PHONE, "社保卡丢了", SHEN), at(9))
    walk.do(rules.Answer(SHEN, BEAT, "带身份证来"), at(9, 3))
    return walk


def its_deadline_moves() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.setting = with_desks(schedules={BEAT: AFTERNOONS})
    walk.do(rules.MoveDeadline(), at(9, 2))
    walk.do(rules.MoveDeadline(lost_s=600), at(13, 40))
    return walk


def its_people_go() -> Walk:
    walk = asked(at(9))
    walk.setting = unmanned(BEAT)
    walk.do(rules.MoveDeadline(), at(9, 2))
    return walk


def it_is_waited_on_in_a_flood() -> Walk:
    walk = asked(at(9))
    walk.do(rules.TimeOut(flood=True), at(9, 15))
    walk.do(rules.Take(HE, VILLAGE), at(9, 16))
    return walk
