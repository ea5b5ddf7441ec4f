"""Replaying messages: all are asked, all are settled, and the timelines fold."""

from datetime import UTC, datetime, timedelta

import pytest

from lianhu.cases.models import Case, Event
from lianhu.cases.queries import timeline
from lianhu.cases.rules import OPEN, Kind
from lianhu.demo.messages import Message
from lianhu.demo.replay import replay
from lianhu.demo.seed import seed

MORNING = datetime(2026, 3, 16, 1, tzinfo=UTC)
ODD = ("😀" * 40, "<script>alert(1)</script><b>粗", "长" * 5000, "a\n\n\nb", "=cmd()")


def messages(count: int) -> list[Message]:
    start = datetime.fromisoformat("2019-01-04 07:30")
    return [
        Message(
            title=f"第{n}件事",
            body=ODD[n % len(ODD)],
            sent_at=start + timedelta(hours=7 * n),
            reply=f"第{n}件已办好。" if n % 3 else "",
        )
        for n in range(count)
    ]


@pytest.fixture
def city(db: None) -> None:
    seed(0.005, now=MORNING)


def test_every_message_is_asked_and_settled(city: None) -> None:
    report, end = replay(messages(40), seed=3, start=MORNING, days=6)

    assert (report.asked, report.settled, report.open_at_end) == (40, 40, 0)
    assert report.findings == ()
    assert sum(row.answered for row in report.levels) == 40
    assert report.timed_out > 0
    assert report.consulted > 0
    assert not Case.objects.filter(status__in=OPEN).exists()
    assert end >= Event.objects.latest("at").at


def test_it_keeps_words_and_gives_the_reply_that_was_given(city: None) -> None:
    replay(messages(6), seed=3, start=MORNING, days=2)

    told = {
        entry.words
        for case in Case.objects.all()
        for entry in timeline(case)
        if entry.kind in (Kind.ASKED, Kind.ANSWERED)
    }
    assert {message.words for message in messages(6)} <= told
    assert {message.reply for message in messages(6) if message.reply} <= told


def test_the_same_seed_gives_the_same_course(city: None) -> None:
    first, _end = replay(messages(10), seed=3, start=MORNING, days=2)
    later = MORNING + timedelta(days=28)
    second, _end = replay(messages(10), seed=3, start=later, days=2)
    assert (first.timed_out, first.consulted) == (second.timed_out, second.consulted)
