"""Questions with photos, for the tests of that."""

import re
from typing import Any

from django.test import Client

from lianhu.cases.models import Case
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.kernel import clock
from tests.cast import QUESTION, City, at, sign_in
from tests.photos import jpeg, upload

SEES = [
    ("wu", 200),  # who asked
    ("he", 200),  # holds it
    ("shen", 200),  # had it
    ("tong", 200),  # at the same desk
    ("daughter", 404),  # of the same household
    ("zheng", 404),  # a neighbour
    ("ma", 404),  # above, where it has not been
    ("bo", 404),  # staff elsewhere
    ("gu", 404),  # of the department that was asked
    ("qin", 404),  # supervises
]


def kept_tokens(page: str) -> list[str]:
    return re.findall(r'name="photo" value="([^"]+)" checked', page)


def send(client: Client, *photos: bytes, key: str = "k1", **more: object) -> Any:
    files = [upload(photo, f"IMG_{n}.jpg") for n, photo in enumerate(photos, 1)]
    return client.post("/ask/", {"key": key, "words": QUESTION, "photos": files, **more})


def asked_with_photo(city: City) -> tuple[Case, str]:
    """A case of Wu's with one photo, prepared; and its address."""
    client = sign_in(city.people["wu"])
    with clock.fixed(at(14, 33)):
        send(client, jpeg())
    assert jobs.prepare_one()
    return Case.objects.get(), f"/files/{Blob.objects.get().token}/"
