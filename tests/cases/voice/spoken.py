"""Recordings that are sent with words, and how a page speaks of them."""

import re
from typing import Any

from django.test import Client

from lianhu.cases.models import Case
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.kernel import clock
from tests import recordings
from tests.cast import City, at, sign_in
from tests.recordings import OPUS, upload

SECONDS_23 = recordings.webm(OPUS * 23)


def spoken_tokens(page: str) -> list[str]:
    return re.findall(r'name="spoken" value="([^"]+)" checked', page)


def send(client: Client, voice: bytes | None = SECONDS_23, **more: Any) -> Any:
    files = {} if voice is None else {"voice": upload(voice)}
    return client.post("/ask/", {"key": "k1", "words": "", **files, **more})


def asked_aloud(city: City, words: str = "") -> tuple[Case, str]:
    """A case of Wu's with a voice note, prepared; and its address."""
    client = sign_in(city.people["wu"])
    with clock.fixed(at(14, 33)):
        send(client, words=words)
    assert jobs.prepare_one()
    return Case.objects.get(), f"/files/{Blob.objects.get().token}/"
