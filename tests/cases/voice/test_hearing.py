"""A voice note that was prepared: verified, and heard by those who may see the words beside."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Attachment, Case, Words
from lianhu.cases.verify import verify
from lianhu.files import audio, disk, jobs
from lianhu.files.models import Blob
from lianhu.kernel import clock
from tests.cases.photos.asked import SEES
from tests.cases.voice.spoken import asked_aloud, send
from tests.cast import QUESTION, City, act, ask, at, climb, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

# Verifying


def lose_a_row() -> None:
    Attachment.objects.get().delete()


def lose_the_recording() -> None:
    disk.remove(disk.voice_path(Blob.objects.get().token))


def lose_the_hold() -> None:
    Blob.objects.update(kept=False)


@pytest.mark.parametrize("corrupt", [lose_a_row, lose_the_recording, lose_the_hold])
def test_verify_finds_a_lost_recording(city: City, corrupt: Callable[[], None]) -> None:
    case, _ = asked_aloud(city)
    assert verify().findings == []

    corrupt()

    [found] = verify().findings
    assert found.case == case.number
    assert "voice" in found.what


# Hearing


def test_it_is_being_prepared_and_then_heard(city: City, wu: Client) -> None:
    send(wu)
    case, token = Case.objects.get(), Blob.objects.get().token
    first = wu.get(f"/my/{case.number}/")
    assert "语音 0:23 正在处理" in text_of(first)
    assert "<audio controls preload" not in first.content.decode()
    assert wu.get(f"/files/{token}/").status_code == 404

    jobs.prepare_one()

    known = {"HTTP_HX_REQUEST": "true", "HTTP_IF_NONE_MATCH": first["ETag"]}
    news = wu.get(f"/my/{case.number}/", **known)  # type: ignore[arg-type]
    assert news.status_code == 200
    player = f'<audio controls preload="none" src="/files/{token}/" aria-label="语音 0:23">'
    assert player in news.content.decode()
    assert "正在处理" not in text_of(news)


def test_one_that_failed_says_so(city: City, wu: Client) -> None:
    send(wu)
    Blob.objects.update(state=Blob.State.FAILED)

    assert "语音 0:23 打不开" in text_of(wu.get(f"/my/{Case.objects.get().number}/"))


def test_lists_and_headings_have_a_word_for_it(city: City) -> None:
    case, _ = asked_aloud(city)

    with clock.fixed(at(14, 34)):
        for person, url in [
            ("wu", "/my/"),
            ("wu", f"/my/{case.number}/"),
            ("shen", "/inbox/"),
            ("shen", f"/cases/{case.number}/"),
            ("shen", f"/cases/{case.number}/answer/"),
            ("shen", "/desk/"),
            ("shen", f"/desk/{case.number}/"),
        ]:
            assert "语音留言" in text_of(sign_in(city.people[person]).get(url)), url


def test_words_that_were_erased_are_not_said_to_have_been_spoken(city: City) -> None:
    case = ask(city.wu, at(14))
    Words.objects.update(body="", erased_at=at(14, 1))

    with clock.fixed(at(14, 34)):
        for person, url in [("wu", "/my/"), ("shen", "/inbox/"), ("shen", "/desk/")]:
            text = text_of(sign_in(city.people[person]).get(url))
            assert "语音留言" not in text and "原文已删除" in text, url
    assert case.number


def test_a_brief_is_not_filled_with_a_word_that_nobody_said(city: City) -> None:
    case, _ = asked_aloud(city)

    with clock.fixed(at(14, 34)):
        page = sign_in(city.shen).get(f"/desk/{case.number}/").content.decode()

    briefs = re.findall(r'<textarea name="words"[^>]*>([^<]*)</textarea>', page)
    assert briefs and not any("语音" in brief for brief in briefs)


def test_desks_hear_it_beside_the_words(city: City) -> None:
    case, url = asked_aloud(city, words=QUESTION)
    player = f'<audio controls preload="none" src="{url}"'

    with clock.fixed(at(14, 42)):
        shen, he = sign_in(city.shen), sign_in(city.he)
        assert player in shen.get(f"/cases/{case.number}/").content.decode()
        assert player in shen.get(f"/cases/{case.number}/answer/").content.decode()
        shared = he.get(f"/cases/{case.number}/").content.decode()
        assert player in shared and "吴长青" not in shared
        climb(city, case, "village", at(14, 42))
        assert player in he.get(f"/desk/{case.number}/").content.decode()


def test_a_department_reads_its_brief_without_it(city: City) -> None:
    case, _ = asked_aloud(city)
    desks = city.desks
    act(
        case,
        rules.Consult(city.shen.pk, desks["beat"].pk, desks["insurance"].pk, "能报吗?"),
        at(14, 40),
    )

    with clock.fixed(at(14, 45)):
        page = sign_in(city.people["gu"]).get(f"/consultations/{case.consultations.get().pk}/")
    assert "/files/" not in page.content.decode() and "语音" not in text_of(page)


@pytest.mark.parametrize(("person", "status"), SEES)
def test_who_sees_the_words_hears_it(city: City, person: str, status: int) -> None:
    case, url = asked_aloud(city)
    climb(city, case, "village", at(14, 40))
    act(
        case,
        rules.Consult(city.he.pk, city.desks["village"].pk, city.desks["insurance"].pk, "能报吗?"),
        at(14, 45),
    )

    with clock.fixed(at(14, 50)):
        assert sign_in(city.people[person]).get(url).status_code == status


def content_of(response: Any) -> bytes:
    return response.content if hasattr(response, "content") else b"".join(response)


def test_it_is_served_as_sound_and_nothing_else(city: City) -> None:
    _, url = asked_aloud(city)
    wu = sign_in(city.people["wu"])

    response = wu.get(url)

    assert response["Content-Type"] == "audio/mp4"
    assert response["Content-Disposition"] == "inline"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Accept-Ranges"] == "bytes"
    content = content_of(response)
    assert int(response["Content-Length"]) == len(content)
    assert audio.read(content).seconds == pytest.approx(23, abs=0.01)
    assert wu.get(url, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    assert wu.get(f"{url}small/").status_code == 404


def test_players_may_ask_for_a_part(city: City) -> None:
    _, url = asked_aloud(city)
    wu = sign_in(city.people["wu"])
    whole = wu.get(url)
    content, etag = content_of(whole), whole["ETag"]

    first = wu.get(url, HTTP_RANGE="bytes=0-1")
    rest = wu.get(url, HTTP_RANGE="bytes=1000-", HTTP_IF_RANGE=etag)
    older = wu.get(url, HTTP_RANGE="bytes=1000-", HTTP_IF_RANGE='"older"')
    beyond = wu.get(url, HTTP_RANGE=f"bytes={len(content)}-")

    assert (first.status_code, rest.status_code, older.status_code) == (206, 206, 200)
    assert content_of(first) == content[:2]
    assert first["Content-Range"] == f"bytes 0-1/{len(content)}"
    assert first["Content-Length"] == "2"
    assert (first["Content-Type"], first["ETag"]) == ("audio/mp4", etag)
    assert "sandbox" in first["Content-Security-Policy"]
    assert content_of(rest) == content[1000:]
    assert content_of(older) == content
    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{len(content)}"
    head = wu.head(url, HTTP_RANGE="bytes=0-1")
    assert (head.status_code, content_of(head)) == (206, b"")
