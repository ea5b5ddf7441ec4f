"""The list beside the case on the desk page: what waits at the desks that one person serves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from lianhu.cases import store
from lianhu.cases.access import Viewer
from lianhu.cases.filters import Saved
from lianhu.cases.lists import EVERYTHING, Cursor, Narrowing, Tab
from lianhu.cases.rules import CaseClass, Status
from lianhu.cases.takers import serving
from lianhu.cases.titles import told
from lianhu.grid.models import Desk
from lianhu.kernel.names import shown

PAGE = 50
COUNT_STOPS_AT = 100


class Topic(NamedTuple):
    code: str
    name: str


class Taker(NamedTuple):
    key: int
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list, with what was asked. `place`: where from, one level below the desk.

    `department`: who has been asked or, where nobody is being asked any more, who replied last.
    `falls_due` is the department's own time while it has been asked, and until when the resident
    is waited for; `due_at` and the rest are those of the stage.
    """

    key: int
    number: str
    seq: int
    status: Status
    case_class: CaseClass
    confidential: bool
    promise_due_at: datetime
    words: str
    place: str
    topic: Topic | None
    falls_due: datetime | None
    department: str
    asked_at: datetime | None
    due_at: datetime | None
    budget_s: int
    waiting_until: datetime | None
    taken_by: Taker | None


Counts = Mapping[Tab, int]


@dataclass(frozen=True, slots=True)
class Page:
    """`counts`: how many cases each tab holds, `saved` how many of the desk's own each filter finds
    that is kept, by its key; they stop at COUNT_STOPS_AT.
    """

    rows: Sequence[Row]
    next: Cursor | None
    counts: Counts
    saved: Mapping[int, int]


def page(
    tab: Tab,
    desks: Iterable[Desk],
    viewer: Viewer,
    *,
    narrowing: Narrowing = EVERYTHING,
    saved: Sequence[Saved] = (),
    start: Cursor | None = None,
    counts: bool = True,
) -> Page:
    """One page by what falls due, without a due time last, of those of the viewer's desks that are
    given. One query, of a page further down two at most; one more if others have taken some, and
    one for the counts. Counting takes as long as the page itself: who shows no `counts` does
    without.
    """
    lists = store.Lists(list(desks), viewer.person.pk, viewer.now)
    found = store.lines(tab, lists, narrowing, start, PAGE + 1)
    lines = found[:PAGE]
    taken = {(line.taken_by, line.desk) for line in lines if line.taken_by is not None}
    here = serving(taken, viewer.now, there=viewer.is_at)
    rows = [_row(tab, line, is_there=(line.taken_by, line.desk) in here) for line in lines]
    following = Cursor(rows[-1].falls_due, rows[-1].key) if len(found) > PAGE else None
    if not counts:
        return Page(rows, following, {}, {})
    wanted = [(tab, narrowing) for tab in Tab] + [(Tab.MINE, kept.narrowing) for kept in saved]
    counted = iter(store.counts(lists, wanted, COUNT_STOPS_AT))
    return Page(
        rows,
        following,
        {tab: next(counted) for tab in Tab},
        {kept.key: next(counted) for kept in saved},
    )


def _row(tab: Tab, line: store.Line, *, is_there: bool) -> Row:
    """`is_there`: whoever has taken it still serves at its desk."""
    topic = taken_by = None
    if line.topic_code is not None:
        topic = Topic(line.topic_code, _shown(line.topic_name, line.topic_name_en))
    if is_there and line.taken_by is not None:
        taken_by = Taker(line.taken_by, _shown(line.taker_name, line.taker_name_en))
    return Row(
        key=line.key,
        number=line.number,
        seq=line.seq,
        status=Status(line.status),
        case_class=CaseClass(line.case_class),
        confidential=line.confidential,
        promise_due_at=line.promise_due_at,
        words=told(line.words or "", erased=line.erased_at is not None),
        place=_shown(line.place, line.place_en),
        topic=topic,
        falls_due=line.falls_due(tab),
        department=_shown(line.department, line.department_en),
        asked_at=line.asked_at,
        due_at=line.due_at,
        budget_s=line.budget_s,
        waiting_until=line.waiting_until,
        taken_by=taken_by,
    )


def _shown(chinese: str | None, english: str | None) -> str:
    return shown(chinese or "", english or "")
