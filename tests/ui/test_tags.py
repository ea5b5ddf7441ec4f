"""What the template tags write."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from lianhu.kernel import clock
from lianhu.ui.climb import Climb, Stop, StopKind
from lianhu.ui.parts import StageChip, StageClock

NOW = datetime(2026, 5, 15, 7, 20, tzinfo=UTC)
CLIMB = Climb(
    [
        Stop("您", "", StopKind.ASKER),
        Stop("村", "4 分钟"),
        Stop("市", "8 分钟", StopKind.ANSWERED),
        Stop("医疗保险科", "17 分钟", StopKind.ASK),
    ],
    answered_from=2,
)


def _render(text: str, **context: object) -> str:
    return Template("{% load lianhu %}" + text).render(Context(context))


def test_an_icon_is_drawn_and_hidden_from_those_who_listen() -> None:
    svg = _render('{% icon "inbox" 24 %}')

    assert svg.startswith('<svg class="lh-i lh-i24"')
    assert 'aria-hidden="true"' in svg
    assert svg.count("<path") == 2


@pytest.mark.parametrize("tag", ['{% icon "no-such" %}', '{% icon "inbox" 21 %}'])
def test_an_unknown_icon_or_size_is_a_mistake(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        _render(tag)


@pytest.mark.parametrize(
    ("left", "clock_", "tone"),
    [
        (0.41, StageClock.RUNNING, "plain"),
        (0.40, StageClock.RUNNING, "soon"),
        (-0.2, StageClock.RUNNING, "soon"),
        (0.10, StageClock.DEPARTMENT, "ask"),
        (0.10, StageClock.STOPPED, "paused"),
        (0.10, StageClock.DONE, "done"),
    ],
)
def test_a_chip_turns_amber_only_while_its_own_clock_runs_short(
    left: float, clock_: StageClock, tone: str
) -> None:
    assert StageChip(left=left, clock=clock_).tone == tone


@pytest.mark.parametrize(("left", "arc"), [(1.7, 100), (1, 100), (0.65, 65), (0, 2), (-3, 2)])
def test_a_ring_is_never_fuller_than_full_nor_quite_empty(left: float, arc: int) -> None:
    chip = _render("{% stage_chip chip %}", chip=StageChip(left=left))

    assert f'stroke-dasharray="{arc} 100"' in chip


def test_a_chip_says_who_has_it_until_what_time_of_day() -> None:
    chip = StageChip("市联群办", datetime(2026, 5, 15, 7, 33, tzinfo=UTC), 0.3)

    with clock.fixed(NOW), translation.override("zh-hans"):
        html = _render("{% stage_chip chip %}", chip=chip)

    assert "市联群办 15:33前" in html
    assert "lh-hop--soon" in html
    assert "快到时间了" in html  # amber is not the only sign


def test_no_chip_writes_nothing() -> None:
    assert _render("{% stage_chip chip %}", chip=None).strip() == ""


def test_the_drawing_says_the_same_in_a_sentence() -> None:
    with translation.override("zh-hans"):
        html = _render("{% climb climb %}", climb=CLIMB)

    assert (
        'role="img" aria-label="您提出；经过村 4 分钟；由市 8 分钟答复；'
        '请部门答复：医疗保险科 17 分钟；答复已直接送回"' in html
    )


def test_the_sentence_in_english_begins_like_one() -> None:
    with translation.override("en"):
        html = _render("{% climb climb %}", climb=Climb([Stop("Town", "5 min"), Stop("City")]))

    assert 'aria-label="Passed Town 5 min, City"' in html


def test_at_a_desk_the_narrow_drawing_waits_for_narrow_screens() -> None:
    html = _render('{% climb climb "desk" %}', climb=CLIMB)

    assert html.count("<svg") == 2
    assert "lh-climb--both" in html


def test_in_large_type_the_stops_are_listed() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["lianhu_type"] = "large"

    html = _render("{% climb climb %}", climb=CLIMB, request=request)

    assert "<svg" not in html
    assert html.count("<li") == 4
    assert "17 分钟" in html


def test_too_many_stops_are_listed() -> None:
    html = _render("{% climb climb %}", climb=Climb([Stop(f"{i}") for i in range(8)]))

    assert "<svg" not in html
    assert html.count("<li") == 8


@pytest.mark.parametrize(
    ("words", "paragraphs"),
    [
        ("", []),
        ("  \n ", []),
        ("一行", [["一行"]]),
        ("一\r\n二\r\n\r\n三", [["一", "二"], ["三"]]),
        ("一\n \n\n二", [["一"], ["二"]]),
    ],
)
def test_words_keep_their_lines_and_paragraphs(words: str, paragraphs: list[list[str]]) -> None:
    html = _render("{% for p in words|paragraphs %}[{{ p|join:'/' }}]{% endfor %}", words=words)

    assert html == "".join(f"[{'/'.join(lines)}]" for lines in paragraphs)
