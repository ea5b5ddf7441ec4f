"""Times are said as times of day, in the site's time zone, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from lianhu.kernel import clock
from lianhu.ui import timewords

NOW = datetime(2026, 5, 15, 7, 20, tzinfo=UTC)  # 15:20 in Shanghai


def _at(day: int, hour: int, minute: int, *, month: int = 5, year: int = 2026) -> datetime:
    """An instant by the clock of Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (_at(15, 14, 5), "今天14:05前", "by 14:05 today"),
        (_at(15, 0, 0), "今天0:00前", "by 0:00 today"),
        (_at(15, 23, 59), "今天23:59前", "by 23:59 today"),
        (_at(16, 0, 0), "明天0:00前", "by 0:00 tomorrow"),
        (_at(16, 9, 30), "明天9:30前", "by 9:30 tomorrow"),
        (_at(14, 23, 59), "昨天23:59前", "by 23:59 yesterday"),
        (_at(22, 17, 30), "5月22日前", "by 22 May"),
        (_at(5, 9, 0, month=1, year=2027), "2027年1月5日前", "by 5 January 2027"),
    ],
)
def test_until_when(at: datetime, chinese: str, english: str) -> None:
    assert _in_both(timewords.by_time, at) == (chinese, english)


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (_at(15, 14, 41), "14:41前", "by 14:41"),
        (_at(16, 9, 30), "明天9:30前", "by 9:30 tomorrow"),
    ],
)
def test_a_chip_leaves_today_out(at: datetime, chinese: str, english: str) -> None:
    assert _in_both(timewords.by_clock, at) == (chinese, english)


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (_at(15, 9, 5), "今天 9:05", "today 9:05"),
        (_at(14, 9, 5), "昨天 9:05", "yesterday 9:05"),
        (_at(16, 9, 5), "明天 9:05", "tomorrow 9:05"),
        (_at(1, 9, 5), "5月1日 9:05", "1 May 9:05"),
        (_at(31, 23, 0, month=12, year=2025), "2025年12月31日 23:00", "31 December 2025 23:00"),
    ],
)
def test_when(at: datetime, chinese: str, english: str) -> None:
    assert _in_both(timewords.day_time, at) == (chinese, english)


@pytest.mark.parametrize(
    ("length", "chinese", "english"),
    [
        (timedelta(seconds=59), "不到 1 分钟", "under 1 min"),
        (timedelta(minutes=4, seconds=59), "4 分钟", "4 min"),
        (41, "41 分钟", "41 min"),
        (60, "1 小时", "1 h"),
        (125, "2 小时 5 分钟", "2 h 5 min"),
    ],
)
def test_how_long(length: timedelta | int, chinese: str, english: str) -> None:
    assert _in_both(timewords.minutes, length) == (chinese, english)


def _in_both(say, what) -> tuple[str, str]:
    with clock.fixed(NOW):
        with translation.override("zh-hans"):
            chinese = say(what)
        with translation.override("en"):
            return chinese, say(what)
