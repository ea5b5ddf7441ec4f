"""The climb is drawn so that it can be read on the narrowest phone."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.ui.climb import (
    DESK,
    EM,
    PHONE,
    Climb,
    Drawing,
    Size,
    Stop,
    StopKind,
    Text,
    draw,
    fit,
    text_width,
)

ASKER = Stop("您", "", StopKind.ASKER)
PAST = [Stop(name, "4 分钟") for name in ("联户干部", "村", "社区", "镇")]
CITY = Stop("市", "在办", StopKind.HOLDER)
DEPARTMENT = Stop("医疗保险科", "17 分钟", StopKind.ASK)
SEVEN = Climb([ASKER, *PAST, CITY, DEPARTMENT])

chinese = st.text("社区村镇街道居委会医疗保险科市联户网格", min_size=1, max_size=8)
english = st.lists(
    st.sampled_from(["Community", "Village", "Town", "Medical", "insurance", "of", "Subdistrict"]),
    min_size=1,
    max_size=3,
).map(" ".join)
notes = st.sampled_from(["", "4 分钟", "1 小时 25 分钟", "17 分钟，已答复", "12 min", "in hand"])
stops = st.builds(Stop, chinese | english, notes, st.sampled_from(StopKind))


def _box(text: Text) -> tuple[float, float, float, float]:
    width = text.squeezed_to or text_width(text.text)
    return text.x - width / 2, text.y - 0.8 * EM, text.x + width / 2, text.y + 0.1 * EM


def _overlaps(drawing: Drawing) -> list[tuple[str, str]]:
    return [
        (a.text, b.text)
        for a, b in combinations(drawing.texts, 2)
        for (left, top, right, bottom), (x1, y1, x2, y2) in [(_box(a), _box(b))]
        if left < x2 and x1 < right and top < y2 and y1 < bottom
    ]


@given(st.lists(stops, min_size=2, max_size=7), st.sampled_from([PHONE, DESK]))
def test_no_label_covers_another_or_leaves_the_drawing(found: list[Stop], size: Size) -> None:
    drawing = draw(Climb(found), size)

    assert _overlaps(drawing) == []
    assert all(_box(t)[0] >= -6 and _box(t)[2] <= size.width + 6 for t in drawing.texts)
    assert all(t.y <= drawing.height for t in drawing.texts)


def test_overlaps_would_be_seen() -> None:
    crowd = Drawing(100, 50, [], "", [], [Text(20, 20, "社区", "name"), Text(30, 20, "村", "name")])

    assert _overlaps(crowd) == [("社区", "村")]


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("社区", ["社区"]),
        ("联户干部", ["联户", "干部"]),
        ("医疗保险科", ["医疗", "保险科"]),
        ("第3联户网格", ["第3联", "户网格"]),
        ("17 分钟", ["17 分钟"]),
        ("Village", ["Village"]),
        ("Community", ["Commu-", "nity"]),
        ("Medical insurance", ["Medical", "insu-", "rance"]),
    ],
)
def test_labels_are_parted_where_a_reader_would(label: str, lines: list[str]) -> None:
    assert [line for line, _ in fit(label, room=44)] == lines


def test_what_cannot_be_parted_is_cut_to_its_room() -> None:
    ((line, squeezed),) = fit("BRRRRRRRRRRR", room=44)

    assert line.startswith("BRR")
    assert line.endswith("…")
    assert squeezed == 44


def test_it_climbs_to_the_right_and_ends_at_the_department_in_blue() -> None:
    drawing = draw(SEVEN, PHONE)
    places = [(dot.x, dot.y) for dot in drawing.dots]

    assert places == sorted(places, key=lambda p: (p[0], -p[1]))
    assert len({y for _, y in places}) == 7
    assert [line.css for line in drawing.lines] == ["up"] * 5 + ["ask"]
    assert [dot.css for dot in drawing.dots] == ["done"] * 5 + ["now", "dept"]
    assert [dot.halo for dot in drawing.dots].index(True) == 5


def test_an_answer_comes_straight_back_to_the_asker() -> None:
    answered = Climb(
        [ASKER, *PAST, Stop("市", "8 分钟", StopKind.ANSWERED), DEPARTMENT], answered_from=5
    )

    drawing = draw(answered, PHONE)

    assert drawing.lines[-1].css == "back"
    assert drawing.tip
    assert [dot.halo for dot in drawing.dots] == [True] + [False] * 6
    assert drawing.dots[0].css == "now"


def test_what_may_come_is_dotted() -> None:
    drawing = draw(Climb([ASKER, CITY, Stop("省", "", StopKind.FUTURE)]), PHONE)

    assert [line.css for line in drawing.lines] == ["up", "way"]
    assert drawing.dots[-1].css == "open"
    assert drawing.tip == ""


@pytest.mark.parametrize(("count", "drawable"), [(1, False), (2, True), (7, True), (8, False)])
def test_from_two_to_seven_stops_are_drawn(count: int, drawable: bool) -> None:
    climb = Climb([Stop(f"第{i}层") for i in range(count)])

    assert climb.drawable is drawable
    if not drawable:
        with pytest.raises(ValueError, match="no drawing"):
            draw(climb, PHONE)


def test_few_stops_stand_no_farther_apart_than_the_eye_follows() -> None:
    drawing = draw(Climb([ASKER, CITY]), DESK)

    assert drawing.dots[1].x - drawing.dots[0].x == DESK.most_step
