"""Programs that call the API with a token."""

import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client

from lianhu.grid.queries import my_desks
from lianhu.signin.rules import Scope
from lianhu.signin.services import tokens
from tests.cast import LONG_AGO, City
from tests.photos import upload

ROOT = "/api/v1/"
_keys = count()


class Program:
    """Calls with one token. Each POST has a key of its own, unless one is given."""

    def __init__(self, secret: str, language: str = "en") -> None:
        self.secret = secret
        self.client = Client(headers={"Accept-Language": language})

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(ROOT + path, asked, headers=self.bearer)

    def post(self, path: str, sent: Any, *, key: str = "") -> Any:
        body = sent if isinstance(sent, str | bytes) else json.dumps(sent)
        return self.client.post(
            ROOT + path,
            body,
            content_type="application/json",
            headers=self.bearer | {"Idempotency-Key": key or f"key-{next(_keys)}"},
        )

    def upload(self, content: bytes, *, name: str = "IMG.jpg", key: str = "") -> Any:
        return self.client.post(
            f"{ROOT}files",
            {"file": upload(content, name)},
            headers=self.bearer | {"Idempotency-Key": key or f"key-{next(_keys)}"},
        )


def program(
    city: City,
    person: str,
    scope: Scope = Scope.ACT,
    *,
    now: datetime = LONG_AGO,
    lives: timedelta = timedelta(days=365),
    language: str = "en",
) -> Program:
    """One for the first desk of this person."""
    my = my_desks(city.people[person], now)[0]
    _token, secret = tokens.make(my, scope, "test", expires_at=now + lives, now=now)
    return Program(secret, language)
