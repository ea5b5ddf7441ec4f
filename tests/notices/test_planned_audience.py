"""What goes out later, or again, for a list or for households that let a fact be known."""

from datetime import timedelta
from typing import Any

import pytest

from lianhu.grid.facts.rules import Fact
from lianhu.inbox.broadcasts.reading import at_home, waiting
from lianhu.inbox.rules.broadcasts import Who
from lianhu.notices import services
from lianhu.notices.audience.jobs import sweep
from lianhu.notices.audience.models import ListRow
from lianhu.notices.models import Notice, Version
from lianhu.notices.planned import services as planned
from lianhu.notices.planned.jobs import plan_next, send_planned
from lianhu.notices.recurring import services as recurring
from lianhu.notices.recurring.models import Series
from lianhu.notices.recurring.rules import Every
from lianhu.notices.recurring.services import Repeat
from lianhu.notices.rules.listing import Listed
from lianhu.notices.rules.sending import Audience, Code, Refused, Stage
from tests.cast import FRIDAY, City, at
from tests.notices import small

pytestmark = pytest.mark.django_db

THREE = at(15)


def listed(city: City, who: str) -> dict[str, Any]:
    household = city.residents[who].household_id
    assert household is not None
    here = (city.nodes["village"].pk,)
    return {"audience": Audience((), here, listed=(1, 0)), "listed": Listed((household,), ())}


def test_every_turn_is_for_the_same_list(city: City) -> None:
    repeat = Repeat(Every.WEEK, FRIDAY + timedelta(weeks=9))
    small.plan(city, "village", "he", THREE, repeat=repeat, **listed(city, "wu"))
    for week in range(2):
        now = THREE + timedelta(weeks=week)
        assert send_planned(now) == 1
        plan_next(now)
        home = at_home(city.residents["wu"])
        assert len({each.broadcasts[-1].thread for each in waiting(home, now)}) == week + 1


def test_a_list_is_kept_as_long_as_it_is_planned(city: City) -> None:
    late = THREE + timedelta(days=140)
    notice = small.plan(city, "village", "he", late, **listed(city, "wu"))
    assert sweep(late) == 0
    assert send_planned(late) == 1
    assert len(waiting(at_home(city.residents["wu"]), late)) == 1
    assert ListRow.objects.filter(version__notice=notice).count() == 1


@pytest.mark.parametrize("ends", ["called off", "stopped", "waits"])
def test_a_list_outlives_what_did_not_go_out(city: City, ends: str) -> None:
    late = THREE + timedelta(days=140)
    notice = small.plan(city, "village", "he", late, **listed(city, "wu"))
    if ends == "stopped":
        send_planned(late + timedelta(hours=13))
        assert small.newest(notice).stopped == Code.DELAYED
    else:
        planned.call_off(notice, now=late)
    if ends == "waits":
        Version.objects.update(stage=Stage.WAITING, send_at=None)
    assert sweep(late + timedelta(days=1)) == 0
    assert sweep(late + timedelta(days=100)) == (ends != "waits")


def test_a_list_outlives_a_long_pause_and_goes_with_the_end(city: City) -> None:
    repeat = Repeat(Every.MONTH, FRIDAY + timedelta(days=300))
    small.plan(city, "village", "he", THREE, repeat=repeat, **listed(city, "wu"))
    send_planned(THREE)
    series = Series.objects.get()
    recurring.pause(series.pk, now=at(16))
    later = at(16) + timedelta(days=100)
    assert sweep(later) == 0
    recurring.resume(series.pk, now=later)
    plan_next(later)
    second = small.newest(Notice.objects.get(turn=2).pk)
    assert second.send_at is not None and send_planned(second.send_at) == 1
    assert len(waiting(at_home(city.residents["wu"]), second.send_at)) == 1
    recurring.end(series.pk, now=second.send_at)
    assert sweep(second.send_at + timedelta(days=200)) == 2


def test_without_its_list_nothing_goes_out(city: City) -> None:
    notice = small.plan(city, "village", "he", THREE, **listed(city, "wu"))
    ListRow.objects.all().delete()
    send_planned(THREE)
    assert small.newest(notice).stopped == Code.LIST_GONE
    planned.set_time(notice, None, now=THREE)
    with pytest.raises(Refused) as refused:
        services.send(notice, now=THREE)
    assert refused.value.code is Code.LIST_GONE


def test_what_is_for_a_fact_goes_out_though_nobody_holds_it(city: City) -> None:
    here = (city.nodes["village"].pk,)
    audience = Audience((Who.HOUSEHOLD,), here, facts=(Fact.OVER_60,))
    notice = small.plan(city, "village", "he", THREE, audience=audience)
    assert send_planned(THREE) == 1
    assert small.newest(notice).stage == Stage.SENT
