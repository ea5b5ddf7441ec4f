"""The group of the story's beat has something in it."""

import pytest

from lianhu.accounts.models import User
from lianhu.demo.clock import first_morning
from lianhu.demo.neighbours import LINES, OFFICER, talk
from lianhu.demo.sizes import Sizes
from lianhu.grid.models import Resident
from lianhu.grid.queries import beat_of
from lianhu.groups.models import Message

pytestmark = pytest.mark.django_db


def test_the_listed_people_talk_in_the_storys_beat(seeded: Sizes) -> None:
    said = talk(first_morning())

    [group] = {message.group for message in said}
    zheng = Resident.objects.get(user__username="resident-zheng")
    assert zheng.household is not None and group.node == beat_of(zheng.household)
    assert [message.said.body for message in said] == [line.words.zh for line in LINES]
    waiting = Message.objects.filter(waits=True).values_list("said", flat=True)
    assert list(waiting) == [said[-1].said_id]


def test_a_city_without_them_has_nothing_said(seeded: Sizes) -> None:
    User.objects.filter(username=OFFICER).update(username="somebody")

    assert talk(first_morning()) == []
