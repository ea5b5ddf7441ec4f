"""Who sends a request to the API: the bearer of a token."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest
from ninja.security import HttpBearer

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import Role
from lianhu.kernel import clock
from lianhu.kernel.api.problems import Problem
from lianhu.kernel.limits import address_of, again_at
from lianhu.signin.models import Token
from lianhu.signin.rates import TOKEN_MISSES
from lianhu.signin.rules import Scope
from lianhu.signin.services import tokens

NO_TOKEN = {"WWW-Authenticate": 'Bearer realm="lianhu"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of `token` at the instant of the request."""

    token: Token
    now: datetime

    @property
    def person(self) -> User:
        return self.token.duty.person

    @property
    def desk(self) -> Desk:
        return self.token.desk

    @property
    def role(self) -> Role:
        return Role(self.token.duty.role)

    @property
    def serves(self) -> MyDesk:
        return MyDesk(self.desk, self.role, self.token.duty_id)


class ApiRequest(HttpRequest):
    """A request behind `Bearer`."""

    auth: Caller


class Bearer(HttpBearer):
    """Lets tokens of these scopes in. One query, none but for a token that is right."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        now = clock.now()
        found = tokens.find(token, now)
        if found is None:
            raise _missed(request)
        if found.scope not in self.scopes:
            raise Problem(HTTPStatus.FORBIDDEN, "scope")
        return Caller(found, now)


def _missed(request: HttpRequest) -> Problem:
    """Counted after it was tried: whoever has the right one is never kept out."""
    now = clock.wall()
    if TOKEN_MISSES.spend(address_of(request), now):
        return Problem(HTTPStatus.UNAUTHORIZED, "no_token", headers=NO_TOKEN)
    wait = max(1, int((again_at(now) - now).total_seconds()))
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "locked", headers={"Retry-After": str(wait)})


READERS = Bearer(Scope.READ, Scope.ACT)
ACTORS = Bearer(Scope.ACT)
INTAKE = Bearer(Scope.INTAKE)
ANYBODY = Bearer(*Scope)
