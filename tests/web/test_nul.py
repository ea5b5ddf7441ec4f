"""A NUL, which PostgreSQL takes in no text, is answered like any other wrong input."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import lianhu
from lianhu.kernel import clock
from tests.cast import ask, at, make_city, sign_in
from tests.web.access_sent import DATA

# Each request in a transaction of its own: one that breaks must not break the next.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

READERS = (
    "",
    "wu",
    "luo",
    *(pytest.param(one, marks=pytest.mark.slow) for one in ("shen", "gu", "qin")),
)
SOURCE = Path(lianhu.__file__).parent
# Whatever some page reads of its address, at every page.
PARAMETERS = {
    name
    for path in SOURCE.rglob("*.py")
    for name in re.findall(r'GET(?:\.get\(|\[)"(\w+)"', path.read_text())
}


def routes(
    resolver: URLResolver, space: str = ""
) -> Iterator[tuple[str, set[str], dict[str, object]]]:
    """Name, parts of the address that take any text, and others, each with something it takes."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            parts = entry.pattern.converters
            texts = {key for key, kind in parts.items() if kind.regex == "[^/]+"}
            others: dict[str, object] = {
                key: 1 if kind.regex == "[0-9]+" else "a"
                for key, kind in parts.items()
                if key not in texts
            }
            yield space + (entry.name or ""), texts, others
        else:
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


@pytest.mark.parametrize("reader", READERS)
def test_no_address_and_no_form_breaks_on_it(reader: str) -> None:
    city = make_city()
    case = ask(city.wu, at(14))
    broken, statuses = [], set()
    with clock.fixed(at(14, 1)):
        client = sign_in(city.people[reader]) if reader else Client()
        client.raise_request_exception = False
        for name, texts, others in routes(get_resolver()):
            if name in ("sign_out", "readyz"):  # ends the session; says 503 without a worker
                continue
            fields = dict.fromkeys([*PARAMETERS, *DATA.get(name, {}), "key", "seq"], "\0")
            for text in ("\0", case.number) if texts else ("",):
                known = dict.fromkeys(texts, text) | others
                address = reverse(name, kwargs=known)
                for response in (client.get(address, fields), client.post(address, fields)):
                    statuses.add(response.status_code)
                    if response.status_code >= 500:
                        broken.append(f"{response.request['REQUEST_METHOD']} {name}")
    assert broken == []
    assert {200, 302, 404, 405} <= statuses
