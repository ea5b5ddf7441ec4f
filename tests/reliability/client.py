"""One person's session over HTTP: a connection for every request, and no redirect followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from lianhu.demo.visitor import Page, read_page
from tests.reliability.people import Session

# Longer than a locked database file holds up a request.
PATIENCE_S = 90
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    url: str

    @cached_property
    def page(self) -> Page:
        return read_page(self.url, self.status, self.text)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Client:
    port: int
    session: Session
    _cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer | None:
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: bytes, kind: str = FORM) -> Answer | None:
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer | None:
        """None: the connection was refused, or broke before the answer was whole."""
        cookies = {"sessionid": self.session.cookie} | self._cookies
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body, headers | sent | {"Connection": "close"})
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(cookie).items():
                self._cookies[name] = morsel.value
        facts = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, facts, content.decode(), path)


def encoded(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()
