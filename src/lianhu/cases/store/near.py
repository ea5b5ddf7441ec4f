"""What waits at a desk beside one case, by plain SQL: every page of a case there compares it."""

from datetime import datetime
from typing import NamedTuple

from lianhu.cases.models import Case, Stage, Words
from lianhu.grid.models import Node
from lianhu.kernel.store import Excerpt, to_moment


class Near(NamedTuple):
    """Another case at the desk. `leads`: others are handled with it."""

    number: str
    topic: int | None
    asked_at: datetime
    path: str
    place: str
    place_en: str
    words: str | None
    erased_at: datetime | None
    leads: bool


# By the index of the queue, from the case's own place in it to either side. Told that some are
# wanted and not how many, PostgreSQL does not sort all that wait: see `listing`.
_MOST = "LIMIT (SELECT CAST(%s AS integer))"
# What is kept in confidence the index does not know: among so many times as many it is passed over.
_PASSED_OVER = 4
_SIDE = (
    "SELECT * FROM (SELECT s.case_id, ROW_NUMBER() OVER (ORDER BY {order}) AS away"
    " FROM (SELECT s.id, s.case_id, s.due_at FROM cases_stage s"
    " WHERE s.desk_id = %s AND s.closed_at IS NULL AND {side} AND s.case_id <> %s"
    f" ORDER BY {{order}} {_MOST}) s JOIN cases_case c ON c.id = s.case_id"
    f" WHERE NOT c.confidential AND c.about_id IS NULL ORDER BY {{order}} {_MOST}) {{name}}"
)
_SOONER = _SIDE.format(name="sooner", side="s.due_at < %s", order="s.due_at DESC, s.id DESC")
_LATER = _SIDE.format(name="later", side="s.due_at >= %s", order="s.due_at, s.id")
_UNDATED = _SIDE.format(name="undated", side="s.due_at IS NULL", order="s.due_at DESC, s.id DESC")
_NEAR = Excerpt(
    "SELECT {c}, {b}, {w},"
    " EXISTS (SELECT 1 FROM cases_case m WHERE m.merged_into_id = c.id)"
    f" FROM (SELECT case_id FROM ({_SOONER} UNION ALL {_LATER} UNION ALL {_UNDATED}) beside"
    f" ORDER BY away, case_id DESC {_MOST}) near"
    " JOIN cases_case c ON c.id = near.case_id JOIN grid_node b ON b.id = c.beat_id"
    " LEFT JOIN cases_event e ON e.case_id = c.id AND e.seq = 1"
    " LEFT JOIN cases_words w ON w.id = e.words_id ORDER BY c.id DESC",
    c=(Case, "number topic_id asked_at"),
    b=(Node, "path name name_en"),
    w=(Words, "body erased_at"),
)


def near(case: Case, stage: Stage, most: int) -> list[Near]:
    """At most so many others at the desk of a case's open stage, the newest first: as many that
    fall due before it as after, and of those whose clock stands still the latest. None that is
    kept in confidence; fewer where most of those around it are. One statement, which reads no more
    however many wait.
    """
    at = to_moment(stage.due_at or case.promise_due_at)
    own = (case.pk, most * _PASSED_OVER, most)
    desk = stage.desk_id
    rows = _NEAR.rows([desk, at, *own, desk, at, *own, desk, *own, most])
    return [Near(*row) for row in rows]
