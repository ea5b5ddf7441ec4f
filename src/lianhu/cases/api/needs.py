"""Helping: needs without names, taking one up, noting the visit."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel

from lianhu.cases import needs, rules, services
from lianhu.cases.access import Viewer
from lianhu.cases.api import paging
from lianhu.cases.api.doing import Done, once, viewer_of
from lianhu.cases.api.fields import Number
from lianhu.cases.models import Case
from lianhu.kernel import cursor
from lianhu.kernel.api import cursors
from lianhu.kernel.api.fields import Clean, Sent
from lianhu.kernel.api.problems import Problem
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.signin.api import ACTORS, READERS, ApiRequest

router = Router(auth=READERS, tags=["needs"])

NO_PLACE = _("Needs are told to who serves at a place.")
VISITED_LIMIT = 500


class PageIn(Sent):
    after: cursors.Cursor | None = None


class NeedOut(BaseModel):
    """`place`: the village, no nearer. `is_due`: somebody is still to visit."""

    number: str
    seq: int
    words: str
    place: str
    since: datetime
    is_due: bool


class NeedsOut(BaseModel):
    rows: list[NeedOut]
    next: str | None


class VisitOut(NeedOut):
    """Where to go, until the visit is noted."""

    name: str | None
    address: str | None


class VisitedIn(Sent):
    words: Annotated[str, Clean(VISITED_LIMIT, multiline=True)]


class Nothing(Sent):
    """Nothing is to be said."""


def _helper(request: ApiRequest) -> Viewer:
    viewer = viewer_of(request.auth)
    if not needs.served(viewer):
        raise Problem(HTTPStatus.FORBIDDEN, "no_place", NO_PLACE)
    return viewer


@router.get("/needs", response=NeedsOut)
def board(request: ApiRequest, asked: Query[PageIn]) -> NeedsOut:
    """What is needed nearby and nobody has taken up, the longest waiting first."""
    viewer = _helper(request)
    start = paging.read(asked.after, cursor.instant, cursor.key)
    rows, following = needs.board(viewer, (start[0], start[1]) if start else None)
    return NeedsOut(
        rows=[_out(need) for need in rows], next=paging.write(*following) if following else None
    )


@router.post("/needs/{number}/take-up", response=Done, auth=ACTORS)
def take_up(request: ApiRequest, number: Number, sent: Nothing) -> Done:
    """You will visit."""
    viewer = _helper(request)

    def work() -> Case:
        # Of the case nobody here sees more than the need: nothing else can have misled anybody.
        case = needs.need_for(viewer, number)
        command = rules.TakeUp(viewer.person.pk, request.auth.desk.pk)
        return services.act_within(case.pk, command, seq=None, now=viewer.now)

    return once(request, sent, work)


@router.get("/visits", response=NeedsOut)
def mine(request: ApiRequest, asked: Query[PageIn]) -> NeedsOut:
    """What you have taken up, the latest first."""
    viewer = _helper(request)
    start = paging.read(asked.after, cursor.key)
    rows, following = needs.visits(viewer, start[0] if start else None)
    return NeedsOut(
        rows=[_out(need) for need in rows],
        next=paging.write(following) if following is not None else None,
    )


@router.get("/visits/{number}", response=VisitOut)
def visit(request: ApiRequest, number: Number) -> VisitOut:
    """Where to go. Reading it is recorded, and shown to the household."""
    viewer = _helper(request)
    need = needs.visit_for(viewer, number)
    asker = need.case.asker if need.is_due else None
    if asker is not None:
        record_look(
            viewer.person,
            Look.Verb.VISIT,
            desk=request.auth.desk.pk,
            purpose=need.case.number,
            at=viewer.now,
            resident=asker.pk,
        )
    household = asker.household if asker else None
    return VisitOut(
        **_out(need).model_dump(),
        name=asker.shown_name if asker else None,
        address=household.address if household else None,
    )


@router.post("/visits/{number}/done", response=Done, auth=ACTORS)
def visited(request: ApiRequest, number: Number, sent: VisitedIn) -> Done:
    """You have been there: what was done, for the household to read."""
    viewer = _helper(request)

    def work() -> Case:
        need = needs.visit_for(viewer, number)
        command = rules.Visited(viewer.person.pk, sent.words)
        return services.act_within(need.case.pk, command, seq=None, now=viewer.now)

    return once(request, sent, work)


def _out(need: needs.Need) -> NeedOut:
    return NeedOut(
        number=need.case.number,
        seq=need.case.seq,
        words=need.words,
        place=need.place,
        since=need.since,
        is_due=need.is_due,
    )
