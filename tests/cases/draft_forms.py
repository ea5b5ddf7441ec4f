"""Each form that keeps drafts: who fills it in, of which case, on which page."""

from collections.abc import Callable
from dataclasses import dataclass

from lianhu.cases import rules
from lianhu.cases.models import Case
from tests.cast import FRIDAY, City, act, ask, at, climb


def at_beat(city: City) -> Case:
    return ask(city.wu, at(14, 40))


def at_desk(desk: str) -> Callable[[City], Case]:
    return lambda city: climb(city, ask(city.wu, at(14, 30)), desk, at(14, 40))


at_city = at_desk("city")


def for_help(city: City) -> Case:
    return ask(city.wu, at(14, 30), case_class=rules.CaseClass.MATTER)


def at_city_for_help(city: City) -> Case:
    return climb(city, for_help(city), "city", at(14, 40))


def in_the_next_village(city: City) -> Case:
    case = at_desk("village")(city)
    transfer = rules.Transfer(
        city.he.pk, city.desks["village"].pk, city.desks["village2"].pk, "在河西"
    )
    return act(case, transfer, at(14, 41))


def in_the_next_beat(city: City) -> Case:
    beat, other = city.desks["beat"].pk, city.desks["beat3"].pk
    return act(at_beat(city), rules.Transfer(city.shen.pk, beat, other, "在河西"), at(14, 41))


def to_visit(city: City) -> Case:
    case, beat = for_help(city), city.desks["beat"].pk
    act(case, rules.PublishNeed(city.shen.pk, beat, "需要人买菜", agreed=True), at(14, 31))
    return act(case, rules.TakeUp(city.people["yan"].pk, city.desks["beat3"].pk), at(14, 32))


def answered(city: City, desk: str = "beat", who: str = "shen") -> Case:
    """With the promise to ask how it went."""
    case = at_beat(city) if desk == "beat" else at_city(city)
    person, place = city.people[who].pk, city.desks[desk].pk
    act(case, rules.OnBehalf(person, place, "已代办", FRIDAY), at(14, 41))
    return act(case, rules.Answer(person, place, "可以报销"), at(14, 42))


def answered_by_city(city: City) -> Case:
    return answered(city, "city", "luo")


def asked_back(city: City) -> Case:
    case = at_beat(city)
    return act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, "?"), at(14, 41))


def asked_back_by_city(city: City) -> Case:
    case = at_city(city)
    return act(case, rules.AskResident(city.luo.pk, city.desks["city"].pk, "?"), at(14, 41))


def consulted(city: City) -> Case:
    case = at_city(city)
    consult = rules.Consult(city.luo.pk, city.desks["city"].pk, city.desks["insurance"].pk, "?")
    return act(case, consult, at(14, 41))


@dataclass(frozen=True)
class Form:
    """Who fills it in, of which case, on which page, and where and with what more it is sent."""

    who: str
    make: Callable[[City], Case]
    page: str
    to: str
    more: tuple[tuple[str, str], ...] = ()
    # What the draft is called where two forms share one box.
    name: str = ""
    # What it is about, if not a case.
    ref: str = ""

    def about(self, case: Case) -> str:
        if "consultations/{}" in self.page:
            return str(case.consultations.earliest("pk").pk)
        return case.number if "{}" in self.page else self.ref

    def address(self, case: Case, of: str) -> str:
        return of.format(self.about(case))


