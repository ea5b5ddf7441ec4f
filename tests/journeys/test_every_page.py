"""Every page, with data, without any and refused: it fits, reads and speaks one language.

A route without a row here fails. LIANHU_PICTURES=folder writes what the pages looked like.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from lianhu.accounts.models import User
from lianhu.cases import jobs, rules, services
from lianhu.cases.models import Case
from lianhu.demo import clock as demo_clock
from lianhu.demo.people import DEMO_PEOPLE
from lianhu.grid.calendars import special_days
from lianhu.grid.guests import guest
from lianhu.grid.loading.models import Action, Load, StagedHousehold
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Duty, HandOver, Leave, Resident, Stay
from lianhu.grid.rules import Role
from lianhu.kernel.phones import demo_phone
from lianhu.kernel.sheets.limits import Reason
from lianhu.knowledge.models import Topic
from lianhu.signin.models import Card, FactorReset, SecondFactor
from lianhu.signin.rules import in_fours
from lianhu.signin.services import cards
from lianhu.steward.models import Change
from lianhu.steward.services import calendar, note_load
from tests.browser import DESK, PHONE, overflow, violations
from tests.cast import (
    ADDRESSES,
    FRIDAY,
    MONDAY,
    RESIDENTS,
    STAFF,
    City,
    act,
    ask,
    at,
    climb,
    sign_in,
)
from tests.journeys.scene import Scene, prefer
from tests.journeys.strays import strays
from tests.signin.people import give_card, with_password, with_second_factor

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.demo.demo_urls")]

PICTURES = os.environ.get("LIANHU_PICTURES")
NARROW = (320, 640)
SIZES = (NARROW, PHONE, DESK)

# What people wrote: data, in the one language they wrote it in.
REPAIR = "河边的路灯不亮"
HOSPITAL = "外地住院怎么报销"
PENSION = "养老金哪天发"
WATER = "停水几点来"
BRIEF = "退休职工在外地住院"
REPLY = "出院前补备案就行"
DONE = "已替您补办备案"
NEED = "一位老人需要人买菜"
LEAD = "村里停水两天了"
SAME = "停水了几点来"
BACK = "您家住几楼"
NOTE = "三户老人要多上门"
PAPERS = ({"title": "医保卡", "note": "电子的也行"}, {"title": "发票", "note": ""})
# Addresses and contacts of households have no English.
HOMES = [*ADDRESSES.values(), *(name for _, name, *_ in RESIDENTS)]
WRITTEN = [REPAIR, HOSPITAL, PENSION, WATER, BRIEF, REPLY, DONE, NEED, LEAD, SAME, BACK, NOTE]
WRITTEN += HOMES
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRITTEN.append(in_fours(KEY))
LIST = "各村名单.xlsx"
WRITTEN += [LIST, "血型"]
# What a level was called, and the codes of places.
VILLAGE, BLOCK = "一村一居", "一村一区"
CODES = ["village2", "village", "beat2", "beat3", "beat", "community", "town", "city"]
WRITTEN += [VILLAGE, BLOCK, *CODES]
NAMES = [name for name, *_ in STAFF]
WRITTEN += [text for paper in PAPERS for text in paper.values() if text]


class Shown(NamedTuple):
    """A page as one person sees it. In `path`, {names} stand for numbers of cases and the like."""

    who: str
    path: str
    # On wide screens something lies over texts, whose contrast axe-core then cannot measure.
    covered: bool = False


# Each route that shows a page: with data, and without where it then looks different.
WITH_DATA = {
    "sign_in": [Shown("", "/sign-in/")],
    "sign_in_phone": [Shown("", "/sign-in/phone/")],
    "card": [Shown("", "/card/{card}/"), Shown("", "/card/{card_without}/")],
    "account": [Shown("wu", "/account/"), Shown("luo", "/account/")],
    "password": [Shown("luo", "/account/password/")],
    "second_factor": [
        Shown("luo", "/account/second-factor/"),
        Shown("he", "/account/second-factor/"),
        Shown("ma", "/account/second-factor/"),
    ],
    "household_card": [Shown("shen", "/households/A/card/")],
    "demo": [Shown("", "/demo/")],
    "ask": [Shown("wu", "/ask/")],
    "guest_ask": [Shown("", "/guest/"), Shown("wu", "/guest/")],
    "household_ask": [Shown("shen", "/households/A/ask/")],
    "desk_ask": [Shown("he", "/desk/ask/"), Shown("luo", "/desk/ask/")],
    "ask_about": [Shown("wu", "/ask/about/")],
    "my_cases": [Shown("wu", "/my/")],
    "my_case": [
        Shown("wu", "/my/{asked}/"),
        Shown("wu", "/my/{answered}/"),
        Shown("wu", "/my/{settled}/"),
        Shown("zheng", "/my/{stuck}/"),
        Shown("wu", "/my/{waiting}/"),
        Shown("wu", "/my/{helped}/"),
        Shown("daughter", "/my/{merged}/"),
        Shown("daughter", "/my/{withdrawn}/"),
        Shown("daughter", "/my/{silent}/"),
    ],
    "my_case_withdraw": [Shown("wu", "/my/{waiting}/withdraw/")],
    "my_case_confidential": [Shown("wu", "/my/{waiting}/confidential/")],
    "public_matters": [Shown("zheng", "/village/"), Shown("daughter", "/village/?followed")],
    "public_matter": [
        Shown("zheng", "/village/{public}/"),
        Shown("daughter", "/village/{public}/"),
    ],
    "stage": [Shown("", "/t/{token}/"), Shown("", "/t/{late_token}/")],
    "my_looks": [Shown("wu", "/my/looks/")],
    "inbox": [Shown("shen", "/inbox/")],
    "households": [Shown("shen", "/households/")],
    "case": [
        Shown("shen", "/cases/{fresh}/"),
        Shown("shen", "/cases/{asked}/"),
        Shown("shen", "/cases/{answered}/"),
        Shown("he", "/cases/{fresh}/"),
        Shown("shen", "/cases/{fresh}/?act=transfer"),
        Shown("shen", "/cases/{need}/?act=publish_need"),
        Shown("he", "/cases/{asked_back}/"),
        Shown("he", "/cases/{joined}/"),
    ],
    "who_sees": [Shown("", "/who-sees/"), Shown("wu", "/who-sees/")],
    "case_for_group": [Shown("shen", "/cases/{answered}/for-group/")],
    "paste": [Shown("shen", "/paste/")],
    "desk_filters": [Shown("luo", "/desk/filters/?topic=insurance")],
    "desk_several": [Shown("luo", "/desk/several/"), Shown("he", "/desk/several/")],
    "consultation_several": [Shown("gu", "/consultations/several/")],
    "case_answer": [Shown("shen", "/cases/{fresh}/answer/"), Shown("he", "/cases/{lead}/answer/")],
    "desk": [
        Shown("luo", "/desk/"),
        Shown("he", "/desk/?tab=shared"),
        Shown("he", "/desk/?tab=waiting"),
        Shown("jiang", "/desk/"),
    ],
    "desk_case": [
        Shown("luo", "/desk/{asked}/"),
        Shown("luo", "/desk/{stuck}/?act=desk_consult", covered=True),
        Shown("ma", "/desk/{asked}/"),
        Shown("he", "/desk/{fresh}/?tab=shared"),
        Shown("he", "/desk/{lead}/"),
        Shown("he", "/desk/{joined}/"),
        Shown("he", "/desk/{asked_back}/"),
        Shown("jiang", "/desk/{held}/"),
        *(
            Shown("luo", f"/desk/{{stuck}}/?act=desk_{act}", covered=True)
            for act in ("transfer", "joint", "extend", "merge", "summarise", "confidential")
        ),
    ],
    "loads": [Shown("admin", "/steward/loads/")],
    "load": [
        Shown("admin", "/steward/loads/{load_wrong}/"),
        Shown("admin", "/steward/loads/{load_right}/"),
        Shown("admin", "/steward/loads/{load_waiting}/"),
        Shown("admin", "/steward/loads/{load_refused}/"),
        Shown("admin", "/steward/loads/{load_applied}/"),
    ],
    "needs": [Shown("tong", "/needs/")],
    "my_visits": [Shown("bo", "/needs/mine/")],
    "visit": [Shown("bo", "/needs/{visit}/"), Shown("bo", "/needs/{visited}/")],
    "consultations": [Shown("gu", "/consultations/")],
    "consultation": [
        Shown("gu", "/consultations/{open_brief}/"),
        Shown("gu", "/consultations/{replied}/?tab=closed"),
        Shown("gu", "/consultations/{part}/"),
        Shown("gu", "/consultations/{open_brief}/?act=transfer"),
    ],
    "overdue": [Shown("qin", "/watch/overdue/")],
    "unmanned": [Shown("qin", "/watch/unmanned/")],
    "coverage": [
        Shown("qin", "/watch/coverage/"),
        Shown("qin", "/watch/coverage/?group=away&in=town"),
        Shown("qin", "/watch/coverage/?group=all"),
    ],
    "slow_stages": [
        Shown("qin", "/watch/slow/"),
        Shown("qin", "/watch/slow/?by=topic&in=community"),
    ],
    "hand_over": [
        Shown("qin", "/watch/beats/beat/?q=yan"),
        Shown("cen", "/watch/beats/beat3/"),
    ],
    "handed_over": [Shown("tong", "/posts/{handed}/")],
    "my_leave": [Shown("shen", "/leave/")],
    "leave": [Shown("shen", "/leave/posts/{duty}/")],
    "stand_in": [Shown("qin", "/leave/{away}/stand-in/")],
    "steward": [Shown("cen", "/steward/")],
    "changes": [Shown("cen", "/steward/changes/")],
    "people": [Shown("cen", "/steward/people/?in=town")],
    "person_add": [Shown("cen", "/steward/people/add/")],
    "person": [Shown("cen", "/steward/people/{person}/")],
    "rosters": [
        Shown("cen", "/steward/rosters/?in=community&kind=village"),
        Shown("cen", "/steward/rosters/?kind=department&act=roster_share"),
    ],
    "watched_case": [Shown("qin", "/watch/cases/{asked}/")],
    "setup_levels": [Shown("cen", "/steward/levels/")],
    "setup_level": [Shown("cen", "/steward/levels/village/")],
    "setup_places": [Shown("cen", "/steward/places/?q=村")],
    "setup_place": [
        Shown("cen", "/steward/places/community/"),
        Shown("cen", "/steward/places/beat/"),
    ],
    "setup_households": [Shown("cen", "/steward/places/beat/households/")],
    "setup_departments": [Shown("cen", "/steward/departments/")],
    "setup_department": [Shown("cen", "/steward/departments/of/water/")],
    "setup_hours": [Shown("cen", "/steward/hours/")],
    "setup_hours_of": [Shown("cen", "/steward/hours/{hours}/")],
    "setup_season": [Shown("cen", "/steward/hours/{hours}/seasons/1/")],
    "setup_calendar": [Shown("cen", "/steward/calendar/2026/")],
    "setup_proposal": [Shown("cen", "/steward/calendar/2026/proposal/")],
    "setup_promises": [Shown("cen", "/steward/promises/")],
    "setup_topics": [Shown("cen", "/steward/topics/")],
    "setup_topic": [Shown("cen", "/steward/topics/of/water/")],
}
EMPTY = [
    Shown("cen", "/ask/"),
    Shown("admin", "/steward/changes/"),
    Shown("admin", "/steward/loads/"),
    Shown("wu", "/my/"),
    Shown("wu", "/my/looks/"),
    Shown("wu", "/village/"),
    Shown("shen", "/inbox/"),
    Shown("shen", "/households/"),
    Shown("shen", "/households/?q=none"),
    Shown("luo", "/desk/"),
    Shown("luo", "/desk/?tab=consulting"),
    Shown("luo", "/desk/?tab=waiting"),
    Shown("jiang", "/desk/"),
    Shown("shen", "/needs/"),
    Shown("shen", "/needs/mine/"),
    Shown("gu", "/consultations/"),
    Shown("gu", "/consultations/?tab=closed"),
    Shown("gu", "/consultations/several/"),
    Shown("luo", "/desk/several/"),
    Shown("luo", "/desk/?case_class=repair"),
    Shown("luo", "/desk/filters/"),
    Shown("qin", "/watch/overdue/"),
    Shown("qin", "/watch/unmanned/"),
    Shown("dai", "/steward/"),
    Shown("dai", "/steward/changes/"),
    Shown("dai", "/steward/places/?q=none"),
    Shown("dai", "/steward/calendar/2027/"),
    Shown("qin", "/watch/coverage/"),
    Shown("qin", "/watch/slow/"),
    Shown("qin", "/watch/beats/beat/?q=x"),
]
REFUSED = {
    403: [
        Shown("wu", "/inbox/"),
        Shown("wu", "/desk/"),
        Shown("luo", "/steward/loads/"),
        Shown("shen", "/consultations/"),
        Shown("shen", "/watch/overdue/"),
        Shown("shen", "/steward/people/"),
        Shown("luo", "/households/"),
        Shown("gu", "/needs/"),
        Shown("he", "/paste/"),
        Shown("shen", "/desk/ask/"),
        Shown("luo", "/steward/places/"),
    ],
    404: [
        Shown("", "/nothing/"),
        Shown("", "/t/nothing/"),
        Shown("daughter", "/my/{asked}/"),
        Shown("bo", "/desk/{asked}/"),
        Shown("yan", "/cases/{asked}/"),
        Shown("jiang", "/consultations/{open_brief}/"),
        Shown("qin", "/watch/cases/nothing/"),
        Shown("yan", "/needs/{visit}/"),
        Shown("wu", "/account/password/"),
        Shown("shen", "/households/C/card/"),
        Shown("qin", "/watch/beats/nothing/"),
    ],
    410: [Shown("", "/card/{card_revoked}/"), Shown("", "/card/{card_used}/")],
}
# What comes back when nothing was filled in and the button that sends it is pressed.
FORM_ERRORS = [
    (Shown("", "/sign-in/"), "main button.weui-btn_primary"),
    (Shown("", "/sign-in/phone/"), "main button.weui-btn_primary"),
    (Shown("", "/card/{card_without}/"), "main button.weui-btn_primary"),
    (Shown("luo", "/account/password/"), ".lh-bar button"),
    (Shown("luo", "/account/second-factor/"), ".lh-bar button"),
    (Shown("he", "/account/second-factor/"), "button[value=remove]"),
    (Shown("shen", "/households/A/card/"), ".lh-bar button"),
    (Shown("wu", "/ask/"), ".lh-bar button"),
    (Shown("wu", "/ask/about/"), ".lh-bar button"),
    (Shown("wu", "/guest/"), ".lh-bar button"),
    (Shown("shen", "/households/A/ask/"), ".lh-bar button"),
    (Shown("he", "/desk/ask/"), ".lh-bar button"),
    (Shown("wu", "/my/{asked}/"), "#more-send button"),
    (Shown("wu", "/my/{waiting}/"), ".lh-bar button"),
    (Shown("shen", "/cases/{fresh}/answer/"), ".lh-bar button"),
    (Shown("luo", "/desk/{stuck}/"), ".lh-comp .btn-primary"),
    (Shown("luo", "/desk/{stuck}/?act=desk_transfer", covered=True), ".lh-act[open] form > .btn"),
    (Shown("luo", "/desk/{stuck}/?act=desk_merge", covered=True), ".lh-act[open] form > .btn"),
    (Shown("shen", "/cases/{need}/?act=publish_need"), "#act button"),
    (Shown("bo", "/needs/{visit}/"), ".lh-bar button"),
    (Shown("shen", "/paste/"), ".lh-bar button"),
    (Shown("luo", "/desk/several/"), "main .btn-primary"),
    (Shown("luo", "/desk/filters/"), "button[name=keep]"),
    (Shown("gu", "/consultations/several/"), "main .btn-primary"),
    (Shown("gu", "/consultations/{open_brief}/?act=transfer"), "#elsewhere .btn"),
    (Shown("gu", "/consultations/{open_brief}/"), ".lh-comp .btn-primary"),
    (Shown("admin", "/steward/loads/"), "main .btn-primary"),
    (Shown("cen", "/steward/places/beat/close/"), ".lh-set .btn-primary"),
    (Shown("cen", "/steward/hours/add/"), ".lh-set .btn-primary"),
    (Shown("qin", "/watch/beats/beat/?q=yan"), "form[method=post][novalidate] .btn-primary"),
    (Shown("shen", "/leave/posts/{duty}/"), ".lh-bar button"),
    (Shown("cen", "/steward/people/add/"), "form[novalidate] .btn-primary"),
    (Shown("cen", "/steward/rosters/?in=community&kind=village"), ".lh-roster .btn-primary"),
]
# Pages with one form, of the same template as one above; their texts are looked at elsewhere.
LIKE_ANOTHER = {
    "setup_place_add",
    "setup_place_rename",
    "setup_place_move",
    "setup_place_close",
    "setup_department_add",
    "setup_department_rename",
    "setup_section_add",
    "setup_desk",
    "setup_section_close",
    "setup_hours_add",
    "setup_hours_change",
    "setup_hours_remove",
    "setup_season_remove",
    "setup_day",
    "setup_day_remove",
    "setup_year_confirm",
    "setup_promise",
    "setup_area_add",
    "setup_topic_add",
    "setup_topic_move",
    "setup_topic_retire",
    "setup_topic_restore",
}
NO_PAGE = {
    "setup_calendars": "sends to this year",
    "home": "sends everybody on",
    "healthz": "for machines",
    "sign_in_second": "shown after the password: test_signing_in.py",
    "sign_in_code": "shown once a code is on its way: test_signing_in.py",
    "readyz": "for machines",
    "metrics": "for machines",
    "attachment": "a picture",
    "attachment_small": "a picture",
    "load_template": "a workbook",
    "load_marked": "a workbook",
    "ui:language": "sends back where one was",
    "ideas": "sends on to where one asks",
}

Places = dict[str, str | int]


def test_every_route_that_shows_a_page_has_a_row(scene: Scene) -> None:
    client = sign_in(scene.city.people["wu"])

    shown = {name for name, path in _routes() if _answers_get(client, path)}

    known = WITH_DATA.keys() | NO_PAGE.keys() | LIKE_ANOTHER
    assert shown - known == set()
    assert known - shown == set()


def _routes() -> Iterator[tuple[str, str]]:
    """Name and an address of each route."""

    def walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                name = ":".join([*spaces, entry.name or ""])
                kinds = entry.pattern.converters
                given = {key: 1 if kind.regex == "[0-9]+" else "1" for key, kind in kinds.items()}
                yield name, reverse(name, kwargs=given)
            else:
                yield from walk(entry, (*spaces, *filter(None, [entry.namespace])))

    yield from walk(get_resolver(), ())


def _answers_get(client: Client, path: str) -> bool:
    """POST-only routes say so before they look at anything else."""
    return client.get(path).status_code != 405


@pytest.fixture
def demo(scene: Scene) -> None:
    """What the demo door asks of the database: its clock and one listed person."""
    demo_clock.resume()
    listed = DEMO_PEOPLE[0]
    person = scene.city.people["wu"]
    person.username = listed.username
    person.save()


@pytest.fixture
def full(scene: Scene, demo: None) -> Places:
    """Something in each state, and the numbers that stand in the table above."""
    city = scene.city
    insurance, top = city.desks["insurance"].pk, city.desks["city"].pk
    topic = city.topics["insurance"]
    Duty.objects.filter(desk=city.desks["beat3"]).delete()

    stuck = ask(city.zheng, at(13, 35), PENSION)
    settled = ask(city.wu, at(13, 40), WATER)
    act(settled, rules.Answer(city.shen.pk, city.desks["beat"].pk, REPLY), at(13, 45))
    act(settled, rules.Confirm(city.people["wu"].pk), at(13, 50))
    scene.at(14, 25)
    asked = climb(city, ask(city.wu, at(14, 26), HOSPITAL, topic=topic), "city", at(14, 30))
    act(asked, rules.Take(city.luo.pk, top), at(14, 31))
    act(asked, rules.Consult(city.luo.pk, top, insurance, BRIEF), at(14, 32))
    answered = climb(city, ask(city.wu, at(14, 33), HOSPITAL, topic=topic), "city", at(14, 34))
    act(answered, rules.Consult(city.luo.pk, top, insurance, BRIEF), at(14, 35))
    act(answered, rules.ConsultReply(city.people["gu"].pk, 1, REPLY), at(14, 36))
    act(answered, rules.OnBehalf(city.luo.pk, top, DONE, MONDAY), at(14, 37))
    act(answered, rules.Answer(city.luo.pk, top, REPLY, PAPERS), at(14, 38))
    fresh = ask(city.zheng, at(14, 31), REPAIR)
    public = ask(city.wu, at(14, 30), REPAIR)
    act(public, rules.Summarise(city.shen.pk, city.desks["beat"].pk, REPAIR), at(14, 32))
    act(public, rules.Follow(None, city.residents["daughter"].pk), at(14, 33))
    more = _whole_life(scene)
    case = (
        own_matters(city)
        | more
        | {
            "asked": asked,
            "answered": answered,
            "fresh": fresh,
            "settled": settled,
            "stuck": stuck,
        }
    )
    setting_up(city)
    scene.at(14, 40)
    lists = lists_in_every_state(make_administrator())
    numbers: Places = {name: found.number for name, found in case.items()}
    briefs = {
        "open_brief": asked.consultations.get(),
        "replied": answered.consultations.get(),
        "part": more["held"].consultations.get(),
    }
    _ways_in(city)
    tokens: Places = _cards(city) | {
        "token": asked.token,
        "late_token": stuck.token,
        "public": public.pk,
    }
    tokens["hours"] = city.hours.pk
    posts = _posts(scene)
    asked_of: Places = {name: found.pk for name, found in briefs.items()}
    return numbers | tokens | asked_of | lists | posts


def make_administrator() -> User:
    return User.objects.create_user(
        "admin", name="管书宁", name_en="Guan Shuning", is_administrator=True
    )


def lists_in_every_state(by: User) -> Places:
    facts = {"kind": Kind.HOUSEHOLDS, "name": LIST, "by": by, "at": at(9), "next_at": at(9)}
    facts["header"] = ["户号", "地址", "血型"]
    states: dict[str, dict[str, Any]] = {
        "load_wrong": {"state": Load.State.CHECKED, "new": 1200, "changed": 3, "wrong": 2},
        "load_right": {"state": Load.State.CHECKED, "new": 1200, "same": 30, "overtaken": True},
        "load_waiting": {"state": Load.State.WAITING},
        "load_refused": {"state": Load.State.REFUSED, "refused": Reason.UNSAFE},
        "load_applied": {"state": Load.State.APPLIED, "new": 1200, "applied_at": at(10)},
    }
    loads = {name: Load.objects.create(**facts | state) for name, state in states.items()}
    StagedHousehold.objects.bulk_create(
        StagedHousehold(load=loads["load_wrong"], row=row, action=Action.WRONG, problems=problems)
        for row, problems in (
            (2, [[0, "bad_code", ""], [1, "too_long", "200"]]),
            (7, [[-1, "no_rows", ""]]),
        )
    )
    with transaction.atomic():
        note_load(loads["load_applied"], at(10))
    return {name: load.token for name, load in loads.items()}


def _ways_in(city: City) -> None:
    """A second factor that is being set up, one that is on, and one that was taken away."""
    luo, he, ma = (with_password(city.people[name]) for name in ("luo", "he", "ma"))
    SecondFactor.objects.create(user=luo, key=KEY)
    with_second_factor(he)
    FactorReset.objects.create(user=ma, by=luo, at=at(14))
    sign_in(city.people["wu"])  # somewhere else too


def _cards(city: City) -> Places:
    """Cards that are open, with and without a number on record, revoked, and used up."""
    household = city.wu.household
    found: Places = {}
    for name, phone in (
        ("card", demo_phone(777)),
        ("card_without", ""),
        ("card_revoked", ""),
        ("card_used", ""),
    ):
        resident = Resident.objects.create(
            household=household, name="吴老太", name_en="Old Mrs Wu", phone=phone
        )
        card, token = give_card(city, resident, at(14, 35))
        found[name] = token
        if name == "card_revoked":
            cards.revoke(card, now=at(14, 36))
        if name == "card_used":
            Card.objects.filter(pk=card.pk).update(used_at=at(14, 36))
    return found


def setting_up(city: City) -> None:
    """An administrator, and something of each kind that one sets up."""
    cen = User.objects.create_user(
        "cen", name="岑望舒", name_en="Cen Wangshu", is_administrator=True
    )
    season = {"from": "07-01", "until": "08-31", "week": city.hours.week["week"]}
    city.hours.week = city.hours.week | {"seasons": [season]}
    city.hours.save()
    calendar.take_over(2026, [d for d in special_days(2026) if d.day.month < 6], by=cen, now=at(9))
    below = {"code": "billing", "name": "水费", "name_en": "Water bills"}
    Topic.objects.add_child(Topic.objects.get(code="water"), below)
    Change.objects.create(
        by=cen,
        verb="level.changed",
        subject=VILLAGE,
        before={"name": VILLAGE, "minutes": 5},
        after={"name": BLOCK, "minutes": 6},
        at=at(9),
    )


def _posts(scene: Scene) -> Places:
    """A beat that changed hands, and somebody who goes away."""
    city, now = scene.city, scene.now
    duty = Duty.objects.get(person=city.people["tong"], role=Role.OFFICER)
    before = Duty.objects.create(
        desk=duty.desk, person=city.people["bo"], role=Role.OFFICER, starts_at=now, ends_at=now
    )
    handed = HandOver.objects.create(
        duty=duty, before=before, note=NOTE, by=city.people["qin"], at=now
    )
    shen = Duty.objects.get(person=city.shen)
    away = [
        Leave.objects.create(
            duty=shen,
            starts_at=now + timedelta(days=days),
            ends_at=now + timedelta(days=days + 1),
            stand_in=city.people["tong"] if days > 3 else None,
        )
        for days in (2, 5)
    ]
    return {
        "handed": handed.pk,
        "duty": shen.pk,
        "away": away[0].pk,
        "person": city.shen.pk,
    }


def own_matters(city: City) -> dict[str, Case]:
    """What a page of the asker looks different for."""
    shen, beat, daughter = city.shen.pk, city.desks["beat"].pk, city.residents["daughter"]
    kind = rules.CaseClass.MATTER
    waiting = ask(city.wu, at(14, 31), WATER, case_class=kind)
    act(waiting, rules.AskResident(shen, beat, BACK), at(14, 32))
    helped = ask(city.wu, at(14, 31), HOSPITAL, case_class=kind)
    act(helped, rules.PublishNeed(shen, beat, HOSPITAL, agreed=True), at(14, 32))
    act(helped, rules.TakeUp(city.people["yan"].pk, city.desks["beat3"].pk), at(14, 33))
    act(helped, rules.Visited(city.people["yan"].pk, DONE), at(14, 34))
    leads, merged = (ask(who, at(14, 31), REPAIR, case_class=kind) for who in (city.wu, daughter))
    services.merge(merged.pk, leads.pk, actor=shen, desk=beat, seq=1, into_seq=1, now=at(14, 32))
    withdrawn = ask(daughter, at(14, 31), PENSION)
    act(withdrawn, rules.Withdraw(city.people["daughter"].pk, DONE), at(14, 32))
    silent = ask(daughter, at(9, day=FRIDAY - timedelta(days=9)), PENSION)
    act(silent, rules.Answer(shen, beat, REPLY), at(9, 1, day=FRIDAY - timedelta(days=9)))
    jobs.close_silent(at(14, 30))
    # By the number of somebody who has an account since.
    before = services.Question(guest(city.wu.phone), city.nodes["village"], PENSION)
    services.ask(before, key="before", now=at(14, 31))
    return {
        "waiting": waiting,
        "helped": helped,
        "merged": merged,
        "withdrawn": withdrawn,
        "silent": silent,
    }


def _whole_life(scene: Scene) -> dict[str, Case]:
    """What is merged, waited for, held by a department, and asked around for."""
    city = scene.city
    he, shen, bo = city.he.pk, city.shen.pk, city.people["bo"].pk
    village, beat, water = (city.desks[code].pk for code in ("village", "beat", "water"))
    lead, joined, asked_back, held = (
        climb(
            city,
            ask(city.zheng, at(14, 33, n), words, case_class=rules.CaseClass.MATTER),
            "village",
            at(14, 34),
        )
        for n, words in enumerate((LEAD, SAME, REPAIR, WATER))
    )
    services.merge(
        joined.pk,
        lead.pk,
        actor=he,
        desk=village,
        seq=joined.seq,
        into_seq=lead.seq,
        now=at(14, 35),
    )
    act(lead, rules.Take(he, village), at(14, 35))
    act(asked_back, rules.AskResident(he, village, BRIEF), at(14, 35))
    act(held, rules.Transfer(he, village, water, BRIEF), at(14, 35))
    part = rules.Joint(city.people["jiang"].pk, water, water, (city.desks["insurance"].pk,), BRIEF)
    act(held, part, at(14, 36))
    need, open_need, visit, visited = (
        ask(city.zheng, at(14, 34, n), PENSION, case_class=rules.CaseClass.MATTER) for n in range(4)
    )
    for case in (open_need, visit, visited):
        act(case, rules.PublishNeed(shen, beat, NEED, agreed=True), at(14, 35))
    for case in (visit, visited):
        act(case, rules.TakeUp(bo, city.desks["village2"].pk), at(14, 36))
    act(visited, rules.Visited(bo, DONE), at(14, 37))
    return {
        "lead": lead,
        "joined": joined,
        "asked_back": asked_back,
        "held": held,
        "need": need,
        "visit": visit,
        "visited": visited,
    }


class Walk:
    """Goes from page to page as their readers, and keeps what is wrong with them.

    Widths and both languages are tried on each page, in English in large type; axe-core, which
    takes its time, looks at the page that most people see and at the tightest one.
    """

    def __init__(self, scene: Scene, *, axe_everywhere: bool = False) -> None:
        self._scene = scene
        self._axe_everywhere = axe_everywhere
        self._browsers: dict[str, Page] = {}
        self.found: dict[str, list[str]] = {}

    def visit(
        self, shown: Shown, places: Places, *, status: int = 200, press: str = "", axe: bool = True
    ) -> None:
        """Look at one page; `press` is a button to press first."""
        if shown.who not in self._browsers:
            self._browsers[shown.who] = self._scene.browser(shown.who)
        page, path = self._browsers[shown.who], shown.path.format(**places)
        for language, large in (("zh-hans", False), ("en", True)):
            prefer(page, language, large=large)
            response = page.goto(path)
            if press:
                with page.expect_navigation() as navigation:
                    page.locator(press).click()
                response = navigation.value
            assert response is not None
            wrong = [] if response.status == status else [f"answered {response.status}"]
            name = f"{shown.who or 'nobody'} {path}{' pressed' * bool(press)} {language}"
            sizes = self._axe_sizes(page, large=large) if axe else ()
            if shown.covered:
                sizes = tuple(size for size in sizes if size != DESK)
            wrong += _seen(page, name, sizes) + strays(page, language, WRITTEN, NAMES)
            if wrong:
                self.found[name] = wrong

    def _axe_sizes(self, page: Page, *, large: bool) -> tuple[tuple[int, int], ...]:
        if self._axe_everywhere:
            return SIZES
        usual = DESK if page.locator("body.lh-desk").count() else PHONE
        return (NARROW if large else usual,)


def _seen(page: Page, name: str, axe_sizes: tuple[tuple[int, int], ...]) -> list[str]:
    wrong = []
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if too_wide := overflow(page):
            wrong.append(f"{size[0]}: {too_wide} px too wide")
        if size in axe_sizes:
            wrong += [f"{size[0]}: {violation}" for violation in violations(page)]
        if PICTURES:
            _picture(page, name, size)
    return wrong


def _picture(page: Page, name: str, size: tuple[int, int]) -> None:
    file = re.sub(r"[^a-z0-9]+", "-", name.lower())
    page.screenshot(path=Path(PICTURES or "", f"{file}-{size[0]}.png"), full_page=True)


def test_pages_with_data(scene: Scene, full: Places) -> None:
    walk = Walk(scene)

    for rows in WITH_DATA.values():
        for shown in rows:
            walk.visit(shown, full)

    assert walk.found == {}


@pytest.mark.slow
def test_pages_with_data_at_every_width(scene: Scene, full: Places) -> None:
    walk = Walk(scene, axe_everywhere=True)

    for rows in WITH_DATA.values():
        for shown in rows:
            walk.visit(shown, full)

    assert walk.found == {}


def test_pages_without_data(scene: Scene) -> None:
    User.objects.create_user("cen", name="岑望舒", name_en="Cen Wangshu")
    make_administrator()
    User.objects.create_user("dai", name="戴", name_en="Dai", is_administrator=True)
    Stay.objects.all().delete()
    walk = Walk(scene)

    for shown in EMPTY:
        walk.visit(shown, {})

    assert walk.found == {}


def test_refusals(scene: Scene, full: Places) -> None:
    walk = Walk(scene)

    for status, rows in REFUSED.items():
        for shown in rows:
            walk.visit(shown, full, status=status, axe=shown is rows[0])

    assert walk.found == {}


def test_forms_sent_back(scene: Scene, full: Places) -> None:
    walk = Walk(scene)

    for shown, button in FORM_ERRORS:
        walk.visit(shown, full, status=200 if shown.path == "/sign-in/" else 422, press=button)

    assert walk.found == {}


def test_a_planted_violation_is_caught(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    assert violations(page) == []

    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert any(violation.startswith("image-alt") for violation in violations(page))


def test_planted_words_of_the_other_language_are_caught(scene: Scene) -> None:
    page = scene.open("wu", "/ask/")
    assert strays(page, "zh-hans") == []

    page.evaluate("document.querySelector('main').append('Send now')")

    assert strays(page, "zh-hans") == ["Send now"]
