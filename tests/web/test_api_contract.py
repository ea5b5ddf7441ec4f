"""Whatever any role sends to the API: no server error, no answer that is not documented.

schemathesis makes requests of the schema, right ones and wrong ones. By themselves they would name
no case that there is, so half of them are given real numbers, keys, codes and `seq`s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http import HTTPStatus
from pathlib import Path
from random import Random

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as limits
from pytest_django import Settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianhu.cases import rules
from lianhu.cases.models import Case as Asked
from lianhu.cases.models import Consultation
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.kernel import clock
from lianhu.signin.rules import Scope
from lianhu.web.wsgi import application
from tests.cases.api.callers import Program, program
from tests.cast import City, act, at, make_city
from tests.lengths import less_or_more
from tests.photos import jpeg
from tests.web.access_scenes import make_scenes

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROLES = [
    ("he", Scope.INTAKE),  # asks for residents
    ("shen", Scope.INTAKE),  # the same, an officer for own households
    ("shen", Scope.ACT),  # an officer
    ("luo", Scope.ACT),  # the clerk of a desk
    ("gu", Scope.ACT),  # the clerk of a department
    ("qin", Scope.READ),  # supervises
]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def filed(intake: Program) -> list[str]:
    """Some matters of this token, one with a picture; another picture is nobody's yet."""
    sent = {"words": "路灯不亮", "phone": "13800138000"}
    file = intake.upload(jpeg()).json()["file"]
    assert intake.post("matters", sent | {"photos": [file]}).status_code == HTTPStatus.OK
    assert jobs.prepare_one()
    intake.upload(jpeg())
    return [intake.post("matters", sent).json()["number"] for _ in range(3)]


def summary(city: City) -> rules.Summarise:
    return rules.Summarise(city.shen.pk, city.desks["beat"].pk, "村口路灯不亮。")


class Real:
    """Turns some of what was made up into what there is, the same way each time."""

    def __init__(self, city: City, numbers: list[str]) -> None:
        self.random = Random(7)
        self.numbers = numbers
        self.keys = list(Consultation.objects.values_list("pk", flat=True))
        self.keys += Asked.objects.exclude(summary=None).values_list("pk", flat=True)
        self.codes = [*city.desks, *city.topics, "A"]
        self.files = list(Blob.objects.values_list("token", flat=True))

    def some(self, case: Case) -> None:
        if self.random.random() < 0.4:
            return
        if "number" in case.path_parameters:
            case.path_parameters["number"] = self.random.choice(self.numbers)
        if "key" in case.path_parameters:
            case.path_parameters["key"] = self.random.choice(self.keys)
        if "file" in case.path_parameters:
            case.path_parameters["file"] = self.random.choice(self.files)
        if case.query.get("household") is not None:
            case.query["household"] = "A"
        if not isinstance(case.body, dict):
            return
        if "file" in case.body:
            case.body["file"] = jpeg()  # type: ignore[assignment]  # a part of a form, not JSON
        if case.body.get("photos"):
            case.body["photos"] = [self.random.choice(self.files)]
        if case.body.get("voice"):
            case.body["voice"] = self.random.choice(self.files)
        if "seq" in case.body:
            number = str(case.path_parameters.get("number", ""))
            found = Asked.objects.filter(number=number).values_list("seq", flat=True).first()
            case.body["seq"] = found or 1
        for name in ("to", "lead", "department", "place", "topic", "household"):
            if case.body.get(name) is not None:
                case.body[name] = self.random.choice(self.codes)
        if case.body.get("phone") is not None:
            case.body["phone"] = "13800138000"
        if "into" in case.body:
            case.body["into"] = self.random.choice(self.numbers)


@contextmanager
def in_one_transaction() -> Iterator[None]:
    """The server's own handler lets connections go around each request: not those of a test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def run(examples: int) -> dict[tuple[str, Scope], int]:
    """Sends each request that is made for everybody; how many came to something, for each role."""
    city = make_city()
    scenes = make_scenes(city)
    numbers = [case.number for case in scenes.values()]
    callers = {role: program(city, *role) for role in ROLES}
    with clock.fixed(at(9, 9)):
        act(scenes["beat"], summary(city), at(9, 9))
        numbers += filed(callers["he", Scope.INTAKE])
    real, done = Real(city, numbers), dict.fromkeys(callers, 0)

    def send(case: Case) -> None:
        made = case.path_parameters, case.body
        for role, caller in callers.items():
            case.path_parameters, case.body = deepcopy(made)
            real.some(case)
            response = case.call(headers=caller.bearer)
            case.validate_response(response, checks=CHECKS)
            done[role] += response.status_code == HTTPStatus.OK

    with clock.fixed(at(9, 9)), in_one_transaction():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            for mode in GenerationMode:
                cases = found.ok().as_strategy(generation_mode=mode)
                repeatable(examples)(given(case=cases)(send))()
    return done


def repeatable(examples: int) -> limits:
    return limits(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("examples", less_or_more(2, 60))
def test_every_answer_is_documented(examples: int) -> None:
    done = run(examples)
    assert all(done.values()), done
