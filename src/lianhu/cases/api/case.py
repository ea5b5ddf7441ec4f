"""One case, as far as the token's desk may read it."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from lianhu.cases.access import Access, Relation, case_for
from lianhu.cases.api.attaching import FileOut, files_of
from lianhu.cases.api.doing import viewer_of
from lianhu.cases.api.fields import Number
from lianhu.cases.api.telling import (
    AnswerOut,
    AskedDepartment,
    EventOut,
    Facts,
    StageOut,
    answer_out,
    asked_out,
    event_out,
    facts,
    stage_out,
)
from lianhu.cases.journey.way import way_of
from lianhu.cases.looks import look
from lianhu.grid.naming import is_beat
from lianhu.kernel.api.problems import Problem
from lianhu.signin.api import READERS, ApiRequest

router = Router(auth=READERS, tags=["cases"])

WATCHED = _("Of this one you read only where it waits.")


class AskerOut(BaseModel):
    """Who asked. Desks above the beat get no address, and a number only if they have to call."""

    name: str
    phone: str | None
    household: str | None
    address: str | None


class CaseOut(Facts):
    """`relation`: what the desk has to do with it. Who has not taken it sees no more than its
    words; where it has been, one reads on, but not who asked.
    """

    relation: Relation
    may_act: bool
    words: str
    files: list[FileOut]
    asker: AskerOut | None
    stage: StageOut | None
    answer: AnswerOut | None
    events: list[EventOut]
    consultations: list[AskedDepartment]
    merged: bool


@router.get("/cases/{number}", response=CaseOut)
def case(request: ApiRequest, number: Number) -> CaseOut:
    """One case with its way. Reading who asked is recorded, and shown to that person."""
    viewer = viewer_of(request.auth)
    access = case_for(viewer, number)
    if access.relation is Relation.SUPERVISOR:
        raise Problem(HTTPStatus.FORBIDDEN, "watched", WATCHED)
    look(viewer, access)
    found = access.case
    # Nothing of this is drawn, so no ladder is wanted.
    way = way_of(found, ladder=())
    whole = access.relation is not Relation.ROSTER
    return CaseOut(
        **facts(found),
        relation=access.relation,
        may_act=access.may_act,
        words=way.words,
        files=files_of(way.entries[0]) if way.entries else [],
        asker=_asker(access),
        stage=stage_out(access.stage, viewer.person.pk) if access.stage else None,
        answer=answer_out(way) if whole else None,
        events=[event_out(way, entry) for entry in way.entries] if whole else [],
        consultations=[asked_out(row) for row in way.consultations] if whole else [],
        merged=found.merged_into_id is not None,
    )


def _asker(access: Access) -> AskerOut | None:
    if not access.sees_asker:
        return None
    asker, at_beat = access.case.asker, is_beat(access.desk)
    household = asker.household if at_beat else None
    return AskerOut(
        name=asker.shown_name,
        phone=(asker.phone or None) if at_beat or access.sees_number else None,
        household=household.code if household else None,
        address=household.address if household else None,
    )
