"""A question on its way: up and back, to departments, done on behalf, answered, reopened."""

from dataclasses import replace
from datetime import date

from lianhu.cases import rules
from lianhu.cases.rules import CaseClass, Door
from tests.cases.golden.people import PAPERS, WU
from tests.cases.ladders import (
    BEAT,
    CITY,
    COMMUNITY,
    FANG,
    GU,
    HE,
    INSURANCE,
    JIANG,
    LADDER,
    LUO,
    NEVER,
    PEOPLE,
    SETTING,
    SHEN,
    TONG,
    TOWN,
    VILLAGE,
    WATER,
    Walk,
    asked,
    at_city,
    post,
    unmanned,
    with_desks,
)
from tests.cast import MONDAY, at


def photos_come_along() -> Walk:
    walk = Walk()
    walk.do(rules.Ask(CaseClass.REPAIR, Door.PAGE, "水管漏了", WU, photos=2), at(9))
    walk.do(rules.Note(WU, None, "", photos=1), at(9, 1))
    walk.do(rules.Note(WU, None, "在厨房"), at(9, 2))
    walk.do(rules.Note(SHEN, BEAT, "已电话联系"), at(9, 3))
    walk.do(rules.Answer(SHEN, BEAT, "明天来修"), at(9, 4))
    walk.do(rules.Reopen(WU, "没来", photos=3), at(9, day=MONDAY))
    return walk


def spoken() -> Walk:
    walk = Walk()
    walk.do(rules.Ask(CaseClass.REPAIR, Door.PAGE, "", WU, photos=1, voice=1), at(9))
    walk.do(rules.Note(WU, None, "", voice=1), at(9, 1))
    walk.do(rules.AskResident(SHEN, BEAT, "哪一栋?"), at(9, 2))
    walk.do(rules.ResidentReply(WU, "", voice=1), at(9, 10))
    walk.do(rules.Answer(SHEN, BEAT, "明天来修"), at(9, 12))
    walk.do(rules.Reopen(WU, "", voice=1), at(9, day=MONDAY))
    return walk


def up_back_and_up_again() -> Walk:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT, "要问医保"), at(9, 1))
    walk.do(rules.Return(HE, VILLAGE, "请先核实"), at(9, 2))
    walk.do(rules.Take(TONG, BEAT), at(9, 3))
    walk.do(rules.PassUp(TONG, BEAT), at(9, 4))
    walk.setting = unmanned(COMMUNITY, TOWN)
    walk.do(rules.PassUp(HE, VILLAGE), at(9, 5))
    return walk


def moving_on_withdraws_what_was_asked() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "如何报销?"), at(9, 1))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 2))
    walk.do(rules.Consult(HE, VILLAGE, WATER, "何时来水?"), at(9, 3))
    walk.do(rules.Consult(HE, VILLAGE, INSURANCE, "如何报销?"), at(9, 3))
    walk.do(rules.Return(HE, VILLAGE, "请先核实"), at(9, 4))
    walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "如何报销?"), at(9, 5))
    walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 6))
    return walk


def a_department_passes_on_what_it_was_asked() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "何时来水?"), at(9, 1))
    walk.do(rules.ConsultTransfer(GU, 1, WATER, "归供水科", "何时来水?"), at(9, 3))
    walk.do(rules.ConsultReply(JIANG, 2, "今晚来水"), at(9, 5))
    return walk


def the_city_sends_it_back() -> Walk:
    walk = at_city(at(9))
    walk.do(rules.Take(LUO, CITY), at(9, 1))
    walk.do(rules.Return(LUO, CITY, "请先核实"), at(9, 2))
    return walk


def nobody_acts() -> Walk:
    """Up at every due time, and at the top the supervisor hears of it."""
    walk = asked(at(11, 50))
    while walk.stage.alerted_at is None:
        assert walk.stage.due_at is not None
        walk.do(rules.TimeOut(), walk.stage.due_at)
    return walk


def nobody_acts_on_a_complaint() -> Walk:
    walk = asked(at(9), CaseClass.COMPLAINT)
    for _ in range(2):
        assert walk.stage.due_at is not None
        walk.do(rules.TimeOut(), walk.stage.due_at)
    return walk


def the_clock_skips_an_unmanned_desk() -> Walk:
    walk = asked(at(9), setting=unmanned(VILLAGE))
    walk.do(rules.TimeOut(), at(9, 15))
    return walk


def the_roster_above_takes_it() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Take(HE, VILLAGE), at(9, 8))
    walk.do(rules.Return(HE, VILLAGE, "请先核实"), at(9, 9))
    walk.do(rules.Consult(SHEN, BEAT, INSURANCE, "如何报销?"), at(9, 10))
    walk.do(rules.ConsultReply(GU, 1, "可以报销"), at(9, 12))
    return walk


def nobody_is_anywhere() -> Walk:
    return asked(at(9), setting=unmanned(BEAT, VILLAGE, COMMUNITY, TOWN, CITY))


def the_officer_is_alone() -> Walk:
    walk = asked(at(9), setting=unmanned(VILLAGE, COMMUNITY, TOWN, CITY))
    walk.do(rules.TimeOut(), at(9, 15))
    return walk


def passed_up_to_where_nobody_is() -> Walk:
    walk = asked(at(9), setting=unmanned(VILLAGE, COMMUNITY, TOWN, CITY))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    return walk


