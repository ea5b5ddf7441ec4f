"""What waits at the desk."""

from datetime import datetime
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel

from lianhu.cases import filters, worklist
from lianhu.cases.api import paging
from lianhu.cases.api.desks import Named
from lianhu.cases.api.doing import viewer_of
from lianhu.cases.filters import Due, Filter, Hands
from lianhu.cases.lists import Cursor, Tab
from lianhu.cases.rules import CaseClass, Status
from lianhu.cases.worklist import Row
from lianhu.kernel import cursor
from lianhu.kernel.api import cursors
from lianhu.kernel.api.fields import Code, Sent
from lianhu.kernel.api.problems import Problem
from lianhu.signin.api import READERS, ApiRequest

NO_QUEUE = _("Nothing is handled at this desk.")

router = Router(auth=READERS, tags=["cases"])


class QueueIn(Sent):
    """`after`: `next` of the page before. `topic` and `place` mean what lies below as well.
    `counts`: how many each list has is wanted, too.
    """

    tab: Tab = Tab.MINE
    topic: Code | None = None
    case_class: CaseClass | None = None
    place: Code | None = None
    hands: Hands | None = None
    due: Due | None = None
    after: cursors.Cursor | None = None
    counts: bool = False


class QueueRow(BaseModel):
    """`falls_due`: the desk's time; in other tabs the department's, or the resident's to reply.
    `department`: who has been asked or, where nobody is being asked any more, replied last.
    """

    number: str
    seq: int
    status: Status
    case_class: CaseClass
    words: str
    place: str
    topic: Named | None
    falls_due: datetime | None
    promise_due_at: datetime
    taken_by: str | None
    mine: bool
    department: str | None
    confidential: bool


class Counts(BaseModel):
    """How many each list has; 100 stands for that and more."""

    mine: int
    waiting: int
    consulting: int
    shared: int


class QueueOut(BaseModel):
    rows: list[QueueRow]
    next: str | None
    counts: Counts | None


@router.get("/cases", response=QueueOut)
def queue(request: ApiRequest, asked: Query[QueueIn]) -> QueueOut:
    """What waits at the desk, by what falls due first; 50 rows a page."""
    viewer = viewer_of(request.auth)
    if not viewer.desks:
        raise Problem(HTTPStatus.FORBIDDEN, "no_queue", NO_QUEUE)
    chosen = Filter(
        topic=asked.topic or "",
        case_class=asked.case_class or "",
        place=asked.place or "",
        hands=asked.hands or "",
        due=asked.due or "",
    )
    narrowing, _saved = filters.narrowed(chosen, (), viewer)
    start = paging.read(asked.after, cursor.maybe_instant, cursor.key)
    page = worklist.page(
        asked.tab,
        viewer.desks.values(),
        viewer,
        narrowing=narrowing,
        start=Cursor(*start) if start else None,
        counts=asked.counts,
    )
    following = page.next
    return QueueOut(
        rows=[_row(row, request.auth.person.pk) for row in page.rows],
        next=paging.write(following.falls_due, following.key) if following else None,
        counts=Counts(**{tab.value: count for tab, count in page.counts.items()})
        if asked.counts
        else None,
    )


def _row(row: Row, person: int) -> QueueRow:
    topic, taker = row.topic, row.taken_by
    return QueueRow(
        number=row.number,
        seq=row.seq,
        status=row.status,
        case_class=row.case_class,
        words=row.words,
        place=row.place,
        topic=Named(code=topic.code, name=topic.name) if topic else None,
        falls_due=row.falls_due,
        promise_due_at=row.promise_due_at,
        taken_by=taker.name if taker else None,
        mine=taker is not None and taker.key == person,
        department=row.department or None,
        confidential=row.confidential,
    )
