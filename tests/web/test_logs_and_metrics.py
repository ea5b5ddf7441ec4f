"""What is logged says which request it came of, in the worker too; what is counted can be read."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lianhu.cases import rules
from lianhu.channels import jobs
from lianhu.channels.models import Delivery
from lianhu.channels.registry import ChannelError
from lianhu.kernel import clock, logs
from lianhu.kernel.ids import new_token
from lianhu.kernel.models import Heartbeat
from tests.cast import act, ask, at, make_city, sign_in

pytestmark = pytest.mark.django_db

NOW = at(14, 33)


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Log as a city does that wants JSON and each request; return what reads the lines."""
    facts = logs.json_formatter()
    stream, logger = StringIO(), logging.getLogger("lianhu")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(facts.pop("()")(**facts))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.setLevel(logging.NOTSET)
    logger.removeHandler(handler)


def test_a_request_has_an_id_that_its_answer_tells(client: Client, lines: Lines) -> None:
    response = client.get("/sign-in/")

    [line] = [line for line in lines() if line["event"] == "answered"]
    assert line["request"] == response["X-Request-Id"]
    assert (line["route"], line["method"], line["status_code"]) == ("sign_in", "GET", 200)
    assert {"ms", "timestamp", "level", "logger"} <= line.keys()
    assert client.get("/sign-in/")["X-Request-Id"] != response["X-Request-Id"]


def test_no_token_gets_into_a_log(client: Client, settings: Settings) -> None:
    """Though Django logs the address of whatever it refuses."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    [hides] = settings.LOGGING["handlers"]["stderr"]["filters"]
    handler.addFilter(settings.LOGGING["filters"][hides]["()"]())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    token = new_token()
    for path in (f"/card/{token}/", f"/t/{token}/", f"/card/{token}/code/"):
        client.get(path)
    logger.removeHandler(handler)

    lines = stream.getvalue().splitlines()
    assert [line.partition(": ")[2] for line in lines] == ["/card/…/", "/t/…/", "/card/…/code/"]


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [(1, "a-proxy-s.id_1", True), (0, "a-proxy-s.id_1", False), (1, "short", False)]
    + [(1, bad, False) for bad in ("x" * 41, "id with spaces", "号码" * 5)],
)
def test_a_proxy_may_give_it(
    client: Client, settings: Settings, proxies: int, given: str, taken: bool
) -> None:
    settings.PROXIES = proxies

    response = client.get("/sign-in/", headers={"X-Request-Id": given})

    assert (response["X-Request-Id"] == given) is taken


def test_the_worker_says_which_request_its_message_came_of(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(delivery: Delivery) -> None:
        raise ChannelError("nobody answers at 13800138000", permanent=True)

    with clock.fixed(NOW):
        city = make_city()
        case = ask(city.wu, at(14, 30))
        page = sign_in(city.people["shen"])
        form = {"seq": case.seq, "key": "k", "words": "可以报销"}
        response = page.post(f"/cases/{case.number}/answer/", form)
        assert response.status_code == 302
        [delivery] = Delivery.objects.exclude(request="")
        monkeypatch.setattr(jobs, "CHANNELS", {delivery.channel: refuse})
        while jobs.deliver_one():
            pass

    mine = [line for line in lines() if line.get("request") == response["X-Request-Id"]]
    [line] = [line for line in mine if line["event"] == f"delivery {delivery.pk} failed"]
    assert "nobody answers" in line["exception"]
    assert "13800138000" not in json.dumps(line)
    assert "*******8000" in line["exception"]


def test_what_is_said_ends_with_its_block() -> None:
    with logs.saying(request="one", job=""):
        assert logs.current_request() == "one"
        with logs.saying(request="two"):
            assert logs.current_request() == "two"
        assert logs.current_request() == "one"
    assert logs.current_request() == ""


def test_metrics_are_for_whoever_has_the_token(client: Client, settings: Settings) -> None:
    def asked(**headers: str) -> int:
        return client.get("/metrics", headers=headers).status_code

    assert asked(authorization="Bearer ") == 404
    settings.METRICS_TOKEN = "a token"
    assert asked() == 404
    assert asked(authorization="Bearer another") == 404
    assert asked(authorization="Bearer a token") == 200


def test_what_waits_is_counted(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a token"
    with clock.fixed(NOW):
        city = make_city()
        late = ask(city.wu, at(14))
        act(ask(city.wu, at(14, 30)), rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 31))
        Heartbeat.objects.create(worker="w", beat_at=clock.wall(), domain_at=NOW)
        found = values()

    assert late.stages.filter(due_at__lt=NOW).exists()
    assert found["lianhu_stages_overdue"] == 1
    assert found["lianhu_workers"] == 1
    assert found["lianhu_looks_unsealed"] == 0
    assert found['lianhu_requests_total{method="GET",route="sign_in",status="200"}'] >= 1


def values() -> dict[str, float]:
    client = Client(headers={"authorization": "Bearer a token"})
    client.get("/sign-in/")
    text = client.get("/metrics").content.decode()
    rows = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in rows}
