"""Whose token it is, and what there is to choose from."""

from datetime import datetime

from ninja import Router
from pydantic import BaseModel

from lianhu.cases.api.desks import Named, named
from lianhu.cases.forms import AskForm
from lianhu.grid.rules import DeskKind, Role
from lianhu.signin.api import ANYBODY, ApiRequest
from lianhu.signin.rules import Scope

router = Router(auth=ANYBODY, tags=["me"])


class MeOut(BaseModel):
    """The token's duty: who, at which desk, how much of it, until when."""

    name: str
    role: Role
    desk: Named
    desk_kind: DeskKind
    place: Named
    scope: Scope
    label: str
    expires_at: datetime


class TopicsOut(BaseModel):
    rows: list[Named]


@router.get("/me", response=MeOut)
def me(request: ApiRequest) -> MeOut:
    """Whose token this is."""
    caller = request.auth
    node = caller.desk.node
    return MeOut(
        name=caller.person.shown_name,
        role=caller.role,
        desk=named(caller.desk),
        desk_kind=DeskKind(caller.desk.kind),
        place=Named(code=node.code, name=node.shown_name),
        scope=Scope(caller.token.scope),
        label=caller.token.label,
        expires_at=caller.token.expires_at,
    )


@router.get("/topics", response=TopicsOut)
def topics(request: ApiRequest) -> TopicsOut:
    """What a matter may be about."""
    offered = AskForm.base_fields["topic"].queryset.order_by("path")  # type: ignore[attr-defined]
    return TopicsOut(rows=[Named(code=topic.code, name=topic.shown_name) for topic in offered])
