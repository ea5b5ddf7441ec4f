"""The past that benches fill a city with is one that the rules and the store could have made."""

from datetime import timedelta

import pytest

from lianhu.cases.models import Case, Event
from lianhu.cases.verify import verify
from lianhu.demo.bench.past import Past
from lianhu.demo.clock import first_morning
from lianhu.demo.seed import seed
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from lianhu.kernel.ids import is_valid

pytestmark = pytest.mark.django_db


def test_copied_cases_are_as_whole_as_those_they_were_copied_from() -> None:
    morning = first_morning()
    now = morning + timedelta(weeks=4, hours=1)
    seed(0.0001, now=morning)
    wu = Resident.objects.get(user__username="resident-wu")
    with clock.fixed(now):
        past = Past(40, asker=wu, now=now)
        past.grow(120, progress=lambda done: None)

        report = verify()

    assert [str(finding) for finding in report.findings] == []
    assert report.cases == past.size == Case.objects.count() == 120
    assert report.events == Event.objects.count() >= 4 * 120
    assert all(is_valid(number) for number in Case.objects.values_list("number", flat=True))
    # What comes next has a key of its own.
    assert Case.objects.filter(asker=wu).count() == 4
    assert Resident.objects.create(household=wu.household).pk > Case.objects.latest("pk").asker_id
