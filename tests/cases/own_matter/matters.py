"""An asker's own matter in its states, and the page of it at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.test import Client

from lianhu.cases import rules, services
from lianhu.cases.models import Case
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, climb, sign_in
from tests.pages import text_of

MATTER = rules.CaseClass.MATTER
REPAIR = rules.CaseClass.REPAIR


@contextmanager
def phone_of(city: City, who: str, now: datetime) -> Iterator[Client]:
    with clock.fixed(now):
        yield sign_in(city.people[who])


def page_of(city: City, case: Case, now: datetime, who: str = "wu") -> str:
    with phone_of(city, who, now) as client:
        return text_of(client.get(f"/my/{case.number}/"))


def asked_back(city: City, now: datetime, words: str = "出院小结在手里吗?") -> Case:
    case = ask(city.wu, at(9), case_class=REPAIR)
    return act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, words), now)


def visited(city: City) -> Case:
    case = ask(city.wu, at(9), "腿摔了,没人买菜", case_class=MATTER)
    beat, yan = city.desks["beat"].pk, city.people["yan"].pk
    act(case, rules.PublishNeed(city.shen.pk, beat, "一位老人需要人买菜", agreed=True), at(9, 1))
    act(case, rules.TakeUp(yan, city.desks["beat3"].pk), at(9, 2))
    return act(case, rules.Visited(yan, "买了一周的菜"), at(11))


def together(city: City, now: datetime) -> tuple[Case, Case]:
    """Wu's question is handled with Zheng's at the village."""
    first, second = (
        climb(city, ask(who, at(9), "停水了"), "village", at(9, 1)) for who in (city.zheng, city.wu)
    )
    services.merge(
        second.pk,
        first.pk,
        actor=city.he.pk,
        desk=city.desks["village"].pk,
        seq=second.seq,
        into_seq=first.seq,
        now=now,
    )
    second.refresh_from_db()
    first.refresh_from_db()
    return first, second