def the_top_never_opens() -> Walk:
    setting = with_desks(
        unmanned(VILLAGE, COMMUNITY, TOWN), rosters={BEAT: ()}, schedules={CITY: NEVER}
    )
    walk = asked(at(9), CaseClass.MATTER, setting)
    walk.do(rules.OnBehalf(LUO, CITY, "已代办", MONDAY), at(9, 1))
    return walk


def moved_to_a_top_that_never_opens() -> Walk:
    walk = asked(at(9), setting=with_desks(unmanned(VILLAGE, COMMUNITY, TOWN)))
    walk.setting = with_desks(walk.setting, schedules={CITY: NEVER})
    walk.do(rules.TimeOut(), at(9, 15))
    return walk


def two_departments_reply() -> Walk:
    walk = at_city(at(9))
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "如何报销?"), at(9, 3))
    walk.do(rules.Consult(LUO, CITY, WATER, "何时来水?"), at(9, 4))
    walk.do(rules.ConsultReply(JIANG, 2, "今晚"), at(9, 10))
    walk.do(rules.ConsultReply(GU, 1, "可以报销"), at(9, 12))
    walk.do(rules.Answer(LUO, CITY, "可以报销,今晚来水", PAPERS[:1]), at(9, 14))
    return walk


def two_departments_are_late() -> Walk:
    walk = asked(at(9))
    for desk in (BEAT, VILLAGE, COMMUNITY):
        walk.do(rules.PassUp(PEOPLE[desk], desk), at(9))
    walk.do(rules.Consult(FANG, TOWN, INSURANCE, "如何报销?"), at(9, 3))
    walk.do(rules.Consult(FANG, TOWN, WATER, "何时来水?"), at(9, 3))
    walk.do(rules.TimeOut(), at(9, 23))
    # Only the clock takes them along to the next desk.
    walk.do(rules.TimeOut(), at(9, 25))
    walk.do(rules.ConsultReply(JIANG, 2, "今晚"), at(9, 26))
    return walk


def one_department_is_late() -> Walk:
    walk = at_city(at(9), CaseClass.MATTER)
    walk.do(rules.Consult(LUO, CITY, INSURANCE, "如何报销?"), at(9, 3))
    # Luo leaves; whoever takes over finds the clock stopped.
    walk.setting = with_desks(rosters={CITY: [post(LUO, until=at(9, 4)), post(TONG)]})
    walk.do(rules.Take(TONG, CITY), at(9, 5))
    walk.do(rules.Consult(TONG, CITY, WATER, "何时来水?"), at(11))
    walk.do(rules.TimeOut(), at(9, 3, day=MONDAY))
    walk.do(rules.TimeOut(), at(11, day=MONDAY))
    return walk


def done_on_behalf_and_followed_up() -> Walk:
    walk = asked(at(9), CaseClass.MATTER)
    walk.do(rules.OnBehalf(SHEN, BEAT, "已代办"), at(9, 1))
    walk.do(rules.OnBehalf(SHEN, BEAT, "已补办备案", date(2026, 5, 25)), at(9, 2))
    walk.do(rules.Answer(SHEN, BEAT, "办好了"), at(9, 3))
    walk.do(rules.FollowUp(SHEN, BEAT, "钱到账了"), at(9, day=date(2026, 5, 25)))
    walk.do(
        rules.OnBehalf(SHEN, BEAT, "又去了一趟", date(2026, 5, 26)), at(9, day=date(2026, 5, 25))
    )
    walk.do(rules.Confirm(None), at(9, 5, day=date(2026, 5, 25)))
    return walk


def reopened_three_times() -> Walk:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.Answer(HE, VILLAGE, "可以报销"), at(9, 2))
    walk.do(rules.Confirm(WU), at(9, 3))
    for hour in (10, 11, 14):
        walk.do(rules.Reopen(WU, "没解决"), at(hour))
        walk.do(rules.Answer(PEOPLE[walk.where], walk.where, "再答"), at(hour, 1))
    walk.do(rules.Reopen(WU, "还没解决"), at(15))
    return walk


def reopened_at_the_beat() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 1))
    walk.do(rules.Reopen(None), at(9, 2))
    walk.do(rules.Answer(SHEN, BEAT, "再答"), at(9, 3))
    return walk


def reopened_past_a_desk_without_people() -> Walk:
    walk = asked(at(9))
    walk.do(rules.Answer(SHEN, BEAT, "可以报销"), at(9, 1))
    walk.setting = unmanned(BEAT)
    walk.do(rules.Reopen(WU, "没解决", photos=1), at(9, 2))
    return walk


def reopened_where_nobody_is() -> Walk:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.Answer(HE, VILLAGE, "可以报销"), at(9, 2))
    walk.setting = with_desks(
        unmanned(VILLAGE, COMMUNITY, CITY), rosters={TOWN: ()}, schedules={CITY: NEVER}
    )
    walk.do(rules.Reopen(WU, "没解决"), at(9, 3))
    return walk


def reopened_after_its_desk_has_gone() -> Walk:
    walk = asked(at(9))
    walk.do(rules.PassUp(SHEN, BEAT), at(9, 1))
    walk.do(rules.Answer(HE, VILLAGE, "可以报销"), at(9, 2))
    ladder = tuple(place for place in LADDER if place.desk != VILLAGE)
    walk.setting = replace(SETTING, ladder=ladder)
    walk.do(rules.Reopen(WU, "没解决"), at(9, 3))
    walk.do(rules.Take(LUO, CITY), at(9, 4))
    return walk
