"""Every notice reaches everybody whom it is for, whoever comes, goes or dies."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from lianhu.accounts.models import User
from lianhu.kernel.phones import demo_phone
from tests.cast import City
from tests.lengths import less_or_more
from tests.notices.reaching_life import JOINERS, Reaching

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("examples", less_or_more(3, 60))
def test_it_reaches_them_and_is_heard_in_time(city: City, examples: int) -> None:
    for n, name in enumerate(JOINERS):
        city.people[name] = User.objects.create_user(name, phone=demo_phone(190 + n))

    class Machine(Reaching):
        pass

    Machine.city = city
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, derandomize=True
        ),
    )
