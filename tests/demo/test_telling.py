"""The reference story, told from its stored events."""

import pytest

from lianhu.cases.models import Event
from lianhu.cases.rules import Kind
from lianhu.demo import clock, story
from lianhu.demo.telling import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

START = clock.first_morning()


def test_the_telling_names_desks_people_minutes_and_papers() -> None:
    told = "\n".join(tell(story.play(START)))

    for part in (
        "09:00    +0  吴长青",
        "沈小满",
        "贺春生",
        "马书宁",
        "方亦舟",
        "09:08    +8  云禾市联群办",
        "医疗保险科",
        "顾明",
        "· 医保卡",
        "2026-04-03",
    ):
        assert part in told, part


def test_it_is_told_from_what_is_stored() -> None:
    case = story.play(START)
    answered = Event.objects.get(case=case, kind=Kind.ANSWERED)
    assert answered.words is not None
    answered.words.body = "明天再来。"
    answered.words.save()

    assert any("明天再来。" in line for line in tell(case))
