"""A voice note that comes with words, or instead of them: sent once, prepared, heard by those who
may see the words.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lianhu.cases import rules, services
from lianhu.cases.models import Attachment, Case, Event, Words
from lianhu.cases.verify import verify
from lianhu.files import audio, disk, jobs
from lianhu.files.models import Blob
from lianhu.files.rules import Kind
from lianhu.files.services import receive
from lianhu.kernel import clock
from tests import recordings
from tests.cases.test_photos import SEES, kept_tokens
from tests.cast import QUESTION, City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of
from tests.photos import HTML, jpeg
from tests.photos import upload as photo
from tests.recordings import OPUS, upload

pytestmark = pytest.mark.django_db

SECONDS_23 = recordings.webm(OPUS * 23)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    """Wu's phone, on a Friday at 14:33."""
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])


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


# A visit that is told


def test_a_visit_may_be_told_aloud(city: City) -> None:
    case = ask(city.wu, at(14), case_class=rules.CaseClass.MATTER)
    need = rules.PublishNeed(city.shen.pk, city.desks["beat"].pk, "要人买菜", agreed=True)
    act(case, need, at(14, 1))
    act(case, rules.TakeUp(city.people["yan"].pk, city.desks["beat3"].pk), at(14, 2))
    with clock.fixed(at(14, 33)):
        yan = sign_in(city.people["yan"])
        page = yan.get(f"/needs/{case.number}/")
        assert 'name="voice"' in page.text and "语音最长60秒" in text_of(page)
        assert 'name="photos"' not in page.text

        nothing = yan.post(f"/needs/{case.number}/visited/", {"words": "", "key": "n"})
        assert nothing.status_code == 422
        wrong = yan.post(
            f"/needs/{case.number}/visited/", {"words": "", "key": "w", "voice": upload(HTML)}
        )
        assert wrong.status_code == 422 and wrong.context["attached"].voice_errors
        sent = {"words": "", "key": "k", "voice": upload(SECONDS_23)}
        assert yan.post(f"/needs/{case.number}/visited/", sent).status_code == 302
        assert jobs.prepare_one()

        event = Event.objects.get(kind="need_visited")
        assert event.data == {"voice": 1}
        blob = Blob.objects.get(kept=True)
        page = sign_in(city.people["wu"]).get(f"/my/{case.number}/")
        assert (
            page.text.count(f"/files/{blob.token}/") >= 2
        )  # where it is confirmed, and on the way
        assert sign_in(city.people["wu"]).get(f"/files/{blob.token}/").status_code == 200
        assert sign_in(city.people["zheng"]).get(f"/files/{blob.token}/").status_code == 404
    assert verify().findings == []


# Sending


def test_the_limits_are_said_before(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))

    for url in ("/ask/", f"/my/{case.number}/"):
        page = wu.get(url)
        assert "语音最长60秒（不超过2MB）" in text_of(page)
        assert 'accept="audio/*" capture' in page.content.decode()


def test_a_voice_note_alone_is_a_question(city: City, wu: Client) -> None:
    assert send(wu).status_code == 302

    case, event = Case.objects.get(), Event.objects.get(seq=1)
    assert event.data["voice"] == 1
    assert "photos" not in event.data
    assert event.words is not None and event.words.body == ""
    blob = Attachment.objects.get(words=event.words).blob
    assert (blob.kind, blob.seconds, blob.kept) == (Kind.VOICE, 23, True)
    assert verify().findings == []
    assert '<h1 class="lh-h1">语音留言</h1>' in wu.get(f"/my/{case.number}/").content.decode()


def test_it_comes_beside_words_and_photos(city: City, wu: Client) -> None:
    photos = [photo(jpeg()) for _ in range(9)]

    assert send(wu, words=QUESTION, photos=photos).status_code == 302

    event = Event.objects.get(seq=1)
    assert (event.data["photos"], event.data["voice"]) == (9, 1)
    kinds = [row.blob.kind for row in Attachment.objects.order_by("position")]
    assert kinds == [Kind.PHOTO] * 9 + [Kind.VOICE]


def test_nothing_said_and_nothing_written_is_no_question(city: City, wu: Client) -> None:
    assert send(wu, None).status_code == 422
    assert send(wu, None, photos=[photo(jpeg())]).status_code == 422
    with pytest.raises(rules.WordsNeeded):
        services.ask(services.Question(city.wu, city.nodes["beat"], ""), key="k", now=at(9))
    assert not Case.objects.exists()


def test_sending_twice_attaches_once(city: City, wu: Client) -> None:
    send(wu)
    assert send(wu).status_code == 302

    assert Attachment.objects.count() == 1


