"""The lists of a desk by plain SQL: they are read at every glance at its page, and by programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

from lianhu.accounts.models import User
from lianhu.cases.lists import Cursor, Narrowing, Tab
from lianhu.cases.models import Case, Consultation, Stage, Words
from lianhu.grid.models import Desk, Node, after
from lianhu.grid.rules import DeskKind
from lianhu.kernel.store import Excerpt, many, read, to_moment
from lianhu.knowledge.models import Topic

_WHOLE_PATH = 255


@dataclass(frozen=True, slots=True)
class Lists:
    """Of these desks, given with their nodes, as `person` may see them at `now`."""

    desks: Sequence[Desk]
    person: int
    now: datetime


class Line(NamedTuple):
    """An open stage in a list. `department`: in the list of those that are asked, the one that is
    due first; else the one that replied last.
    """

    key: int
    case: int
    desk: int
    taken_by: int | None
    due_at: datetime | None
    budget_s: int
    waiting_until: datetime | None
    number: str
    seq: int
    status: str
    case_class: str
    promise_due_at: datetime
    confidential: bool
    beat: int
    topic: int | None
    words: str | None
    erased_at: datetime | None
    topic_code: str | None
    topic_name: str | None
    topic_name_en: str | None
    taker_name: str | None
    taker_name_en: str | None
    place: str | None
    place_en: str | None
    asked_at: datetime | None
    asked_until: datetime | None
    department: str | None
    department_en: str | None

    def falls_due(self, tab: Tab) -> datetime | None:
        if tab is Tab.CONSULTING:
            return self.asked_until
        return self.waiting_until if tab is Tab.WAITING else self.due_at


# In two steps, so that only the words of this page are read. Tables are joined in the order in
# which they are wanted: from nine on PostgreSQL takes them as they come.
_LINES = Excerpt(
    "SELECT found.*, {w}, {t}, {u}, {p}, {k}, {d} FROM ("
    "SELECT {s}, {c} FROM {stages} ORDER BY {falls_due} NULLS LAST, s.id LIMIT {most}) found"
    " JOIN grid_node b ON b.id = found.beat_id"
    " LEFT JOIN cases_event e ON e.case_id = found.case_id AND e.seq = 1"
    " LEFT JOIN cases_words w ON w.id = e.words_id"
    " LEFT JOIN knowledge_topic t ON t.id = found.topic_id"
    " LEFT JOIN accounts_user u ON u.id = found.taken_by_id"
    # The node below the desk on the way to the asker's beat; the beat at a beat's desk.
    " LEFT JOIN grid_node p ON p.path = SUBSTR(b.path, 1, CASE found.desk_id {lengths} END)"
    " LEFT JOIN cases_consultation k ON k.id = ("
    "SELECT k.id FROM cases_consultation k WHERE k.case_id = found.case_id AND {department}"
    " LIMIT 1) LEFT JOIN grid_desk d ON d.id = k.desk_id",
    s=(Stage, "id case_id desk_id taken_by_id due_at budget_s waiting_until"),
    c=(Case, "number seq status case_class promise_due_at confidential beat_id topic_id"),
    w=(Words, "body erased_at"),
    t=(Topic, "code name name_en"),
    u=(User, "name name_en"),
    p=(Node, "name name_en"),
    k=(Consultation, "started_at due_at"),
    d=(Desk, "name name_en"),
)
_AWAITED = "k.closed_at IS NULL AND NOT k.late AND NOT k.joint"
_OF_THE_CASE = f"FROM cases_consultation k WHERE k.case_id = s.case_id AND {_AWAITED}"
_IS_AWAITED = f"EXISTS (SELECT 1 {_OF_THE_CASE})"
_DUE_FIRST = f"{_AWAITED} ORDER BY k.due_at, k.id"
_REPLIED_LAST = "k.reply_id IS NOT NULL ORDER BY k.closed_at DESC, k.id DESC"
_FALLS_DUE = {
    Tab.MINE: "s.due_at",
    Tab.WAITING: "s.waiting_until",
    Tab.CONSULTING: f"(SELECT MIN(k.due_at) {_OF_THE_CASE})",
    Tab.SHARED: "s.due_at",
}
# PostgreSQL believes that fewer stages are open at a desk than a page holds, and would sort them
# all. Told that some are wanted and not how many, it goes by the index for as long as it has to.
_MOST = "(SELECT CAST(%s AS integer))"


def lines(
    tab: Tab, lists: Lists, narrowing: Narrowing, start: Cursor | None, most: int
) -> list[Line]:
    """At most so many of a list, by what falls due, without a due time last. One statement, two for
    a page further down that begins with a due time and ends without.
    """
    found: list[Line] = []
    for stages in _parts(tab, lists, narrowing, start):
        if len(found) < most:
            found += _lines(tab, lists, stages, most - len(found))
    return found


def counts(lists: Lists, wanted: Sequence[tuple[Tab, Narrowing]], most: int) -> list[int]:
    """How many each has; they stop at `most`. One statement."""
    found = [_stages(tab, lists, narrowing) for tab, narrowing in wanted]
    one = "(SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT %s) counted)"
    [row] = read(
        f"SELECT {', '.join(one.format(stages.sql) for stages in found)}",
        [value for stages in found for value in (*stages.values, most)],
    )
    return list(row)


def _lines(tab: Tab, lists: Lists, stages: "_Stages", most: int) -> list[Line]:
    lengths = {desk.pk: (desk.node.depth + 1) * Node.steplen for desk in lists.desks}
    rows = _LINES.rows(
        [*stages.values, most, *(value for pair in lengths.items() for value in pair)],
        stages=stages.sql,
        falls_due=_FALLS_DUE[tab],
        most=_MOST,
        lengths="WHEN %s THEN %s " * len(lengths) + f"ELSE {_WHOLE_PATH}",
        department=_DUE_FIRST if tab is Tab.CONSULTING else _REPLIED_LAST,
    )
    found = [Line(*row) for row in rows]
    return sorted(found, key=lambda line: _order(line.falls_due(tab), line.key))


def _order(falls_due: datetime | None, key: int) -> tuple[bool, datetime, int]:
    return falls_due is None, falls_due or datetime.max.replace(tzinfo=UTC), key


@dataclass(slots=True)
class _Stages:
    """Some stages `s` with their cases `c`, as a part of a statement."""

    tables: str = "cases_stage s JOIN cases_case c ON c.id = s.case_id"
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def where(self, condition: str, *values: Any) -> Self:
        self.conditions.append(condition)
        self.values += values
        return self

    @property
    def sql(self) -> str:
        return f"{self.tables} WHERE {' AND '.join(self.conditions)}"


def _parts(
    tab: Tab, lists: Lists, narrowing: Narrowing, start: Cursor | None
) -> Iterator["_Stages"]:
    """What is listed, in this order. What has no due time is asked for by itself: in one condition
    with the rest, the index would be read from the top of the list.
    """
    falls_due = _FALLS_DUE[tab]
    if start is None:
        yield _stages(tab, lists, narrowing)
        return
    undated = _stages(tab, lists, narrowing).where(f"{falls_due} IS NULL")
    if start.falls_due is None:
        yield undated.where("s.id > %s", start.key)
        return
    at = to_moment(start.falls_due)
    dated = _stages(tab, lists, narrowing).where(f"{falls_due} >= %s", at)
    yield dated.where(f"({falls_due} > %s OR s.id > %s)", at, start.key)
    yield undated


def _stages(tab: Tab, lists: Lists, narrowing: Narrowing) -> _Stages:
    """What stands in a list, so far as it is wanted. No case that is about the reader."""
    found = _Stages()
    found.where("s.closed_at IS NULL")
    found.where("(c.about_id IS NULL OR c.about_id <> %s)", lists.person)
    if tab is Tab.SHARED:
        _below(found, lists)
    else:
        keys = [desk.pk for desk in lists.desks]
        found.where(f"s.desk_id IN ({many(keys)})", *keys)
        found.where(f"s.waiting_until IS {'NOT ' if tab is Tab.WAITING else ''}NULL")
    # Not by the case's status: most cases that were ever asked are settled.
    if tab in (Tab.MINE, Tab.CONSULTING):
        found.where(_IS_AWAITED if tab is Tab.CONSULTING else f"NOT {_IS_AWAITED}")
    _narrow(found, tab, narrowing)
    return found


def _below(found: _Stages, lists: Lists) -> None:
    """As `access.shared_with`."""
    nodes = [desk.node for desk in lists.desks if desk.kind == DeskKind.NODE]
    found.tables += " JOIN grid_desk d ON d.id = s.desk_id JOIN grid_node n ON n.id = d.node_id"
    one = "n.path > %s AND n.path < %s AND n.depth = %s"
    found.where(
        f"({' OR '.join([one] * len(nodes) or ['1 = 0'])})",
        *(value for node in nodes for value in (node.path, after(node.path), node.depth + 1)),
    )
    found.where("s.taken_by_id IS NULL AND s.shared_at <= %s", to_moment(lists.now))


def _narrow(found: _Stages, tab: Tab, narrowing: Narrowing) -> None:
    if narrowing.topic:
        found.tables += " JOIN knowledge_topic t ON t.id = c.topic_id"
        found.where("t.path >= %s AND t.path < %s", narrowing.topic, after(narrowing.topic))
    if narrowing.place:
        found.tables += " JOIN grid_node b ON b.id = c.beat_id"
        found.where("b.path >= %s AND b.path < %s", narrowing.place, after(narrowing.place))
    if narrowing.case_class:
        found.where("c.case_class = %s", narrowing.case_class)
    if narrowing.nobodys:
        found.where("s.taken_by_id IS NULL")
    if narrowing.taken_by is not None:
        found.where("s.taken_by_id = %s", narrowing.taken_by)
    if narrowing.due_before is not None:
        found.where(f"{_FALLS_DUE[tab]} < %s", to_moment(narrowing.due_before))