RESIDENT, OFFICER, DESK = "/my/{}/", "/cases/{}/", "/desk/{}/"
FORMS = {
    "ask": Form("wu", at_beat, "/ask/", "/ask/"),
    "ask_about": Form("wu", at_beat, "/ask/about/", "/ask/about/", (("about", "{shen}"),)),
    "household_ask": Form(
        "shen",
        at_beat,
        "/households/A/ask/",
        "/households/A/ask/",
        (("whom", "{resident_wu}"), ("door", "phone")),
        ref="A",
    ),
    "desk_several": Form(
        "luo",
        at_city,
        "/desk/several/",
        "/desk/several/",
        (("pick", "{case}"), ("seq-{case}", "{seq}"), ("act", "answer")),
    ),
    "consultation_several": Form(
        "gu",
        consulted,
        "/consultations/several/",
        "/consultations/several/",
        (("pick", "{consultation}"),),
    ),
    "consultation_transfer": Form(
        "gu",
        consulted,
        "/consultations/{}/?act=transfer",
        "/consultations/{}/transfer/",
        (("to", "water"),),
    ),
    "desk_ask": Form("he", at_beat, "/desk/ask/", "/desk/ask/", (("phone", "13912345678"),)),
    "my_case_withdraw": Form("wu", at_beat, "/my/{}/withdraw/", "/my/{}/withdraw/"),
    "my_case_note": Form("wu", at_beat, RESIDENT, "/my/{}/note/"),
    "my_case_reopen": Form("wu", answered, RESIDENT, "/my/{}/reopen/", name="my_case_note"),
    "case_answer": Form("shen", at_beat, "/cases/{}/answer/", "/cases/{}/answer/"),
    "case_note": Form("shen", at_beat, OFFICER, "/cases/{}/note/"),
    "case_pass_up": Form("shen", at_beat, OFFICER, "/cases/{}/pass-up/"),
    "case_on_behalf": Form("shen", at_beat, OFFICER, "/cases/{}/on-behalf/"),
    "case_follow_up": Form("shen", answered, OFFICER, "/cases/{}/follow-up/"),
    "desk_answer": Form("luo", at_city, DESK, "/desk/{}/answer/"),
    "desk_consult": Form("luo", at_city, DESK, "/desk/{}/consult/", (("department", "water"),)),
    "desk_return": Form("luo", at_city, DESK, "/desk/{}/return/"),
    "desk_pass_up": Form("ma", at_desk("community"), DESK, "/desk/{}/pass-up/"),
    "desk_on_behalf": Form("luo", at_city, DESK, "/desk/{}/on-behalf/"),
    "desk_follow_up": Form("luo", answered_by_city, DESK, "/desk/{}/follow-up/"),
    "desk_note": Form("luo", at_city, DESK, "/desk/{}/note/"),
    **{
        f"{face}_{act}": Form(who, make, f"{page}?act={face}_{act}", f"{page}{address}/", more)
        for face, who, page, make in (
            ("desk", "luo", DESK, at_city_for_help),
            ("case", "shen", OFFICER, for_help),
        )
        for act, address, more in (
            ("ask_resident", "ask-resident", ()),
            ("transfer", "transfer", (("to", "water"),)),
            ("extend", "extend", (("until", "2026-05-21"),)),
            ("summarise", "summarise", ()),
            ("publish_need", "publish-need", (("agreed", "on"),)),
        )
    },
    "desk_reply": Form("luo", asked_back_by_city, DESK, "/desk/{}/reply/"),
    "case_reply": Form("shen", asked_back, OFFICER, "/cases/{}/reply/"),
    "desk_joint": Form(
        "luo",
        at_city,
        "/desk/{}/?act=desk_joint",
        "/desk/{}/joint/",
        (("lead", "water"), ("others", "insurance")),
    ),
    "desk_contest": Form(
        "bo", in_the_next_village, "/desk/{}/?act=desk_contest", "/desk/{}/contest/"
    ),
    "case_contest": Form(
        "yan", in_the_next_beat, "/cases/{}/?act=case_contest", "/cases/{}/contest/"
    ),
    "visit_done": Form("yan", to_visit, "/needs/{}/", "/needs/{}/visited/"),
    "consultation_reply": Form("gu", consulted, "/consultations/{}/", "/consultations/{}/reply/"),
}
NEED_NO_SEQ = {
    "ask",
    "ask_about",
    "household_ask",
    "desk_ask",
    "desk_several",
    "consultation_reply",
    "consultation_several",
    "consultation_transfer",
    "visit_done",
}