def test_another_recording_under_a_used_key_is_asked_back_and_not_lost(
    city: City, wu: Client
) -> None:
    send(wu)

    response = send(wu, recordings.webm(OPUS * 5))

    assert "这是另一件事的话" in text_of(response)
    [token] = spoken_tokens(response.content.decode())
    key = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert key is not None
    assert send(wu, None, key=key[1], spoken=token).status_code == 302
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("voice", "said"),
    [
        (HTML, "这段录音打不开"),
        (recordings.webm(OPUS * 63), "录音超过60秒了"),
        (recordings.webm() + bytes(2 * 1024 * 1024), "录音超过2MB了"),
    ],
)
def test_what_is_refused_is_said_and_the_rest_stays(
    city: City, wu: Client, voice: bytes, said: str
) -> None:
    response = send(wu, voice, words=QUESTION, photos=[photo(jpeg())])

    assert response.status_code == 422
    assert said in text_of(response)
    assert QUESTION in response.content.decode()
    assert len(kept_tokens(response.content.decode())) == 1
    assert not Case.objects.exists()


def test_without_words_a_bad_recording_is_all_that_is_wrong(city: City, wu: Client) -> None:
    page = send(wu, HTML).content.decode()

    assert "voice-error" in page and "ask-error" not in page


def test_it_waits_while_something_else_is_wrong(city: City, wu: Client) -> None:
    refused = send(wu, photos=[photo(HTML)])
    [token] = spoken_tokens(refused.content.decode())
    assert "您的语音（0:23）已收到" in text_of(refused)

    assert send(wu, None, spoken=token).status_code == 302
    assert Attachment.objects.get().blob.token == token


def test_a_new_recording_replaces_the_one_that_waits(city: City, wu: Client) -> None:
    [token] = spoken_tokens(send(wu, photos=[photo(HTML)]).content.decode())

    send(wu, recordings.webm(OPUS * 5), spoken=token)

    assert Attachment.objects.get().blob.seconds == 5


def test_one_that_was_swept_away_is_asked_for_again(city: City, wu: Client) -> None:
    [token] = spoken_tokens(send(wu, photos=[photo(HTML)]).content.decode())
    Blob.objects.all().delete()

    response = send(wu, None, spoken=token)

    assert response.status_code == 422
    assert "有的照片或录音已经不在了" in text_of(response)


def test_a_photo_is_no_voice_note_and_the_other_way_round(city: City, wu: Client) -> None:
    picture, voice = receive(photo(jpeg())), receive(upload(SECONDS_23), Kind.VOICE)

    assert send(wu, None, spoken=picture.token).status_code == 422
    assert send(wu, None, words=QUESTION, photo=[voice.token]).status_code == 422
    assert not Case.objects.exists()


def test_nobody_takes_the_recording_of_another_case(city: City, wu: Client) -> None:
    send(wu)
    with clock.fixed(at(14, 40)):
        stolen = send(
            sign_in(city.people["ren"]), None, words=QUESTION, spoken=Blob.objects.get().token
        )

    assert stolen.status_code == 422
    assert Case.objects.count() == 1
    assert spoken_tokens(stolen.content.decode()) == []


def test_a_word_more_may_be_said(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    url = f"/my/{case.number}/note/"

    assert wu.post(url, {"seq": 1, "words": "", "voice": upload(SECONDS_23)}).status_code == 302

    noted = Event.objects.get(kind=rules.Kind.NOTED)
    assert noted.data == {"voice": 1}
    assert Words.objects.get(event=noted).body == ""


def test_a_conflict_loses_no_recording(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    seq = case.seq
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 5))
    url = f"/my/{case.number}/note/"

    conflict = wu.post(url, {"seq": seq, "words": "", "voice": upload(SECONDS_23)})
    [token] = spoken_tokens(conflict.content.decode())

    assert conflict.status_code == 409
    assert wu.post(url, {"seq": seq + 1, "words": "", "spoken": token}).status_code == 302


def test_not_solved_may_be_said(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "好了"), at(14, 5))

    sent = {"seq": case.seq + 2, "words": "", "voice": upload(SECONDS_23)}
    assert wu.post(f"/my/{case.number}/reopen/", sent).status_code == 302

    assert Attachment.objects.get().words.event.kind == rules.Kind.REOPENED


def test_a_reply_may_be_said(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, "哪一天?"), at(14, 5))
    form = wu.get(f"/my/{case.number}/").content.decode()
    reply = f"/my/{case.number}/reply/"

    assert f'formaction="{reply}"' in form
    assert 'name="voice"' in form
    sent = {"seq": Case.objects.get().seq, "words": "", "voice": upload(SECONDS_23)}
    assert wu.post(reply, sent).status_code == 302

    assert Attachment.objects.get().words.event.kind == rules.Kind.RESIDENT_REPLIED
    assert verify().findings == []


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
