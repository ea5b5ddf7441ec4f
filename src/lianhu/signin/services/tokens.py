"""Tokens of programs: each stands for one duty of one person, at one desk.

Who may ask for others is who may on the pages: an officer for the households of the own beat, the
clerk of a place for who lives there.
"""

from datetime import datetime

from lianhu.accounts.models import User
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel.crypto import blind_index
from lianhu.kernel.ids import new_token
from lianhu.signin import store
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


def find(secret: str, now: datetime) -> Token | None:
    """The token, if it opens anything at `now`, with duty, person and desk. One query."""
    if not secret.startswith(PREFIX) or len(secret) > 60:
        return None
    return store.valid(_hash(secret), now)


def of(person: User) -> list[Token]:
    """Those for this person's duties, the latest first."""
    found = Token.objects.filter(duty__person=person).select_related("duty", "desk")
    return list(found.order_by("-pk"))


def revoke(token: Token, *, now: datetime) -> None:
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def _hash(secret: str) -> str:
    return blind_index(secret, "signin.token")
