"""What neighbours may read of public matters, and following one, for a household of one's beat.

Never a number, a desk or a name: a matter goes by its key, as on the pages of residents.
"""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from ninja import Query, Router
from pydantic import BaseModel

from lianhu.cases import neighbourhood, rules, services
from lianhu.cases.access import filed
from lianhu.cases.api import paging
from lianhu.cases.api.asking import asker_of_household, member_if_known
from lianhu.cases.api.doing import once
from lianhu.cases.asking_forms import NAME_LIMIT
from lianhu.cases.journey import bare
from lianhu.cases.models import Case
from lianhu.cases.neighbourhood import Shared
from lianhu.grid.models import Household, Resident
from lianhu.kernel import cursor
from lianhu.kernel.api import cursors
from lianhu.kernel.api.fields import Clean, Code, Key, Sent
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.signin.api import INTAKE, ApiRequest, Caller

router = Router(auth=INTAKE, tags=["public matters"])


class Whose(Sent):
    """For whom: a household (its code) and which member of it; without, its contact."""

    household: Code
    name: Annotated[str, Clean(NAME_LIMIT, empty=True)] = ""


class ReadIn(Whose):
    """`followed`: those alone that this person follows."""

    followed: bool = False
    after: cursors.Cursor | None = None


class PublicRow(BaseModel):
    """`words`: a desk's summary. `status`: how far it has come, in the language asked for."""

    key: int
    words: str
    status: str
    follows: bool


class PublicRows(BaseModel):
    rows: list[PublicRow]
    next: str | None


class ChangeOut(BaseModel):
    at: datetime
    status: str


class PublicOut(PublicRow):
    """`changes`: when it came how far, the latest first; for who follows it or has asked it."""

    changes: list[ChangeOut]


class FollowedOut(BaseModel):
    key: int
    follows: bool


@router.get("/public-matters", response=PublicRows)
def public_matters(request: ApiRequest, asked: Query[ReadIn]) -> PublicRows:
    """What this household may read of its village, the latest first; 20 rows a page. It tells what
    that person follows: reading it is recorded, and shown to that person.
    """
    home, resident = _read_for(request.auth, asked)
    village = neighbourhood.village_of(home)
    if village is None:
        raise Http404
    start = paging.read(asked.after, cursor.key)
    cases = neighbourhood.public_cases(
        resident, village, followed=asked.followed, before=start[0] if start else None
    )
    shown = cases[: neighbourhood.PAGE]
    following = neighbourhood.followed_among(resident, shown)
    return PublicRows(
        rows=[_row(case, follows=case.pk in following) for case in shown],
        next=paging.write(shown[-1].pk) if len(cases) > len(shown) else None,
    )


@router.get("/public-matters/{key}", response=PublicOut)
def public_matter(request: ApiRequest, key: Key, asked: Query[Whose]) -> PublicOut:
    """One of them. Recorded likewise."""
    shared = _shared(request.auth, *_read_for(request.auth, asked), key)
    told = neighbourhood.changes(shared.case) if shared.own or shared.follows else []
    return PublicOut(
        **_row(shared.case, follows=shared.follows).model_dump(),
        changes=[ChangeOut(at=at, status=bare.change(kind)) for kind, at in told],
    )


@router.post("/public-matters/{key}/follow", response=FollowedOut)
def follow(request: ApiRequest, key: Key, sent: Whose) -> FollowedOut:
    """This person hears how it goes on."""
    caller = request.auth

    def work() -> Case:
        resident = asker_of_household(caller, sent.household, sent.name)
        shared = _shared(caller, resident.household, resident, key)
        command = rules.Follow(caller.person.pk, resident.pk, own=shared.own)
        return services.act_within(shared.case.pk, command, seq=None, now=caller.now)

    once(request, sent, work)
    return FollowedOut(key=key, follows=True)


def _read_for(caller: Caller, whose: Whose) -> tuple[Household, Resident | None]:
    """What is read tells what that person follows, so that person reads that it was."""
    home, resident = member_if_known(caller, whose.household, whose.name)
    if resident is not None:
        record_look(
            caller.person,
            Look.Verb.HOUSEHOLD,
            desk=caller.desk.pk,
            purpose=f"duty {caller.token.duty_id}",
            at=caller.now,
            resident=resident.pk,
        )
    return home, resident


def _shared(caller: Caller, home: Household | None, resident: Resident | None, key: int) -> Shared:
    """What the token has asked is its asker's own; of anything else it does not learn whose it is.

    Raises Http404.
    """
    return neighbourhood.public_case(
        home, resident, key, lambda case: filed(caller.token).filter(pk=case.pk).exists()
    )


def _row(case: Case, *, follows: bool) -> PublicRow:
    return PublicRow(
        key=case.pk,
        words=case.summary.body if case.summary else "",
        status=bare.status(case),
        follows=follows,
    )
