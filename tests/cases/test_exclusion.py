"""Whom a case complains about has no part in it: not as holder, stand-in, clerk or supervisor."""

from datetime import datetime

import pytest
from django.http import Http404

from lianhu.accounts.models import User
from lianhu.cases import consultations, jobs, rules, services, watch, worklist
from lianhu.cases.access import Relation, Viewer, case_for, consultation_for, watched_case
from lianhu.cases.lists import Tab
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.verify import verify
from lianhu.grid.models import Duty, Leave
from lianhu.grid.rules import Role
from lianhu.inbox.models import Item
from lianhu.inbox.queries import open_items
from tests.cast import LONG_AGO, City, act, at, climb, make_city, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def complaint(
    city: City,
    about: User,
    *,
    now: datetime | None = None,
    case_class: rules.CaseClass = rules.CaseClass.COMPLAINT,
) -> Case:
    question = services.Question(
        asker=city.wu,
        beat=city.nodes["beat"],
        words="三天没人接电话",
        case_class=case_class,
        about=about.pk,
    )
    return services.ask(question, key=f"about {about.pk} {case_class}", now=now or at(9))


def serve(city: City, person: User, desk: str, role: Role = Role.CLERK) -> None:
    Duty.objects.create(desk=city.desks[desk], person=person, role=role, starts_at=LONG_AGO)


def stand_in(city: City, person: User, *, for_: str) -> None:
    duty = Duty.objects.get(person=city.people[for_], role__in=[Role.CLERK, Role.OFFICER])
    Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(18), stand_in=person)


def where(case: Case) -> str:
    return str(Stage.objects.get(case=case, closed_at=None).desk.code)


def sees(city: City, case: Case, person: User, now: datetime) -> list[str]:
    """Every place in which `person` meets the case."""
    viewer = Viewer(person, now)
    desks = list(viewer.desks.values())
    found = []
    for tab in Tab if desks else ():
        page = worklist.page(tab, desks, viewer)
        if any(row.number == case.number for row in page.rows) or any(page.counts.values()):
            found.append(f"list {tab}")
    if open_items(person, [my.desk.pk for my in viewer.serves], most=100):
        found.append("inbox")
    for find in (consultations.to_reply, consultations.closed):
        if find(desks, viewer).rows:
            found.append(find.__name__)
    if viewer.supervision and watch.overdue(viewer).rows:
        found.append("overdue")
    for name, get in (("page", case_for), ("watched page", watched_case)):
        try:
            get(viewer, case.number)
        except Http404:
            continue
        found.append(name)
    return found


def test_a_beat_with_a_backup_has_it_without_the_officer(city: City) -> None:
    case = complaint(city, city.shen)

    assert where(case) == "beat"
    assert sees(city, case, city.shen, at(9, 1)) == []
    assert "page" in sees(city, case, city.people["tong"], at(9, 1))
    assert sign_in(city.shen).get(f"/cases/{case.number}/").status_code == 404


def test_a_desk_where_only_that_person_is_on_duty_is_skipped(city: City) -> None:
    Duty.objects.filter(person=city.people["tong"], role=Role.BACKUP).delete()
    case = complaint(city, city.shen)

    assert where(case) == "village"
    assert sees(city, case, city.shen, at(9, 1)) == []
    assert case_for(Viewer(city.he, at(9, 1)), case.number).relation is Relation.HOLDER


def test_standing_in_where_it_waits_shows_nothing(city: City) -> None:
    bo = city.people["bo"]
    case = climb(city, complaint(city, bo), "city", at(9, 1))
    stand_in(city, bo, for_="luo")

    assert city.desks["city"].pk in Viewer(bo, at(9, 2)).desks
    assert sees(city, case, bo, at(9, 2)) == []


def test_a_desk_manned_by_that_person_as_stand_in_is_skipped(city: City) -> None:
    Duty.objects.filter(person=city.people["tong"], role=Role.BACKUP).delete()
    stand_in(city, city.shen, for_="he")
    case = complaint(city, city.shen)

    assert where(case) == "community"


