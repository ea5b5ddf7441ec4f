"""What a department is asked: the brief and no more of the case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ninja import Query, Router
from pydantic import BaseModel

from lianhu.cases import consultations, rules, services
from lianhu.cases.access import consultation_for
from lianhu.cases.api import paging
from lianhu.cases.api.desks import Named, department, named
from lianhu.cases.api.doing import once, viewer_of
from lianhu.cases.api.fields import Words
from lianhu.cases.models import Case, Consultation
from lianhu.kernel import cursor
from lianhu.kernel.api import cursors
from lianhu.kernel.api.fields import Code, Key, Sent
from lianhu.signin.api import ACTORS, READERS, ApiRequest

router = Router(auth=READERS, tags=["consultations"])


class ConsultationsIn(Sent):
    """`closed`: those that need no reply any more, the latest first."""

    closed: bool = False
    after: cursors.Cursor | None = None


class ConsultationOut(BaseModel):
    """`joint`: a part of a case that several handle. Nothing here says whose it is."""

    id: int
    desk: Named
    asked_by: Named
    topic: Named | None
    brief: str
    joint: bool
    late: bool
    started_at: datetime
    due_at: datetime
    closed_at: datetime | None


class WholeConsultationOut(ConsultationOut):
    reply: str | None


class ConsultationsOut(BaseModel):
    rows: list[ConsultationOut]
    next: str | None


class ReplyIn(Sent):
    words: Words


class PassOnIn(Sent):
    """`to`: the section whose it is; `words`: why, for the desk that asked."""

    to: Code
    words: Words


class Replied(BaseModel):
    """Of the case a department learns nothing."""

    id: int


@router.get("/consultations", response=ConsultationsOut)
def mine(request: ApiRequest, asked: Query[ConsultationsIn]) -> ConsultationsOut:
    """What waits for a reply of this section, by what falls due first; 50 rows a page."""
    viewer = viewer_of(request.auth)
    start = paging.read(asked.after, cursor.instant, cursor.key)
    find = consultations.closed if asked.closed else consultations.to_reply
    page = find(viewer.desks.values(), viewer, (start[0], start[1]) if start else None)
    return ConsultationsOut(
        rows=[ConsultationOut(**_facts(row)) for row in page.rows],
        next=paging.write(*page.next) if page.next else None,
    )


@router.get("/consultations/{key}", response=WholeConsultationOut)
def consultation(request: ApiRequest, key: Key) -> WholeConsultationOut:
    """What was asked, and what was replied."""
    found = consultation_for(viewer_of(request.auth), key)
    return WholeConsultationOut(**_facts(found), reply=found.reply.body if found.reply else None)


@router.post("/consultations/{key}/reply", response=Replied, auth=ACTORS)
def reply(request: ApiRequest, key: Key, sent: ReplyIn) -> Replied:
    """The desk that asked reads it, and answers the resident in its words."""
    who = request.auth.person.pk
    return _say(request, key, sent, lambda asked: rules.ConsultReply(who, asked.number, sent.words))


@router.post("/consultations/{key}/transfer", response=Replied, auth=ACTORS)
def transfer(request: ApiRequest, key: Key, sent: PassOnIn) -> Replied:
    """It is another section's: what was asked goes on to that, and the desk hears why."""
    who = request.auth.person.pk

    def command(asked: Consultation) -> rules.Command:
        to = department(sent.to, "to")
        return rules.ConsultTransfer(who, asked.number, to.pk, sent.words, asked.brief.body)

    return _say(request, key, sent, command)


def _say(
    request: ApiRequest, key: int, sent: Sent, command: Callable[[Consultation], rules.Command]
) -> Replied:
    """To the case as it stands: a department sees nothing of it that could have misled it."""
    caller = request.auth

    def work() -> Case:
        asked = consultation_for(viewer_of(caller), key)
        return services.act_within(asked.case_id, command(asked), seq=None, now=caller.now)

    once(request, sent, work)
    return Replied(id=key)


def _facts(row: Consultation) -> dict[str, Any]:
    topic = row.case.topic
    return {
        "id": row.pk,
        "desk": named(row.desk),
        "asked_by": named(row.asked_by),
        "topic": Named(code=topic.code, name=topic.shown_name) if topic else None,
        "brief": row.brief.body,
        "joint": row.joint,
        "late": row.late,
        "started_at": row.started_at,
        "due_at": row.due_at,
        "closed_at": row.closed_at,
    }
