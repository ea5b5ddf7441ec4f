"""Tokens of programs: each stands for one duty of one person, at one desk.

Who may ask for others is who may on the pages: an officer for the households of the own beat, the
clerk of a place for who lives there.
"""

from datetime import datetime
from typing import cast

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty, Level, Node
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel.crypto import blind_index
from lianhu.kernel.ids import new_token
from lianhu.kernel.store import Reading, to_moment
from lianhu.signin.models import Token
from lianhu.signin.rules import TOKEN_LIVES, Scope

PREFIX = "lh_"


class NotTheirs(Exception):
    """The duty is another's, or one that asks for nobody."""


def make(
    my: MyDesk, scope: Scope, label: str, *, expires_at: datetime, now: datetime
) -> tuple[Token, str]:
    """A token for an own duty, and what is sent for it, which is kept nowhere. Raises NotTheirs."""
    if my.stands_in or (scope is Scope.INTAKE and not takes_in(my)):
        raise NotTheirs
    secret = PREFIX + new_token()
    token = Token.objects.create(
        token_hash=_hash(secret),
        duty_id=my.duty,
        desk=my.desk,
        scope=scope,
        label=label,
        made_at=now,
        expires_at=min(expires_at, now + TOKEN_LIVES),
    )
    return token, secret


def takes_in(my: MyDesk) -> bool:
    """Whether the duty is one to ask for others."""
    if my.desk.kind != DeskKind.NODE:
        return False
    return my.role is (Role.OFFICER if is_beat(my.desk) else Role.CLERK)


# Read at every request of a program, so by plain SQL. A desk that its roster mans too counts as its
# own.
_FIND = Reading(
    """
    SELECT {token}, {duty}, {person}, {desk}, {node}, {level}
    FROM signin_token token
    JOIN grid_duty duty ON duty.id = token.duty_id
    JOIN accounts_user person ON person.id = duty.person_id
    JOIN grid_desk desk ON desk.id = token.desk_id
    JOIN grid_node node ON node.id = desk.node_id
    JOIN grid_level level ON level.id = node.level_id
    WHERE token.token_hash = %s AND token.revoked_at IS NULL AND token.expires_at > %s
      AND duty.starts_at <= %s AND (duty.ends_at IS NULL OR duty.ends_at > %s)
      AND duty.desk_id IN (desk.id, desk.manned_by_id)
    """,
    token=Token,
    duty=Duty,
    person=User,
    desk=Desk,
    node=Node,
    level=Level,
)


def find(secret: str, now: datetime) -> Token | None:
    """The token, if it opens anything at `now`, with duty, person and desk. One query."""
    if not secret.startswith(PREFIX) or len(secret) > 60:
        return None
    at = to_moment(now)
    found = _FIND.first([_hash(secret), at, at, at])
    if found is None:
        return None
    token, duty, person, desk, node, level = found
    if not person.is_active:
        return None
    token.duty, token.desk = duty, desk
    duty.person, desk.node, node.level = person, node, level
    return cast(Token, token)


def of(person: User) -> list[Token]:
    """Those for this person's duties, the latest first."""
    found = Token.objects.filter(duty__person=person).select_related("duty", "desk")
    return list(found.order_by("-pk"))


def revoke(token: Token, *, now: datetime) -> None:
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def _hash(secret: str) -> str:
    return blind_index(secret, "signin.token")
