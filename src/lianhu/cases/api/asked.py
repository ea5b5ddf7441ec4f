"""Reading what a token has asked: how far it has come, as its asker is told."""

from datetime import datetime

from ninja import Query
from pydantic import BaseModel

from lianhu.cases import queries
from lianhu.cases.access import filed, filed_case
from lianhu.cases.api import matters, paging
from lianhu.cases.api.attaching import FileOut, files_of
from lianhu.cases.api.fields import Number
from lianhu.cases.api.needs import PageIn
from lianhu.cases.api.telling import Facts, PaperOut, facts
from lianhu.cases.journey import resident as journey
from lianhu.cases.journey import resident_facts as told
from lianhu.cases.journey.way import Way, way_of
from lianhu.cases.rules import CaseClass, Status
from lianhu.cases.takers import as_it_is
from lianhu.kernel import cursor
from lianhu.signin.api import ApiRequest

# One address is one router's: what is asked there, and what is read.
router = matters.router


class MatterRow(BaseModel):
    number: str
    seq: int
    status: Status
    case_class: CaseClass
    asked_at: datetime
    promise_due_at: datetime


class MattersOut(BaseModel):
    rows: list[MatterRow]
    next: str | None


class StepOut(BaseModel):
    """One line of what happened, in the language asked for."""

    at: datetime | None
    title: str
    note: str
    words: str


class MatterAnswer(BaseModel):
    at: datetime
    desk: str
    by: str
    words: str
    papers: list[PaperOut]


class WantedOut(BaseModel):
    """What a desk wants to know: see reply."""

    at: datetime
    title: str
    by: str
    words: str


class MatterOut(Facts):
    """`steps`: the latest first. Nothing here says who asked: whoever has the token knows."""

    words: str
    files: list[FileOut]
    answer: MatterAnswer | None
    wanted: WantedOut | None
    steps: list[StepOut]


@router.get("/matters", response=MattersOut)
def mine(request: ApiRequest, asked: Query[PageIn]) -> MattersOut:
    """What was asked with this token, the latest first; 50 rows a page."""
    start = paging.read(asked.after, cursor.key)
    cases = filed(request.auth.token)
    if start is not None:
        cases = cases.filter(pk__lt=start[0])
    # By the index of the token's own.
    found = list(cases.order_by("-filing__case_id")[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    return MattersOut(
        rows=[
            MatterRow(
                number=case.number,
                seq=case.seq,
                status=Status(case.status),
                case_class=CaseClass(case.case_class),
                asked_at=case.asked_at,
                promise_due_at=case.promise_due_at,
            )
            for case in shown
        ],
        next=paging.write(shown[-1].pk) if len(found) > len(shown) else None,
    )


@router.get("/matters/{number}", response=MatterOut)
def matter(request: ApiRequest, number: Number) -> MatterOut:
    """How far it has come, and the answer."""
    found = filed_case(request.auth.token, number)
    way = as_it_is(way_of(found), request.auth.now)
    wanted = told.wanted(way)
    return MatterOut(
        **facts(way.case),
        words=way.words,
        files=[file for entry in way.entries for file in files_of(entry)],
        answer=_answer(way),
        wanted=WantedOut(at=wanted.at, title=wanted.title, by=wanted.by, words=wanted.words)
        if wanted
        else None,
        steps=[
            StepOut(at=step.when, title=step.title, note=step.note, words=step.words)
            for step in journey.steps(way)
        ],
    )


def _answer(way: Way) -> MatterAnswer | None:
    card = journey.answer(way)
    if card is None:
        return None
    return MatterAnswer(
        at=card.at,
        desk=card.desk,
        by=card.by,
        words=card.words,
        papers=[PaperOut(title=paper.name, note=paper.note) for paper in card.papers],
    )
