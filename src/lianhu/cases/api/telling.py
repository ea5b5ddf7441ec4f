"""A case as somebody may read it: its way in facts, not in sentences."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from lianhu.cases.api.attaching import FileOut, files_of
from lianhu.cases.api.desks import Named, named
from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.queries import Entry
from lianhu.cases.rules import CaseClass, Door, Kind, Reason, Status


class PaperOut(BaseModel):
    title: str
    note: str


class EventOut(BaseModel):
    """`by`: who acted; null for the clock, for the asker and for neighbours who follow it.
    `reason`: why it moved.
    """

    seq: int
    kind: Kind
    at: datetime
    by: str | None
    desk: Named | None
    words: str
    papers: list[PaperOut]
    photos: int
    voice: bool
    files: list[FileOut]
    to: Named | None
    reason: Reason | None


class StageOut(BaseModel):
    """Where it is, and how long it may stay there. `due_at` is null while the clock stands."""

    desk: Named
    taken_by: str | None
    mine: bool
    started_at: datetime
    due_at: datetime | None
    waiting_until: datetime | None
    on_behalf: bool
    transferred: bool


class AskedDepartment(BaseModel):
    desk: Named
    asked_by: Named
    brief: str
    reply: str | None
    joint: bool
    late: bool
    started_at: datetime
    due_at: datetime
    closed_at: datetime | None


class AnswerOut(BaseModel):
    at: datetime
    by: str | None
    desk: Named | None
    words: str
    papers: list[PaperOut]


class Facts(BaseModel):
    """What anybody may know of a case who knows that there is one."""

    number: str
    seq: int
    status: Status
    case_class: CaseClass
    door: Door
    topic: Named | None
    place: Named
    asked_at: datetime
    promise_due_at: datetime
    answered_at: datetime | None
    settled_at: datetime | None
    withdrawn_at: datetime | None
    reopened: int
    confidential: bool


def facts(case: Case) -> dict[str, Any]:
    """For `Facts`; give a case with `beat` and `topic` joined."""
    return {
        "number": case.number,
        "seq": case.seq,
        "status": Status(case.status),
        "case_class": CaseClass(case.case_class),
        "door": Door(case.door),
        "topic": Named(code=case.topic.code, name=case.topic.shown_name) if case.topic else None,
        "place": Named(code=case.beat.code, name=case.beat.shown_name),
        "asked_at": case.asked_at,
        "promise_due_at": case.promise_due_at,
        "answered_at": case.answered_at,
        "settled_at": case.settled_at,
        "withdrawn_at": case.withdrawn_at,
        "reopened": case.reopened,
        "confidential": case.confidential,
    }


def stage_out(stage: Stage, person: int) -> StageOut:
    return StageOut(
        desk=named(stage.desk),
        taken_by=stage.taken_by.shown_name if stage.taken_by else None,
        mine=stage.taken_by_id == person,
        started_at=stage.started_at,
        due_at=stage.due_at,
        waiting_until=stage.waiting_until,
        on_behalf=stage.on_behalf,
        transferred=stage.transferred,
    )


def papers(entry: Entry) -> list[PaperOut]:
    return [PaperOut(title=paper["title"], note=paper.get("note", "")) for paper in entry.papers]


def answer_out(way: Way) -> AnswerOut | None:
    entry = way.answer
    if entry is None:
        return None
    return AnswerOut(
        at=entry.at,
        by=entry.actor.shown_name if entry.actor else None,
        desk=named(entry.desk) if entry.desk else None,
        words=entry.words,
        papers=papers(entry),
    )


def event_out(way: Way, entry: Entry) -> EventOut:
    actor, stage = entry.actor, entry.data.get("stage")
    reason = entry.data.get("reason")
    nameless = entry.kind is Kind.FOLLOWED or (actor and actor.pk == way.case.asker.user_id)
    return EventOut(
        seq=entry.seq,
        kind=entry.kind,
        at=entry.at,
        by=None if actor is None or nameless else actor.shown_name,
        desk=named(entry.desk) if entry.desk else None,
        words=entry.words,
        papers=papers(entry),
        photos=len(entry.photos),
        voice=entry.voice is not None,
        files=files_of(entry),
        to=named(way.stop(stage["number"]).desk) if stage else None,
        reason=Reason(reason) if entry.kind is Kind.MOVED and reason else None,
    )


def asked_out(row: Consultation) -> AskedDepartment:
    return AskedDepartment(
        desk=named(row.desk),
        asked_by=named(row.asked_by),
        brief=row.brief.body,
        reply=row.reply.body if row.reply else None,
        joint=row.joint,
        late=row.late,
        started_at=row.started_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
    )
