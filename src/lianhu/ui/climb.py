"""The climb: a stair line up the levels that a question took. Pure geometry, no Django.

`draw` works out every coordinate of the drawing; `ui/parts/climb.html` writes the SVG and the tag
`climb` the sentence for those who cannot see it. Over seven stops there is no drawing.

Labels are laid out for the larger of the two type sizes that shared.css uses (narrow screens get
14 units), so that neighbours never overlap: a label that is wider than its stop has room for is
wrapped, squeezed, hyphenated and at last cut; the sentence always says it in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from unicodedata import category, east_asian_width

MOST_STOPS = 7
EM = 14.0
LINE = 15.0
ROOM_BETWEEN = 3.0
SQUEEZE = 0.72  # the most that a line is squeezed before it is cut
SQUEEZE_A_LITTLE = 0.86  # squeezing by this much is hardly seen
CORNER = 5.0


class StopKind(StrEnum):
    ASKER = "asker"
    PAST = "past"
    HOLDER = "holder"
    ANSWERED = "answered"  # answered here
    ASK = "ask"  # a department that was consulted
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Stop:
    """`note` is what stands under the label: minutes, "in hand", "asked"."""

    label: str
    note: str = ""
    kind: StopKind = StopKind.PAST


@dataclass(frozen=True, slots=True)
class Climb:
    """`answered_from`: index of the stop whose answer went straight back to the first one."""

    stops: Sequence[Stop]
    answered_from: int | None = None

    @property
    def drawable(self) -> bool:
        return 2 <= len(self.stops) <= MOST_STOPS


@dataclass(frozen=True, slots=True)
class Size:
    width: float
    side: float  # from the edge to the middle of the first and last stop
    most_step: float  # stops stand no farther apart than this
    rise: tuple[float, float]  # least and most height of one stair


PHONE = Size(width=326, side=22, most_step=88, rise=(10, 16))
DESK = Size(width=620, side=34, most_step=112, rise=(10, 14))


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    css: str
    squeezed_to: float | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    css: str
    halo: bool


@dataclass(frozen=True, slots=True)
class Line:
    d: str
    css: str


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    lines: Sequence[Line]
    tip: str  # arrow head of the answer's way back, or empty
    dots: Sequence[Dot]
    texts: Sequence[Text]


def text_width(text: str, em: float = EM) -> float:
    """Units that `text` takes, a little on the wide side."""
    return em * sum(map(_ems, text))


def _ems(c: str) -> float:
    if east_asian_width(c) in "WF":
        return 1.0
    if c in " .,:;'|()[]fijlrt1":
        return 0.36
    if c in "mwMW":
        return 0.9
    return 0.68 if c.isupper() else 0.58


def draw(climb: Climb, size: Size) -> Drawing:
    """Lay the stops out from the lower left to the upper right.

    Raises ValueError for a climb that is not drawable: the caller lists the stops instead.
    """
    if not climb.drawable:
        raise ValueError("A climb of fewer than 2 or more than 7 stops has no drawing.")
    stops = list(climb.stops)
    gaps = len(stops) - 1
    step = min(size.most_step, (size.width - 2 * size.side) / gaps)
    rise = min(size.rise[1], max(size.rise[0], 60 / gaps))
    answered = bool(climb.answered_from)
    arc = 26.0 if answered else 0.0
    top = 16.0 + arc
    points = [(size.side + i * step, top + (gaps - i) * rise) for i in range(len(stops))]

    texts: list[Text] = []
    for i, (stop, (x, y)) in enumerate(zip(stops, points, strict=True)):
        room = 2 * size.side if i in (0, gaps) else step
        name = _name_css(stop.kind, home=answered and i == 0)
        texts += _labels(stop, name, x, y + 22, min(step, room + 8) - ROOM_BETWEEN)

    lines = [
        Line(_stair(a, b), _line_css(before, after))
        for (a, before), (b, after) in pairwise(zip(points, stops, strict=True))
    ]
    tip = ""
    if climb.answered_from:
        lines.append(Line(_way_back(points[climb.answered_from], points[0]), "back"))
        x, y = points[0]
        tip = f"M{x - 5:.1f} {y - 20:.1f}h10l-5 8z"
    dots = [
        Dot(x, y, _dot_css(stop.kind, home=answered and i == 0), _halo(climb, i))
        for i, (stop, (x, y)) in enumerate(zip(stops, points, strict=True))
    ]
    height = max(text.y for text in texts) + 6
    return Drawing(size.width, height, lines, tip, dots, texts)


def fit(label: str, room: float) -> list[tuple[str, float | None]]:
    """Part `label` into at most three lines of `room` units, each with the width to squeeze it to.

    Weighs a cut against a hyphen, squeezing and one more line, in this order.
    """
    breaks = [cut for cut in range(1, len(label)) if _may_part(label, cut)]
    partings = ((), *((cut,) for cut in breaks), *combinations(breaks, 2))
    best = min((_parted(label, cuts) for cuts in partings), key=lambda p: _cost(p, room))
    return [_squeeze(line, room) for line in best]


def _may_part(label: str, cut: int) -> bool:
    """Between words and wide characters, and inside a Latin word after a vowel.

    Punctuation stays with what it follows.
    """
    before, after = label[cut - 1], label[cut]
    if " " in (before, after):
        return True
    if "W" in (east_asian_width(before), east_asian_width(after)):
        return category(after)[0] != "P"
    inside = label[max(0, cut - 2) : cut + 2]
    return len(inside) == 4 and inside.isalpha() and before in "aeiouy" and after not in "aeiouy"


def _parted(label: str, cuts: tuple[int, ...]) -> list[str]:
    lines = []
    for start, end in pairwise((0, *cuts, len(label))):
        inside_a_word = end < len(label) and label[end - 1 : end + 1].isascii()
        hyphen = "-" if inside_a_word and label[end - 1 : end + 1].isalpha() else ""
        lines.append(label[start:end].strip(" ，、") + hyphen)
    return lines


def _cost(lines: list[str], room: float) -> float:
    widths = [text_width(line) for line in lines]
    cost = 25.0 * (len(lines) - 1) + 40 * sum(line.endswith("-") for line in lines)
    for width in widths:
        if width * SQUEEZE > room:
            cost += 1000
        elif width * SQUEEZE_A_LITTLE > room:
            cost += 60
        elif width > room:
            cost += 15
    return cost + 0.1 * max(widths)


def _squeeze(line: str, room: float) -> tuple[str, float | None]:
    if text_width(line) <= room:
        return line, None
    most = room / SQUEEZE
    if text_width(line) > most:
        while text_width(line + "…") > most:
            line = line[:-1]
        line += "…"
    return line, round(min(room, text_width(line)), 1)


def _labels(stop: Stop, name: str, x: float, y: float, room: float) -> list[Text]:
    rows = [(part, name) for part in fit(stop.label, room)]
    if stop.note:
        rows += [(part, "now" if name == "now" else "note") for part in fit(stop.note, room)]
    return [
        Text(x, y + i * LINE, line, css, squeezed) for i, ((line, squeezed), css) in enumerate(rows)
    ]


def _stair(a: tuple[float, float], b: tuple[float, float]) -> str:
    """Level, up with two round corners, level: one stair."""
    (x1, y1), (x2, y2) = a, b
    middle = (x1 + x2) / 2
    r = min(CORNER, (y1 - y2) / 2)
    return (
        f"M{x1:.1f} {y1:.1f}H{middle - r:.1f}Q{middle:.1f} {y1:.1f} {middle:.1f} {y1 - r:.1f}"
        f"V{y2 + r:.1f}Q{middle:.1f} {y2:.1f} {middle + r:.1f} {y2:.1f}H{x2:.1f}"
    )


def _way_back(start: tuple[float, float], home: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, home
    peak = y1 - 34
    return (
        f"M{x1:.1f} {y1 - 9:.1f}C{x1 - (x1 - x2) * 0.12:.1f} {peak:.1f} "
        f"{x2 + 8:.1f} {peak - 6:.1f} {x2:.1f} {y2 - 20:.1f}"
    )


def _line_css(before: Stop, after: Stop) -> str:
    if after.kind is StopKind.FUTURE:
        return "way"
    return "ask" if after.kind is StopKind.ASK else "up"


def _name_css(kind: StopKind, *, home: bool) -> str:
    if home or kind is StopKind.HOLDER:
        return "now"
    return {StopKind.ASK: "dept", StopKind.FUTURE: "way"}.get(kind, "name")


def _dot_css(kind: StopKind, *, home: bool) -> str:
    if home or kind is StopKind.HOLDER:
        return "now"
    return {StopKind.ASK: "dept", StopKind.FUTURE: "open"}.get(kind, "done")


def _halo(climb: Climb, index: int) -> bool:
    if climb.answered_from:
        return index == 0
    return climb.stops[index].kind is StopKind.HOLDER
