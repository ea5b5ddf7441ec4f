"""Who may see a case, at the gate itself; the pages that stand behind it are in tests/web."""

from datetime import datetime

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules
from lianhu.cases.access import (
    Relation,
    Viewer,
    asked_case,
    case_for,
    consultation_for,
    shared_with,
    watched_case,
)
from lianhu.cases.models import Case, Consultation
from lianhu.grid.models import Desk, Duty, Leave
from lianhu.grid.rules import DeskKind, Role
from tests.cast import MONDAY, City, act, ask, at, climb, make_city, request_of

pytestmark = pytest.mark.django_db

STAFF = ["shen", "tong", "he", "ma", "fang", "luo", "gu", "jiang", "qin", "bo", "yan"]


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def case(city: City) -> Case:
    return ask(city.wu, at(9))


def relation(city: City, case: Case, person: str, now: datetime) -> str:
    try:
        return case_for(Viewer(city.people[person], now), case.number).relation.value
    except Http404:
        return "nothing"


def relations(city: City, case: Case, now: datetime) -> dict[str, str]:
    """Everybody on the staff who has any relation to the case."""
    found = {person: relation(city, case, person, now) for person in STAFF}
    return {person: seen for person, seen in found.items() if seen != "nothing"}


class TestRelations:
    def test_at_its_beat(self, city: City, case: Case) -> None:
        assert relations(city, case, at(9, 7, 59)) == {
            "shen": "holder",
            "tong": "holder",
            "qin": "supervisor",
        }

    def test_from_minute_eight_the_village_sees_it_too(self, city: City, case: Case) -> None:
        assert relations(city, case, at(9, 8)) == {
            "shen": "holder",
            "tong": "holder",
            "he": "roster",
            "qin": "supervisor",
        }

    def test_not_once_the_officer_has_it(self, city: City, case: Case) -> None:
        act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(9, 1))
        assert relation(city, case, "he", at(9, 10)) == "nothing"

    def test_on_its_way_desks_that_it_passed_go_on_reading(self, city: City, case: Case) -> None:
        climb(city, case, "town", at(9, 1))
        assert relations(city, case, at(9, 2)) == {
            "shen": "passed",
            "tong": "passed",
            "he": "passed",
            "ma": "passed",
            "fang": "holder",
            "qin": "supervisor",
        }

    def test_a_skipped_desk_has_not_been_passed(self, city: City) -> None:
        duty = Duty.objects.get(desk__code="village")
        Leave.objects.create(duty=duty, starts_at=at(8), ends_at=at(18))
        case = ask(city.wu, at(9))
        act(case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(9, 1))

        assert relation(city, case, "ma", at(9, 2)) == "holder"
        assert relation(city, case, "he", at(9, 2)) == "nothing"

    def test_a_consulted_department_sees_no_case(self, city: City, case: Case) -> None:
        consult = rules.Consult(
            city.shen.pk, city.desks["beat"].pk, city.desks["insurance"].pk, "?"
        )
        act(case, consult, at(9, 1))

        assert relation(city, case, "gu", at(9, 2)) == "nothing"

    def test_who_answered_may_go_on_with_it(self, city: City, case: Case) -> None:
        climb(city, case, "village", at(9, 1))
        act(case, rules.Answer(city.he.pk, city.desks["village"].pk, "可以"), at(9, 2))

        assert relations(city, case, at(9, 3)) == {
            "shen": "passed",
            "tong": "passed",
            "he": "answerer",
            "qin": "supervisor",
        }

    def test_who_promised_to_ask_how_it_went_keeps_the_name(self, city: City, case: Case) -> None:
        shen, beat = city.shen.pk, city.desks["beat"].pk
        act(case, rules.OnBehalf(shen, beat, "已代办", MONDAY), at(9, 1))
        act(case, rules.PassUp(shen, beat), at(9, 2))
        assert relation(city, case, "shen", at(9, 3)) == "answerer"
        act(case, rules.FollowUp(shen, beat, "都好"), at(9, 4))
        assert relation(city, case, "shen", at(9, 5)) == "passed"

    def test_a_household_is_not_its_member(self, city: City, case: Case) -> None:
        assert asked_case(request_of(city.people["wu"]), case.number) == case
        for person in ("daughter", "zheng", "shen", "qin"):
            with pytest.raises(Http404):
                asked_case(request_of(city.people[person]), case.number)

    def test_a_number_is_read_as_people_write_it(self, city: City, case: Case) -> None:
        assert asked_case(request_of(city.people["wu"]), case.number.lower()) == case
        with pytest.raises(Http404):
            asked_case(request_of(city.people["wu"]), "no number at all")


