"""The same key and body again: the same answer, whatever has happened since; nothing twice."""

import json
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import pytest

from lianhu.cases.models import Case, Event, Filing
from lianhu.kernel import clock
from lianhu.kernel.models import Idempotency
from lianhu.signin.rules import Scope
from tests.cases.api.callers import Program, program
from tests.cast import City, at, make_city

pytestmark = pytest.mark.django_db

QUESTION = {"words": "村口路灯不亮", "phone": "13800138000", "name": "老李"}


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def intake(city: City) -> Program:
    return program(city, "he", Scope.INTAKE)


@pytest.fixture(autouse=True)
def _nine():
    with clock.fixed(at(9)):
        yield


def test_a_question_is_asked_once(intake) -> None:
    first = intake.post("matters", QUESTION, key="one")
    again = intake.post("matters", QUESTION, key="one")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert Case.objects.count() == Filing.objects.count() == 1


def test_a_body_without_files_is_what_it_was_before_there_were_any(intake) -> None:
    number = intake.post("matters", QUESTION).json()["number"]
    path = f"matters/{number}/note"
    assert intake.post(path, {"seq": 1, "words": "还是不亮"}, key="note").status_code == 200

    said = f'/api/v1/{path}\n{{"seq":1,"words":"还是不亮"}}'
    assert Idempotency.objects.get(key="note").body_hash == sha256(said.encode()).hexdigest()


def test_it_is_answered_as_the_first_time_after_the_case_has_gone_on(city, intake) -> None:
    clerk = program(city, "he")
    asked = intake.post("matters", QUESTION, key="one")
    number = asked.json()["number"]
    taken = clerk.post(f"cases/{number}/take", {"seq": 1}, key="two")
    with clock.fixed(at(9, 5)):
        clerk.post(f"cases/{number}/pass-up", {"seq": 2})
    with clock.fixed(at(9, 6)):
        assert intake.post("matters", QUESTION, key="one").content == asked.content
        again = clerk.post(f"cases/{number}/take", {"seq": 1}, key="two")
        assert (again.status_code, again.content) == (200, taken.content)
        # Without that key the desk has nothing to do with it any more.
        assert clerk.post(f"cases/{number}/take", {"seq": 1}).status_code == 409
        assert clerk.post(f"cases/{number}/take", {"seq": 3}).status_code == 403
    assert Event.objects.filter(kind="taken").count() == 1


@pytest.mark.parametrize("change", [{"words": "别的"}, {"name": "老王"}, {"phone": "13900139000"}])
def test_another_body_is_refused(intake, change) -> None:
    intake.post("matters", QUESTION, key="one")
    response = intake.post("matters", QUESTION | change, key="one")
    assert (response.status_code, response.json()["code"]) == (422, "other_body")
    assert Case.objects.count() == 1


def test_another_address_is_another_body(city, intake) -> None:
    clerk = program(city, "he")
    numbers = [intake.post("matters", QUESTION).json()["number"] for _ in range(2)]
    answers = [clerk.post(f"cases/{number}/take", {"seq": 1}, key="k") for number in numbers]
    assert [answer.status_code for answer in answers] == [200, 422]


def test_the_order_of_a_body_says_nothing(intake) -> None:
    first = intake.post("matters", QUESTION, key="one")
    turned = json.dumps(dict(reversed(QUESTION.items())), indent=4)
    assert intake.post("matters", turned, key="one").content == first.content


def test_two_tokens_may_have_the_same_key(city, intake) -> None:
    other = program(city, "he", Scope.INTAKE)
    first = intake.post("matters", QUESTION, key="one")
    second = other.post("matters", QUESTION, key="one")
    assert first.json()["number"] != second.json()["number"]


@pytest.mark.parametrize("key", ["", " ", "k" * 61, "钥匙", "a b"])
def test_without_a_key_nothing_is_written(intake, key) -> None:
    headers = intake.bearer | ({"Idempotency-Key": key} if key else {})
    response = intake.client.post(
        "/api/v1/matters", json.dumps(QUESTION), content_type="application/json", headers=headers
    )
    assert (response.status_code, response.json()["code"]) == (400, "no_key")
    assert not Case.objects.exists()


def test_a_crash_between_commit_and_answer_loses_nothing(intake) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise SystemExit

    with patch("lianhu.cases.api.doing.Done", die), pytest.raises(SystemExit):
        intake.post("matters", QUESTION, key="one")

    again = intake.post("matters", QUESTION, key="one")

    assert again.status_code == 200
    assert again.json()["number"] == Case.objects.get().number


@pytest.mark.django_db(transaction=True)
def test_a_crash_before_the_commit_leaves_nothing_and_the_key_is_free(intake) -> None:
    intake.client.raise_request_exception = False
    with patch("lianhu.cases.api.matters.insert_later", side_effect=RuntimeError):
        assert intake.post("matters", QUESTION, key="one").status_code == 500
    assert not Case.objects.exists()

    assert intake.post("matters", QUESTION, key="one").status_code == 200


def test_what_was_refused_may_be_tried_again_with_the_same_key(city, intake) -> None:
    number = intake.post("matters", QUESTION).json()["number"]
    assert intake.post(f"matters/{number}/confirm", {"seq": 2}, key="k").status_code == 409
    clerk = program(city, "he")
    clerk.post(f"cases/{number}/answer", {"seq": 1, "words": "已修好。"})
    seq = clerk.get(f"cases/{number}").json()["seq"]
    assert seq == 3
    assert intake.post(f"matters/{number}/confirm", {"seq": 3}, key="k").status_code == 200


def test_a_stale_seq_is_told_where_the_case_is(city, intake) -> None:
    clerk = program(city, "he")
    number = intake.post("matters", QUESTION).json()["number"]
    clerk.post(f"cases/{number}/take", {"seq": 1})
    response = clerk.post(f"cases/{number}/answer", {"seq": 1, "words": "好"})
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "stale")
    assert (problem["number"], problem["seq"]) == (number, 2)


def test_a_refusal_of_the_rules_has_its_own_code(city, intake) -> None:
    number = intake.post("matters", QUESTION).json()["number"]
    response = program(city, "luo").post(f"cases/{number}/pass-up", {"seq": 1})
    assert response.status_code == 404
    response = program(city, "he").post(f"cases/{number}/return", {"seq": 1, "words": "不归我们"})
    assert (response.status_code, response.json()["code"]) == (409, "no_way_back")
