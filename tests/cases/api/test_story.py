"""From asking to settled by the API."""

import pytest

from lianhu.kernel import clock
from lianhu.signin.rules import Scope
from tests.cases.api.callers import program
from tests.cast import at, make_city

pytestmark = pytest.mark.django_db


def test_ask_take_answer_confirm() -> None:
    city = make_city()
    intake, officer = program(city, "shen", Scope.INTAKE), program(city, "shen")
    with clock.fixed(at(9)):
        asked = intake.post("matters", {"words": "怎么报销?", "household": "A"})
        assert asked.status_code == 200, asked.content
        number = asked.json()["number"]
        for act, sent in [("take", {}), ("answer", {"words": "带身份证来。"})]:
            seq = officer.get(f"cases/{number}").json()["seq"]
            done = officer.post(f"cases/{number}/{act}", {"seq": seq} | sent)
            assert done.status_code == 200, done.content
        done = intake.post(f"matters/{number}/confirm", {"seq": done.json()["seq"]})
        assert done.json()["status"] == "settled"
        assert officer.get("cases").json()["rows"] == []