class TestDuties:
    def test_they_begin_and_end_on_the_second(self, city: City, case: Case) -> None:
        Duty.objects.filter(desk__code="beat", person=city.shen).update(
            starts_at=at(9), ends_at=at(10)
        )
        seen = [
            relation(city, case, "shen", now) for now in (at(8, 59, 59), at(9), at(9, 59), at(10))
        ]
        assert seen == ["nothing", "holder", "holder", "nothing"]

    def test_a_stand_in_sees_it_while_the_leave_lasts(self, city: City, case: Case) -> None:
        duty = Duty.objects.get(desk__code="beat", person=city.shen)
        bo = city.people["bo"]
        Leave.objects.create(duty=duty, starts_at=at(9, 5), ends_at=at(10), stand_in=bo)
        seen = [relation(city, case, "bo", now) for now in (at(9, 4), at(9, 5), at(10))]
        assert seen == ["nothing", "holder", "nothing"]

    def test_off_duty_hours_hide_nothing(self, city: City, case: Case) -> None:
        assert relation(city, case, "shen", at(22)) == "holder"

    def test_one_roster_for_two_villages(self, city: City, case: Case) -> None:
        Desk.objects.filter(code="village").update(manned_by=city.desks["village2"])
        assert relation(city, case, "bo", at(9, 8)) == "roster"

    def test_supervising_a_place_is_not_serving_at_its_desk(self, city: City, case: Case) -> None:
        Duty.objects.create(
            desk=city.desks["beat"],
            person=city.people["bo"],
            role=Role.SUPERVISOR,
            starts_at=at(8),
        )
        assert relation(city, case, "bo", at(9)) == "supervisor"

    def test_a_supervisor_sees_the_places_below_and_no_others(self, city: City, case: Case) -> None:
        desk = Desk.objects.create(
            code="village2-supervision",
            kind=DeskKind.SUPERVISION,
            node=city.nodes["village2"],
            hours=city.hours,
            name="河西村督办",
            name_en="Hexi Supervision",
        )
        Duty.objects.filter(person=city.people["qin"]).update(desk=desk)
        there = ask(city.residents["ren"], at(9))

        assert relation(city, case, "qin", at(9)) == "nothing"
        assert relation(city, there, "qin", at(9)) == "supervisor"
        viewer = Viewer(city.people["qin"], at(9))
        assert watched_case(viewer, there.number) == there
        with pytest.raises(Http404):
            watched_case(viewer, case.number)


class TestWhatEachSees:
    @pytest.mark.parametrize(
        ("seen", "acts", "asker", "words"),
        [
            (Relation.HOLDER, True, True, True),
            (Relation.ANSWERER, True, True, True),
            (Relation.ROSTER, True, False, True),
            (Relation.PASSED, False, False, True),
            (Relation.SUPERVISOR, False, False, False),
        ],
    )
    def test_it(
        self, city: City, case: Case, seen: Relation, acts: bool, asker: bool, words: bool
    ) -> None:
        person, now = "shen", at(9, 9)
        if seen is Relation.ROSTER:
            person = "he"
        elif seen is Relation.PASSED:
            climb(city, case, "village", at(9, 1))
        elif seen is Relation.SUPERVISOR:
            person = "qin"
        elif seen is Relation.ANSWERER:
            act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 1))
        access = case_for(Viewer(city.people[person], now), case.number)

        assert access.relation is seen
        assert (access.may_act, access.sees_asker, access.sees_words) == (acts, asker, words)

    def test_it_costs_four_queries_at_most(self, city: City, case: Case) -> None:
        climb(city, case, "town", at(9, 1))
        for person in ("fang", "ma", "qin"):
            with CaptureQueriesContext(connection) as queries:
                case_for(Viewer(city.people[person], at(9, 2)), case.number)
            assert len(queries) <= 4


class TestShared:
    def test_only_from_the_beats_directly_below(self, city: City, case: Case) -> None:
        hexi = ask(city.residents["ren"], at(9))
        for desk, expected in [
            ("village", [case]),
            ("village2", [hexi]),
            ("community", []),
            ("beat2", []),
            ("insurance", []),
        ]:
            found = shared_with([city.desks[desk]], at(9, 8))
            assert [stage.case for stage in found] == expected

    def test_not_before_minute_eight(self, city: City, case: Case) -> None:
        assert list(shared_with([city.desks["village"]], at(9, 7, 59))) == []


class TestConsultations:
    @pytest.fixture
    def asked(self, city: City, case: Case) -> Consultation:
        consult = rules.Consult(
            city.shen.pk, city.desks["beat"].pk, city.desks["insurance"].pk, "如何报销?"
        )
        act(case, consult, at(9, 1))
        return Consultation.objects.get()

    def test_its_department_sees_it_also_when_it_is_closed(
        self, city: City, case: Case, asked: Consultation
    ) -> None:
        gu = Viewer(city.people["gu"], at(9, 2))
        assert consultation_for(gu, asked.pk) == asked
        act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 3))
        assert consultation_for(gu, asked.pk).closed_at == at(9, 3)

    @pytest.mark.parametrize("person", ["jiang", "shen", "luo", "qin", "wu", "bo"])
    def test_nobody_else_sees_it(self, city: City, asked: Consultation, person: str) -> None:
        with pytest.raises(Http404):
            consultation_for(Viewer(city.people[person], at(9, 2)), asked.pk)
