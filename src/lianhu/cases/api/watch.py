"""What supervisors read: where cases wait and which desks have nobody. Never words, never names."""

from datetime import datetime
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel

from lianhu.cases import watch
from lianhu.cases.access import Viewer, watched_case
from lianhu.cases.api import paging
from lianhu.cases.api.desks import Named, named
from lianhu.cases.api.doing import viewer_of
from lianhu.cases.api.fields import Number
from lianhu.cases.api.needs import PageIn
from lianhu.cases.api.telling import Facts, facts
from lianhu.cases.rules import CaseClass
from lianhu.cases.watch import Cause
from lianhu.grid import gaps
from lianhu.kernel import cursor
from lianhu.kernel.api.problems import Problem
from lianhu.signin.api import READERS, ApiRequest

router = Router(auth=READERS, tags=["supervision"])

NOT_A_SUPERVISOR = _("This is told to supervisors.")


class WaitingOut(BaseModel):
    """`since` when it is late, and why. `above`: the desks over it, lowest first."""

    number: str
    case_class: CaseClass
    topic: Named | None
    desk: Named
    above: list[Named]
    since: datetime
    cause: Cause
    departments: list[Named]
    promise_due_at: datetime


class OverdueOut(BaseModel):
    rows: list[WaitingOut]
    next: str | None


class GapOut(BaseModel):
    """A desk that nobody will man when it is open next. `instead`: where its questions go then."""

    desk: Named
    above: list[Named]
    opens_at: datetime
    closes_at: datetime
    on_leave: bool
    instead: Named | None


class UnmannedOut(BaseModel):
    """`unconfirmed`: years whose days off nobody has confirmed."""

    rows: list[GapOut]
    next: str | None
    unconfirmed: list[int]


class StopOut(BaseModel):
    """A stay at a desk. `used_s`: open seconds of it, of `budget_s`."""

    desk: Named
    started_at: datetime
    used_s: int
    budget_s: int
    is_open: bool
    due_at: datetime | None


class AskedOut(BaseModel):
    desk: Named
    asked_by: Named
    started_at: datetime
    due_at: datetime
    late: bool
    joint: bool
    closed_at: datetime | None


class WatchedOut(Facts):
    stops: list[StopOut]
    consultations: list[AskedOut]


def _supervisor(request: ApiRequest) -> Viewer:
    viewer = viewer_of(request.auth)
    if not viewer.supervision:
        raise Problem(HTTPStatus.FORBIDDEN, "not_a_supervisor", NOT_A_SUPERVISOR)
    return viewer


@router.get("/overdue", response=OverdueOut)
def overdue(request: ApiRequest, asked: Query[PageIn]) -> OverdueOut:
    """What waits past its time within the places supervised, the longest first; 50 rows a page."""
    viewer = _supervisor(request)
    start = paging.read(asked.after, cursor.instant, cursor.word, cursor.key)
    page = watch.overdue(viewer, start=watch.Cursor(*start) if start else None)
    following = page.next
    return OverdueOut(
        rows=[
            WaitingOut(
                number=row.case.number,
                case_class=CaseClass(row.case.case_class),
                topic=Named(code=row.case.topic.code, name=row.case.topic.shown_name)
                if row.case.topic
                else None,
                desk=named(row.desk),
                above=[named(desk) for desk in row.above],
                since=row.since,
                cause=row.cause,
                departments=[named(desk) for desk in row.departments],
                promise_due_at=row.case.promise_due_at,
            )
            for row in page.rows
        ],
        next=paging.write(following.since, following.source, following.key) if following else None,
    )


@router.get("/unmanned", response=UnmannedOut)
def unmanned(request: ApiRequest, asked: Query[PageIn]) -> UnmannedOut:
    """Which desks nobody will man when they are open next, in the order of the grid."""
    viewer = _supervisor(request)
    start = paging.read(asked.after, cursor.word, cursor.key)
    nodes = [desk.node for desk in viewer.supervision]
    page = gaps.unmanned(nodes, viewer.now, start=(start[0], start[1]) if start else ("", 0))
    return UnmannedOut(
        rows=[
            GapOut(
                desk=named(gap.desk),
                above=[named(desk) for desk in gap.above],
                opens_at=gap.opens_at,
                closes_at=gap.closes_at,
                on_leave=gap.on_leave,
                instead=named(gap.instead) if gap.instead else None,
            )
            for gap in page.rows
        ],
        next=paging.write(*page.next) if page.next else None,
        unconfirmed=list(page.unconfirmed),
    )


@router.get("/watched/{number}", response=WatchedOut)
def watched(request: ApiRequest, number: Number) -> WatchedOut:
    """Where a case of these places was, and how long."""
    found = watched_case(_supervisor(request), number)
    way = watch.way_of(found)
    return WatchedOut(
        **facts(found),
        stops=[
            StopOut(
                desk=named(stop.desk),
                started_at=stop.started_at,
                used_s=stop.used_s,
                budget_s=stop.budget_s,
                is_open=stop.is_open,
                due_at=stop.due_at if stop.is_open else None,
            )
            for stop in way.stops
        ],
        consultations=[
            AskedOut(
                desk=named(row.desk),
                asked_by=named(row.asked_by),
                started_at=row.started_at,
                due_at=row.due_at,
                late=row.late,
                joint=row.joint,
                closed_at=row.closed_at,
            )
            for row in way.consultations
        ],
    )
