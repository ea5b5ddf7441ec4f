"""Departments and sections, and any desk's name, number and hours."""

import pytest

from lianhu.cases import rules
from lianhu.cases.act_forms import TransferForm
from lianhu.grid import gaps
from lianhu.grid.models import Department, Desk, Duty, OpeningHours, SettingChange
from lianhu.grid.queries import ladder_and_departments
from lianhu.steward.models import Change
from tests.cast import City, act, ask, at, climb, make_city
from tests.pages import text_of
from tests.steward.administrators import NOW, Administrator, errors

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def cen(city: City) -> Administrator:
    return Administrator()


def test_a_department_with_a_desk_and_a_section(city: City, cen: Administrator) -> None:
    facts = {"name": "林业局", "name_en": "Forestry Bureau"}
    cen.change("/steward/departments/add/", **facts)
    row = Department.objects.get(name="林业局")
    assert row.desks.get().node == city.nodes["city"]

    section = {"name": "防火科", "name_en": "Fire Prevention"}
    cen.change(f"/steward/departments/of/{row.code}/add/", **section)
    desk = row.desks.get(name="防火科")
    _, departments = ladder_and_departments(city.nodes["beat"])
    assert desk in departments
    assert "林业局、防火科" in text_of(cen.get("/steward/departments/"))
    cen.change(f"/steward/departments/of/{row.code}/rename/", name="林草局")
    assert [c.verb for c in Change.objects.order_by("id")] == [
        "department.added",
        "desk.added",
        "department.renamed",
    ]


def test_a_desks_number_and_hours(city: City, cen: Administrator) -> None:
    ask(city.wu, at(14, 33))
    other = OpeningHours.objects.create(
        name="轮班",
        name_en="Shifts",
        week={"zone": "Asia/Shanghai", "week": [[["08:00", "20:00"]]] * 7},
    )
    phone = "0536 322 2222"
    assert cen.change("/steward/desks/beat/", phone=phone) == []
    assert not SettingChange.objects.exists()
    effect = cen.change("/steward/desks/beat/", hours=other.pk)

    assert effect == ["从现在起按“轮班”办公。", "那里 1 件未办结诉求的时限重新计算。"]
    desk = Desk.objects.get(code="beat")
    assert (desk.phone, desk.hours) == ("+865363222222", other)
    assert SettingChange.objects.get().desk == desk
    answer = cen.send("/steward/desks/beat/", phone="12", hours="none")
    assert errors(answer).keys() == {"phone", "hours"}


def test_a_section_closes_when_nothing_is_open_there(city: City, cen: Administrator) -> None:
    insurance, top = city.desks["insurance"], city.desks["city"]
    case = climb(city, ask(city.wu, at(14, 33)), "city", at(14, 34))
    act(case, rules.Consult(city.luo.pk, top.pk, insurance.pk, "请答复"), at(14, 35))
    path = "/steward/desks/insurance/close/"

    answer = cen.send(path)
    assert answer.status_code == 422
    assert "还有 1 件请它答复的" in str(errors(answer))

    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "可以"), at(14, 36))
    effect = cen.change(path)
    assert effect == ["今后不再有事情转给医疗保险科。", "那里的 1 个岗位结束。"]
    insurance.refresh_from_db()
    assert insurance.closed_at == NOW
    assert Duty.objects.get(desk=insurance).ends_at == NOW
    _, departments = ladder_and_departments(city.nodes["beat"])
    assert insurance not in departments
    assert not TransferForm({"seq": 1, "to": "insurance", "words": "归你"}).is_valid()
    assert "insurance" not in [gap.desk.code for gap in gaps.unmanned([top.node], NOW).rows]
    assert "已停用： 医疗保险科" in text_of(cen.get("/steward/departments/of/insurance/"))
    assert cen.get(path).status_code == 404


def test_a_desk_that_others_lean_on_stays_open(city: City, cen: Administrator) -> None:
    city.topics["insurance"].straight_to = city.desks["insurance"]
    city.topics["insurance"].save()
    Desk.objects.filter(code="water").update(manned_by=city.desks["insurance"])

    said = str(errors(cen.send("/steward/desks/insurance/close/")))

    assert "1 个事项直达" in said
    assert "代管 1 个席位" in said
    assert cen.get("/steward/desks/village/close/").status_code == 404
