"""Photos and voice notes by the API: sent before the words, fetched by who may see these."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianhu.cases.api import files
from lianhu.cases.models import Attachment, Case, Event
from lianhu.cases.verify import verify
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.kernel import clock
from lianhu.kernel.limits import Limit
from lianhu.privacy.models import Look
from lianhu.signin.rules import Scope
from tests.cases.api.callers import Program, program
from tests.cast import City, ask, at, make_city
from tests.photos import HTML, jpeg, png_claiming
from tests.recordings import SAMPLES

pytestmark = pytest.mark.django_db

SENT = {"words": "路灯不亮", "phone": "13800138000", "place": "beat"}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    with clock.fixed(at(9)):
        yield


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def intake(city: City) -> Program:
    """Asks for others at the village."""
    return program(city, "he", Scope.INTAKE)


def received(intake: Program, content: bytes = b"", **more: Any) -> str:
    response = intake.upload(content or jpeg(), **more)
    assert response.status_code == 200, response.content
    return str(response.json()["file"])


def mistake(response: Any) -> tuple[str, str]:
    assert response.status_code == 422, response.content
    [found] = response.json()["errors"]
    return found["where"][-1], found["code"]


def test_a_photo_comes_with_the_question_and_reaches_the_desk(city: City, intake: Program) -> None:
    file = received(intake)
    number = intake.post("matters", SENT | {"photos": [file]}).json()["number"]
    officer = program(city, "shen")

    [told] = officer.get(f"cases/{number}").json()["files"]
    assert (told["file"], told["kind"], told["state"]) == (file, "photo", "waiting")
    assert officer.get(f"cases/{number}/files/{file}").status_code == 404
    assert jobs.prepare_one()

    shown = officer.get(f"cases/{number}").json()
    assert shown["files"] == shown["events"][0]["files"]
    assert shown["files"][0]["state"] == "ready"
    response = officer.get(f"cases/{number}/files/{file}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert b"SecretCam" not in b"".join(response)
    small = officer.get(f"cases/{number}/files/{file}", small=True)
    assert small.status_code == 200
    assert verify().findings == []


def test_the_asker_gets_them_too_and_nobody_else(city: City, intake: Program) -> None:
    file = received(intake)
    number = intake.post("matters", SENT | {"photos": [file]}).json()["number"]
    assert jobs.prepare_one()

    assert [one["file"] for one in intake.get(f"matters/{number}").json()["files"]] == [file]
    assert intake.get(f"matters/{number}/files/{file}").status_code == 200
    other = program(city, "he", Scope.INTAKE)
    assert other.get(f"matters/{number}/files/{file}").status_code == 404
    assert program(city, "bo").get(f"cases/{number}/files/{file}").status_code == 404


def test_under_the_number_of_another_case_it_is_not_there(city: City, intake: Program) -> None:
    file = received(intake)
    intake.post("matters", SENT | {"photos": [file]})
    assert jobs.prepare_one()
    other = ask(city.wu, at(9)).number

    assert program(city, "shen").get(f"cases/{other}/files/{file}").status_code == 404


def test_fetching_one_is_recorded_where_it_is_known_whose_it_is(
    city: City, intake: Program
) -> None:
    file = received(intake)
    number = intake.post("matters", SENT | {"photos": [file]}).json()["number"]
    assert jobs.prepare_one()
    before = Look.objects.count()

    program(city, "shen").get(f"cases/{number}/files/{file}")

    look = Look.objects.latest("pk")
    assert Look.objects.count() == before + 1
    assert (look.actor, look.verb, look.purpose) == (city.shen, Look.Verb.CASE, number)


def test_above_the_beats_a_photo_shows_no_number_and_counts_once(
    city: City, intake: Program
) -> None:
    """Who asked has no account, so that the case itself shows the number."""
    file = received(intake)
    number = intake.post("matters", SENT | {"photos": [file], "place": None}).json()["number"]
    assert jobs.prepare_one()
    clerk, path = program(city, "he"), f"cases/{number}/files/{file}"
    etag = clerk.get(path)["ETag"]
    statuses = []
    for asked in (
        {"Range": "bytes=0-9"},
        {"Range": "bytes=10-19"},
        {"Range": "bytes=99999999-"},
        {"If-None-Match": etag},
    ):
        response = clerk.client.get(f"/api/v1/{path}", headers=clerk.bearer | asked)
        statuses.append(response.status_code)

    assert statuses == [206, 206, 416, 304]
    looks = Look.objects.order_by("pk").values_list("verb", flat=True)
    assert list(looks) == [Look.Verb.CASE] * 2


def test_the_field_that_is_named_is_the_one_that_is_wrong(intake: Program) -> None:
    voice = received(intake, (SAMPLES / "opus.webm").read_bytes(), name="voice.webm")
    assert intake.post("matters", SENT | {"voice": voice}).status_code == 200
    both = {"photos": [received(intake)], "voice": voice}
    assert mistake(intake.post("matters", SENT | both)) == ("voice", "gone")

    refused = intake.upload(HTML).json()["errors"]
    missing = intake.client.post(
        "/api/v1/files", {}, headers=intake.bearer | {"Idempotency-Key": "k"}
    ).json()["errors"]
    assert [one["where"] for one in refused + missing] == [["file", "file"]] * 2


def test_what_is_sent_again_is_not_stored_again(intake: Program) -> None:
    first = received(intake, key="one")
    assert received(intake, key="one") == first
    other = intake.upload(jpeg(colour="blue"), key="one")
    assert (other.status_code, other.json()["code"]) == (422, "other_body")

    assert [blob.token for blob in Blob.objects.all()] == [first]


def test_so_many_within_the_hour_and_no_more(
    intake: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SENT", Limit("files sent", 1))
    first = received(intake, key="one")

    refused = intake.upload(jpeg(colour="blue"))
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert received(intake, key="one") == first
    assert Blob.objects.count() == 1


def test_one_that_cannot_be_read_after_all_says_so(city: City, intake: Program) -> None:
    file = received(intake)
    number = intake.post("matters", SENT | {"photos": [file]}).json()["number"]
    Blob.objects.update(state=Blob.State.FAILED)

    assert intake.get(f"matters/{number}").json()["files"][0]["state"] == "failed"


def test_a_voice_note_may_come_instead_of_words(city: City, intake: Program) -> None:
    file = received(intake, (SAMPLES / "opus.webm").read_bytes(), name="voice.webm")
    sent = SENT | {"words": "", "voice": file}
    number = intake.post("matters", sent).json()["number"]

    [told] = intake.get(f"matters/{number}").json()["files"]
    assert (told["file"], told["kind"]) == (file, "voice")
    assert told["seconds"] >= 1
    assert Event.objects.get(seq=1).data["voice"] == 1


def test_a_note_and_a_reply_take_them(city: City, intake: Program) -> None:
    done = intake.post("matters", SENT).json()
    number = done["number"]
    note = {"seq": 1, "words": "", "photos": [received(intake), received(intake, jpeg((8, 8)))]}
    done = intake.post(f"matters/{number}/note", note).json()
    officer = program(city, "shen")
    done = officer.post(
        f"cases/{number}/ask-resident", {"seq": done["seq"], "words": "哪一盏?"}
    ).json()
    reply = {"seq": done["seq"], "words": "这盏", "photos": [received(intake, jpeg((9, 9)))]}

    assert intake.post(f"matters/{number}/reply", reply).status_code == 200
    assert [row.position for row in Attachment.objects.order_by("pk")] == [0, 1, 0]
    assert len(intake.get(f"matters/{number}").json()["files"]) == 3
    assert verify().findings == []


def test_words_that_are_sent_again_keep_their_file(intake: Program) -> None:
    sent = SENT | {"photos": [received(intake)]}
    done = intake.post("matters", sent, key="two")
    assert intake.post("matters", sent, key="two").json() == done.json()
    assert Case.objects.count() == 1


def test_what_belongs_to_something_or_is_not_there_is_refused(intake: Program) -> None:
    file = received(intake)
    assert intake.post("matters", SENT | {"photos": [file]}).status_code == 200

    assert mistake(intake.post("matters", SENT | {"photos": [file]})) == ("photos", "gone")
    assert mistake(intake.post("matters", SENT | {"photos": ["A" * 22]})) == ("photos", "gone")
    assert mistake(intake.post("matters", SENT | {"voice": received(intake)})) == ("voice", "gone")
    assert mistake(intake.post("matters", SENT | {"words": " "})) == ("words", "blank")
    assert mistake(intake.post("matters", SENT | {"photos": ["../etc"]}))[1] != "gone"
    assert intake.post("matters", SENT | {"photos": [file] * 10}).status_code == 422
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    "content", [HTML, b"", b"RIFF", png_claiming(60_000, 60_000), jpeg()[:30]], ids=len
)
def test_what_is_no_picture_is_refused_beside_its_field(intake: Program, content: bytes) -> None:
    response = intake.upload(content)

    assert response.status_code in (400, 422), response.content
    assert response["Content-Type"] == "application/problem+json"
    assert not Blob.objects.exists()


def test_a_body_that_is_no_form_is_told(intake: Program) -> None:
    for kind, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\nx"),
        ("image/jpeg", jpeg()),
        ("application/json", b"{}"),
    ):
        response = intake.client.post(
            "/api/v1/files",
            body,
            content_type=kind,
            headers=intake.bearer | {"Idempotency-Key": "k"},
        )
        assert response.status_code in (400, 422), (kind, response.content)
        assert response["Content-Type"] == "application/problem+json"


def test_who_does_not_ask_for_others_sends_none(city: City) -> None:
    for scope in (Scope.READ, Scope.ACT):
        assert program(city, "shen", scope).upload(jpeg()).status_code == 403
    assert not Blob.objects.exists()
