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


def test_a_matter_is_read_as_its_asker_is_told() -> None:
    city = make_city()
    intake, officer = program(city, "shen", Scope.INTAKE), program(city, "shen")
    with clock.fixed(at(9)):
        asked = intake.post("matters", {"words": "怎么报销?", "household": "A", "name": "吴小雨"})
        number = asked.json()["number"]
        answer = {
            "seq": 1,
            "words": "带身份证来。",
            "papers": [{"title": "出院小结", "note": "盖章"}],
        }
        assert officer.post(f"cases/{number}/answer", answer).status_code == 200
        matter = intake.get(f"matters/{number}").json()
        case = officer.get(f"cases/{number}").json()

    assert matter["answer"]["papers"] == case["answer"]["papers"] == answer["papers"]
    assert matter["answer"]["desk"] == "Shen Xiaoman"
    assert [step["title"] for step in matter["steps"]][-1] == "Shen Xiaoman asked for you"
    assert "吴小雨" not in str(matter) and "Wu Xiaoyu" not in str(matter)
    assert (case["asker"]["name"], case["door"]) == ("Wu Xiaoyu", "api")
    assert [event["kind"] for event in case["events"]] == ["asked", "taken", "answered"]


def test_a_department_is_asked_and_replies() -> None:
    city = make_city()
    intake = program(city, "he", Scope.INTAKE)
    clerk, department = program(city, "he"), program(city, "gu")
    with clock.fixed(at(9)):
        sent = {"words": "怎么报销?", "phone": "13800138000", "name": "老李", "place": "beat"}
        number = intake.post("matters", sent).json()["number"]
        assert clerk.get("cases").json()["rows"] == []
    with clock.fixed(at(9, 8)):
        [row] = clerk.get("cases", tab="shared").json()["rows"]
        done = clerk.post(f"cases/{number}/take", {"seq": row["seq"]}).json()
        brief = {"seq": done["seq"], "words": "退休职工如何报销", "department": "insurance"}
        assert clerk.post(f"cases/{number}/consult", brief).json()["status"] == "consulting"
        [asked] = department.get("consultations").json()["rows"]
        assert asked["brief"] == "退休职工如何报销"
        assert "老李" not in str(department.get(f"consultations/{asked['id']}").json())
        reply = {"words": "先补备案"}
        key = asked["id"]
        assert department.post(f"consultations/{key}/reply", reply).json() == {"id": key}
        case = clerk.get(f"cases/{number}").json()
    assert (case["status"], case["consultations"][0]["reply"]) == ("taken", "先补备案")
    assert case["relation"] == "holder"


def test_an_act_on_a_case_that_others_hold_with_it_is_not_for_their_numbers() -> None:
    """Words that go to several people, with a number in them, want to be meant."""
    city = make_city()
    intake, officer = program(city, "shen", Scope.INTAKE), program(city, "shen")
    with clock.fixed(at(9)):
        one, two = (
            intake.post("matters", {"words": "路灯不亮", "household": home}).json()["number"]
            for home in "AB"
        )
        merged = officer.post(f"cases/{two}/merge", {"seq": 1, "into": one})
        assert merged.json()["status"] == "merged", merged.content
        seq = officer.get(f"cases/{one}").json()["seq"]
        answer = {"seq": seq, "words": "请打13800138000。"}
        refused = officer.post(f"cases/{one}/answer", answer)
        assert refused.json()["errors"][0]["code"] == "personal_numbers"
        done = officer.post(f"cases/{one}/answer", answer | {"numbers_meant": True})
        assert done.json()["status"] == "answered"
