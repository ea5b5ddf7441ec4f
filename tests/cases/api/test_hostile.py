"""What nobody should send, and somebody does."""

import json
from typing import Any

import pytest

from lianhu.cases.models import Case, Words
from lianhu.kernel import clock
from lianhu.kernel.api import cursors
from lianhu.signin.rules import Scope
from tests.cases.api.callers import Program, program
from tests.cast import City, ask, at, make_city

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def told(response, status: int, code: str) -> Any:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    problem = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:lianhu:problem:{code}"
    return problem


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def officer(city: City) -> Program:
    return program(city, "shen")


@pytest.fixture
def number(city: City) -> str:
    return ask(city.wu, at(9)).number


@pytest.fixture(autouse=True)
def _nine():
    with clock.fixed(at(9)):
        yield


def test_text_is_cleaned_before_it_is_kept(officer, number) -> None:
    sent = {"seq": 1, "words": "\0\u200b带\u202e身份证\r\n\r\n\r\n来"}
    assert officer.post(f"cases/{number}/note", sent).status_code == 200
    assert Words.objects.order_by("-pk")[0].body == "带身份证\n\n来"


@pytest.mark.parametrize("words", ["", " ", "\0", "\u200b\u200d", "\u3164", "\ufeff\n"])
def test_text_that_nobody_sees_is_none(officer, number, words) -> None:
    problem = told(officer.post(f"cases/{number}/note", {"seq": 1, "words": words}), 422, "invalid")
    [mistake] = problem["errors"]
    assert (mistake["where"], mistake["code"]) == (["body", "words"], "blank")


@pytest.mark.parametrize("words", [None, 7, True, ["a"], {"a": 1}, "长" * 4001, "\ud800"])
def test_what_is_no_text_is_refused(officer, number, words) -> None:
    told(officer.post(f"cases/{number}/note", {"seq": 1, "words": words}), 422, "invalid")


@pytest.mark.parametrize("seq", [0, -1, 2**31, 2**64, 10**30, 1.0, "1", True, None, 1.5])
def test_a_seq_is_a_whole_number_of_a_size_that_there_is(officer, number, seq) -> None:
    told(officer.post(f"cases/{number}/take", {"seq": seq}), 422, "invalid")


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "\xff\xfe",
        b"\xff",
        '{"seq": NaN}',
        '{"seq": Infinity}',
        '{"seq": 1e999}',
        '{"seq": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ],
)
def test_what_is_no_json_is_told_to_be_none(officer, number, body) -> None:
    told(officer.post(f"cases/{number}/take", body), 400, "not_json")


@pytest.mark.parametrize("body", ["", "[]", "7", '"take"', "null"])
def test_json_that_is_no_object_is_not_as_it_must_be(officer, number, body) -> None:
    told(officer.post(f"cases/{number}/take", body), 422, "invalid")


def test_an_unknown_field_is_a_mistake(officer, number) -> None:
    problem = told(officer.post(f"cases/{number}/take", {"seq": 1, "sqe": 1}), 422, "invalid")
    assert problem["errors"][0]["where"] == ["body", "sqe"]


def test_another_kind_of_body_is_refused(officer, number) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        response = officer.client.post(
            f"/api/v1/cases/{number}/take",
            b'{"seq": 1}',
            content_type=kind,
            headers=officer.bearer | {"Idempotency-Key": "k"},
        )
        told(response, 415, "not_json_type")
    assert Case.objects.get().seq == 1


def test_a_body_that_is_too_large_is_refused(officer, number, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    told(officer.post(f"cases/{number}/take", " " * 1001), 413, "too_large")


def test_other_methods_are_not_known(officer, number) -> None:
    for path, method in [("cases", "delete"), ("me", "post"), (f"cases/{number}/take", "get")]:
        response = getattr(officer.client, method)(f"/api/v1/{path}", headers=officer.bearer)
        told(response, 405, "method")
        assert response["Allow"]


@pytest.mark.parametrize(
    "path", ["nothing", "cases/LH-0000-0000", "cases/a%00b", "cases/%00", "cases//take", ""]
)
def test_what_is_not_there_is_told_so(officer, path) -> None:
    told(officer.get(path), 404, "not_found")


@pytest.mark.parametrize("key", ["0", "-1", str(2**63), "9" * 40, "a"])
def test_a_key_is_one_that_a_table_can_hold(city, key) -> None:
    response = program(city, "gu").get(f"consultations/{key}")
    assert response.json()["code"] in ("invalid", "not_found")


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "-1",
        "~",
        "A" * 401,
        "AA%00",
        cursors.closed("2026-05-15T09:00:00+08:00~" + "9" * 40),
        cursors.closed("9999-12-31T23:59:59+00:00~1"),
        cursors.closed("2026-05-15T09:00:00~1"),
        cursors.closed("1~2~3"),
        cursors.closed("\0~1"),
    ],
)
@pytest.mark.parametrize(
    ("person", "path"),
    [("shen", "cases"), ("gu", "consultations"), ("qin", "overdue"), ("qin", "unmanned")],
)
def test_a_place_in_a_list_that_never_came_from_here_is_refused(city, person, path, after) -> None:
    told(program(city, person).get(path, after=after), 422, "invalid")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "20260601", 7, None])
def test_a_day_is_one_of_our_time(officer, number, day) -> None:
    sent = {"seq": 1, "words": "等零件", "until": day}
    told(officer.post(f"cases/{number}/extend", sent), 422, "invalid")


def test_texts_are_in_the_language_asked_for(city, number) -> None:
    english, chinese = program(city, "shen"), program(city, "shen", language="zh-Hans")
    for caller, title in [
        (english, "There is nothing here, or nothing for this token."),
        (chinese, "这里没有内容，或者这个令牌看不到。"),
    ]:
        response = caller.get("cases/LH-0000-0000")
        assert response.json()["title"] == title
    assert response["Content-Language"] == "zh-hans"


def test_nothing_of_it_is_kept_on_the_way(officer, number) -> None:
    response = officer.get(f"cases/{number}")
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response
    assert json.loads(response.content)["number"] == number


def test_what_a_city_is_not_called_by_is_no_host(officer) -> None:
    response = officer.client.get("/api/v1/me", headers=officer.bearer | {"Host": "evil.example"})
    told(response, 400, "bad_request")


def test_an_intake_says_for_whom(city) -> None:
    intake = program(city, "he", Scope.INTAKE)
    for sent in (
        {},
        {"phone": "13800138000", "household": "A"},
        {"phone": "1"},
        {"household": "A"},  # of an officer's alone
        {"phone": "13800138000", "place": "village2"},
        {"phone": "13800138000", "place": "nowhere"},
        {"phone": "13800138000", "topic": "nothing"},
    ):
        told(intake.post("matters", {"words": "路灯不亮"} | sent), 422, "invalid")
    assert not Case.objects.exists()