def test_a_clerk_elsewhere_and_a_supervisor_see_nothing(city: City) -> None:
    case = complaint(city, city.shen)
    for desk in ("village", "community", "city", "insurance"):
        serve(city, city.shen, desk)
    serve(city, city.shen, "supervision", Role.SUPERVISOR)
    tong, beat = city.people["tong"].pk, city.desks["beat"].pk
    act(case, rules.PassUp(tong, beat), at(9, 1))
    consult = rules.Consult(city.he.pk, city.desks["village"].pk, city.desks["insurance"].pk, "?")
    act(case, consult, at(9, 2))
    asked = Consultation.objects.get(case=case)

    assert sees(city, case, city.shen, at(9, 3)) == []
    with pytest.raises(Http404):
        consultation_for(Viewer(city.shen, at(9, 3)), asked.pk)
    assert consultation_for(Viewer(city.people["gu"], at(9, 3)), asked.pk) == asked
    act(case, rules.ConsultReply(city.people["gu"].pk, 1, "无"), at(9, 4))
    for desk, person in (("village", "he"), ("community", "ma"), ("town", "fang")):
        act(case, rules.PassUp(city.people[person].pk, city.desks[desk].pk), at(9, 5))
    jobs.move_overdue(at(11))
    assert Stage.objects.get(case=case, closed_at=None).alerted_at == at(11)
    assert sees(city, case, city.shen, at(11, 1)) == []
    assert "overdue" in sees(city, case, city.people["qin"], at(11, 1))


def test_the_roster_above_does_not_share_it_with_that_person(city: City) -> None:
    case = complaint(city, city.he, case_class=rules.CaseClass.QUESTION)
    serve(city, city.people["ma"], "village")

    assert sees(city, case, city.he, at(9, 8)) == []
    assert "list shared" in sees(city, case, city.people["ma"], at(9, 8))


def test_that_person_can_do_nothing_with_it(city: City) -> None:
    case = complaint(city, city.shen)
    beat = city.desks["beat"].pk
    for command in (
        rules.Take(city.shen.pk, beat),
        rules.Answer(city.shen.pk, beat, "没有的事"),
        rules.PassUp(city.shen.pk, beat),
        rules.Note(city.shen.pk, beat, "没有的事"),
    ):
        with pytest.raises(rules.NotHere):
            act(case, command, at(9, 1))


def test_nobody_left_but_that_person_up_to_the_top_is_told_to_the_supervisor(city: City) -> None:
    Duty.objects.exclude(desk=city.desks["supervision"]).delete()
    for desk in ("beat", "village", "community", "town", "city"):
        serve(city, city.shen, desk)
    case = complaint(city, city.shen)

    assert where(case) == "city"
    assert Stage.objects.get(case=case).alerted_at == at(9)
    assert Item.objects.filter(kind="alert", desk=city.desks["supervision"]).count() == 1
    assert sees(city, case, city.shen, at(9, 1)) == []


def test_other_cases_are_seen_as_before(city: City) -> None:
    case = complaint(city, city.people["tong"])
    jobs.move_overdue(at(9, 30))

    assert {"list mine", "inbox", "page"} <= set(sees(city, case, city.shen, at(9, 31)))
    assert verify().findings == []


def test_in_confidence_it_is_read_where_it_is_handled_only(city: City) -> None:
    question = services.Question(
        asker=city.wu, beat=city.nodes["beat"], words="欠了债", confidential=True
    )
    case = services.ask(question, key="in confidence", now=at(9))

    assert "list shared" not in sees(city, case, city.he, at(9, 9))
    climb(city, case, "town", at(9, 10))
    for person in (city.shen, city.he, city.people["ma"]):
        with pytest.raises(Http404):
            case_for(Viewer(person, at(9, 11)), case.number)
    assert case_for(Viewer(city.people["fang"], at(9, 11)), case.number).sees_asker
