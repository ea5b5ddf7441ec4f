"""Whatever comes on whichever days, both sentences of `rules.attention` hold."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from lianhu.accounts.models import User
from lianhu.grid.models import Duty
from lianhu.grid.rules import Role
from lianhu.kernel.phones import demo_phone
from tests.cast import LONG_AGO, City, make_city
from tests.inbox.attention_life import Days, DaysWithoutAPhone

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None, emergency: str) -> City:
    return make_city()


def run(machine: type[Days], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=20, deadline=None, derandomize=True
        ),
    )


def test_both_hold_whatever_comes(city: City) -> None:
    class Machine(Days):
        pass

    Machine.city = city
    run(Machine, 40)


def test_nothing_is_lost_for_whoever_has_no_phone(city: City) -> None:
    class Machine(DaysWithoutAPhone):
        pass

    Machine.city = city
    Machine.twin = User.objects.create_user("twin", phone=demo_phone(199))
    Duty.objects.create(
        desk=city.desks["village"], person=Machine.twin, role=Role.CLERK, starts_at=LONG_AGO
    )
    run(Machine, 25)
