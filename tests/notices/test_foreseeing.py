"""The cost that a sender is shown is what comes: nobody answers, and nothing else comes."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianhu.grid.models import Duty, OpeningHours
from lianhu.grid.queries import schedules
from lianhu.grid.rules import Role
from lianhu.inbox.broadcasts import calling, foreseeing, reading
from lianhu.inbox.broadcasts.models import Broadcast, BroadcastLine
from lianhu.inbox.models import Choice, Digest, Interruption
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.rules.sending import Stage
from tests.cast import FRIDAY, LONG_AGO, MONDAY, City, at, make_city
from tests.inbox.rounds import work
from tests.lengths import less_or_more
from tests.notices import small

pytestmark = pytest.mark.django_db

OFFICERS = ("shen", "tong", "yan")
SENDING = [
    at(8),
    at(8, 40),
    at(9),
    at(12, 30),
    at(16, 40),
    at(17, 20),
    at(18),
    at(10, day=MONDAY),
]
WITHIN = [15, 50, 60, 90, 200, 470, 960, 1500, 3900, 4020, 4300, 5700, 9000]
# As they are, by message, without a phone; how many interruptions today, of how many; when digests
# come, and when the one that is being gathered.
PERSON = st.fixed_dictionaries(
    {
        "phone": st.sampled_from([True, True, True, False]),
        "spent": st.integers(0, 3),
        "budget": st.sampled_from([None, None, 0, 1]),
        "times": st.sampled_from([["08:40", "17:00"], ["10:00"], ["07:00", "13:00"]]),
        "gathering": st.sampled_from([None, None, 30, 200]),
    }
)
NOTICE = st.fixed_dictionaries(
    {
        "asks": st.sampled_from([Asks.KNOW, Asks.ACKNOWLEDGE, Asks.ACT, Asks.ACT]),
        "due": st.sampled_from([None, *WITHIN]),
        "emergency": st.sampled_from([False, False, True]),
    }
)
CALM = {"phone": True, "spent": 0, "budget": None, "times": ["08:40", "17:00"], "gathering": None}


@pytest.fixture
def city(db: None, monkeypatch: pytest.MonkeyPatch) -> City:
    """Tong serves at two beats, one of which opens on Saturdays as well; a page is two desks."""
    made = make_city()
    Duty.objects.create(
        desk=made.desks["beat3"], person=made.people["tong"], role=Role.OFFICER, starts_at=LONG_AGO
    )
    week = [[["07:00", "15:00"]]] * 6 + [[]]
    hours = OpeningHours.objects.create(name="早", week={"zone": "Asia/Shanghai", "week": week})
    made.desks["beat3"].hours = hours
    made.desks["beat3"].save()
    monkeypatch.setattr(calling, "PAGE", 2)
    monkeypatch.setattr(foreseeing, "PAGE", 2)
    return made


def set_up(city: City, people: dict[str, dict[str, Any]], now: datetime) -> None:
    for who, facts in people.items():
        person = city.people[who]
        if not facts["phone"]:
            person.phone = ""
            person.save()
        Choice.objects.create(person=person, times=facts["times"], budget=facts["budget"])
        day = MONDAY if now.date() == MONDAY else FRIDAY
        for n in range(facts["spent"]):
            Interruption.objects.create(
                person=person, day=day, source=f"x{n}", at=now, counts=True, bypasses=False
            )
        if facts["gathering"]:
            due_at = now + timedelta(minutes=facts["gathering"])
            Digest.objects.create(person=person, due_at=due_at, next_at=now)


def live_until(end: datetime, now: datetime) -> None:
    """The worker is there at every moment at which something is to be decided or sent."""
    while now <= end:
        work(now)
        moments = [
            *Broadcast.objects.exclude(call_at=None).values_list("call_at", flat=True),
            *Digest.objects.filter(sent_at=None).values_list("due_at", flat=True),
        ]
        further = [moment for moment in moments if moment is not None and moment > now]
        now = min(further, default=end + timedelta(1))


def what_came(city: City, notice: int, now: datetime) -> Counter[str]:
    """Of each whom it reaches, in the words of the cost."""
    broadcast = Broadcast.objects.get(thread=notice)
    found: Counter[str] = Counter()
    for who in OFFICERS:
        person = city.people[who]
        mine = Interruption.objects.filter(person=person, at__gte=now)
        heard = mine.exclude(source__startswith="x").first()
        lines = BroadcastLine.objects.filter(broadcast=broadcast, digest__person=person)
        if heard is not None:
            found["now" if heard.at == now else "later"] += 1
        elif lines.filter(digest__sent_at__isnull=False).exists():
            found["digest"] += 1
        else:
            found["had"] += 1
    return found


def check_limits(city: City, now: datetime, *, is_emergency: bool) -> None:
    """Nobody is interrupted over budget or outside duty hours except by an emergency, and then that
    is written down.
    """
    desks = {"shen": ["beat"], "tong": ["beat2", "beat3"], "yan": ["beat3"]}
    for row in Interruption.objects.filter(at__gte=now).exclude(source__startswith="x"):
        served = [city.desks[code] for code in desks[row.person.username]]
        is_open = any(one.is_open(row.at) for one in schedules(served, row.at).values())
        counted = Interruption.objects.filter(person=row.person, day=row.day, counts=True)
        budget = Choice.objects.get(person=row.person).budget
        is_within = is_open and counted.count() <= (3 if budget is None else budget)
        assert row.counts != is_emergency
        assert row.bypasses <= is_emergency
        assert is_within or row.bypasses


EXAMPLES = [
    {  # decided at the very moment of a digest
        "now": at(8),
        "people": dict.fromkeys(OFFICERS, CALM),
        "sent": {"asks": Asks.ACT, "due": 100, "emergency": False},
        "before": None,
        "hours": 0,
        "answered": False,
    },
    {  # over the budget of today; the first hour of its day is another day's
        "now": at(9),
        "people": dict.fromkeys(OFFICERS, CALM | {"spent": 3}),
        "sent": {"asks": Asks.ACT, "due": 4320, "emergency": False},
        "before": None,
        "hours": 0,
        "answered": False,
    },
    {  # the same stands in a digest that comes before anybody is on duty
        "now": at(18),
        "people": dict.fromkeys(OFFICERS, CALM | {"times": ["07:00", "13:00"]}),
        "sent": {"asks": Asks.ACKNOWLEDGE, "due": None, "emergency": False},
        "before": {"asks": Asks.ACKNOWLEDGE, "due": None, "emergency": False},
        "hours": 1,
        "answered": False,
    },
    {  # it stood in one, and was withdrawn before that came: nobody has heard of it
        "now": at(18),
        "people": dict.fromkeys(OFFICERS, CALM | {"times": ["07:00", "13:00"]}),
        "sent": {"asks": Asks.ACKNOWLEDGE, "due": None, "emergency": False},
        "before": {"asks": Asks.ACT, "due": 5700, "emergency": False},
        "hours": 1,
        "answered": False,
    },
]


def check(
    city: City,
    now: datetime,
    people: dict[str, dict[str, Any]],
    sent: dict[str, Any],
    before: dict[str, Any] | None,
    hours: int,
    *,
    answered: bool,
) -> None:
    with transaction.atomic():
        same: dict[str, Any] = {"document": small.DOCUMENT, "places": ["town"]}
        if before is not None:
            earlier = now - timedelta(hours=hours)
            set_up(city, people, earlier)
            due_at = _due(before, earlier)
            first = small.sent(
                city, "village", "he", earlier, asks=before["asks"], due_at=due_at, **same
            )
            live_until(now - timedelta(seconds=1), earlier)
            if answered:
                wording = Broadcast.objects.get(thread=first).wording_id
                reading.answer(small.at_work_as(city, "shen", now), wording, Asks.ACT, now)
            if due_at is not None:  # it would interrupt itself
                services.withdraw(first, by=city.he, why="试", now=now)
        else:
            set_up(city, people, now)
        sent = sent | {"asks": Asks.ACT if sent["emergency"] else sent["asks"]}
        facts = {"asks": sent["asks"], "due_at": _due(sent, now), **same}
        facts["emergency"] = "决堤" if sent["emergency"] else ""
        notice = small.draft(city, "town", "fang", now, who=(Who.OFFICER,), **facts)
        version = small.newest(notice)
        with clock.fixed(now):
            cost = services.cost_of(version.notice, version, now)
            if services.send(notice, now=now) is Stage.WAITING:
                services.approve(notice, by=city.luo, now=now)
        live_until((facts["due_at"] or now) + timedelta(days=5), now)

        came = what_came(city, notice, now)
        foreseen = Counter(now=cost.now, later=cost.later, digest=cost.digest, had=cost.had)
        assert (+foreseen, cost.people) == (came, len(OFFICERS))
        anyway = Interruption.objects.filter(at=now, bypasses=True)
        assert cost.anyway == anyway.count()
        check_limits(city, now, is_emergency=sent["emergency"])
        transaction.set_rollback(True)


def _due(facts: dict[str, Any], now: datetime) -> datetime | None:
    if facts["asks"] is Asks.ACT and facts["due"] is None:
        return now + timedelta(days=1)
    return None if facts["due"] is None else now + timedelta(minutes=facts["due"])


@pytest.mark.parametrize("examples", less_or_more(8, 40))
def test_it_is_what_comes(city: City, examples: int) -> None:
    run = given(
        now=st.sampled_from(SENDING),
        people=st.fixed_dictionaries(dict.fromkeys(OFFICERS, PERSON)),
        sent=NOTICE,
        before=st.none() | NOTICE,
        hours=st.sampled_from([0, 1, 3, 9, 70]),
        answered=st.booleans(),
    )(check)
    for one in EXAMPLES:
        run = example(**one)(run)
    settings(max_examples=examples, deadline=None, derandomize=True)(run)(city)
