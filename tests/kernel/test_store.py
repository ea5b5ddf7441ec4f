"""Plain SQL writes and reads what the ORM writes and reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from lianhu.cases.models import Case, CaseDesk, Event, Stage
from lianhu.channels.models import Delivery
from lianhu.grid.models import Desk, Household, Leave, Node, Resident
from lianhu.inbox.models import Item
from lianhu.kernel import clock
from lianhu.kernel.store import Reading, from_moment, insert, join, many, to_moment, update
from tests.cast import QUESTION, City, ask, at, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def values(row: Model) -> dict[str, Any]:
    """As they stand in the database, but for what is another in every row."""
    [found] = type(row)._default_manager.filter(pk=row.pk).values()
    return {name: value for name, value in found.items() if name not in ("id", "recorded_at")}


def test_a_row_of_any_kind_is_written_as_the_orm_writes_it(city: City) -> None:
    case = ask(city.wu, at(9))

    def rows() -> list[Model]:
        return [
            Resident(household=city.wu.household, name="吴二", phone="+86 138 0013 8000"),
            Event(case=case, seq=7, kind="noted", at=at(9, 3), data={"在": [1, None, "%s"]}),
            Item(desk=city.desks["beat"], kind="case", key="100%", ref=1, put_at=at(9)),
            Delivery(channel="c", address="a", address_bi="", body="早", source="s", next_at=at(9)),
        ]

    for ours, theirs in zip(rows(), rows(), strict=True):
        with transaction.atomic():
            type(theirs)._default_manager.bulk_create([theirs])
            expected = values(theirs)
            transaction.set_rollback(True)
        assert insert([ours]) == 1
        assert values(ours) == expected
        ours.refresh_from_db()
        assert not ours._state.adding


def test_what_the_database_has_a_default_for_is_left_to_it(city: City) -> None:
    event = Event(case=ask(city.wu, at(9)), seq=7, kind="noted", at=at(9))
    insert([event])
    event.refresh_from_db()
    assert abs(event.recorded_at - clock.wall()) < timedelta(hours=1)


def test_keys_come_in_the_order_of_the_rows_in_as_few_statements_as_sqlite_allows() -> None:
    homes = [Household(code=f"c{n}", address=f"{n}号", contact="", phone="") for n in range(400)]
    with CaptureQueriesContext(connection) as statements:
        assert insert(homes) == 400

    assert len(statements) == 3  # 999 parameters at most, six columns
    assert {home.pk: home.code for home in homes} == dict(
        Household.objects.filter(pk__gte=homes[0].pk).values_list("pk", "code")
    )


def test_what_is_there_already_is_refused_or_left_out(city: City) -> None:
    case = ask(city.wu, at(9))
    beat, town = city.desks["beat"], city.desks["town"]
    again, new = CaseDesk(case=case, desk=beat), CaseDesk(case=case, desk=town)

    assert insert([again], once=True) == 0
    assert insert([CaseDesk(case=case, desk=beat), new], once=True) == 1
    assert list(case.desks.order_by("pk").values_list("desk", flat=True)) == [beat.pk, town.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([again])
    assert insert([]) == 0


def test_only_what_is_named_is_changed(city: City) -> None:
    case = ask(city.wu, at(9))
    stage, other = case.stages.get(), ask(city.zheng, at(9)).stages.get()
    stage.budget_s, stage.path, stage.due_at, stage.running_since = 7, [1, 2], None, None
    before = values(other)
    update(stage, ["path", "due_at", "running_since"])

    written = Stage.objects.get(pk=stage.pk)
    assert (written.path, written.due_at, written.running_since) == ([1, 2], None, None)
    assert written.budget_s != 7
    assert values(other) == before


def test_nothing_named_is_no_statement_and_a_row_that_is_gone_is_noticed(city: City) -> None:
    stage = ask(city.wu, at(9)).stages.get()
    with CaptureQueriesContext(connection) as statements:
        update(stage, [])
    assert len(statements) == 0
    stage.pk = -1
    with pytest.raises(DatabaseError):
        update(stage, ["path"])


def test_rows_are_read_as_the_orm_reads_them(city: City) -> None:
    ask(city.wu, at(9))
    ask(city.residents["ren"], at(9), QUESTION)
    reading = Reading(
        "SELECT {c}, {r}, {n}, {d}, c.seq + 1 FROM cases_case c"
        " JOIN grid_resident r ON r.id = c.asker_id JOIN grid_node n ON n.id = c.beat_id"
        " LEFT JOIN grid_desk d ON d.id = c.answered_by_id ORDER BY c.id",
        c=Case,
        r=Resident,
        n=Node,
        d=Desk,
    )
    expected = Case.objects.select_related("asker", "beat").order_by("pk")

    for (case, asker, beat, nobody, next_seq), theirs in zip(
        reading.rows([]), expected, strict=True
    ):
        assert (nobody, next_seq) == (None, theirs.seq + 1)
        for mine, other in ((case, theirs), (asker, theirs.asker), (beat, theirs.beat)):
            assert {f.attname: getattr(mine, f.attname) for f in mine._meta.concrete_fields} == {
                f.attname: getattr(other, f.attname) for f in other._meta.concrete_fields
            }
            assert mine == other
            mine.save()  # it knows that it is there


def test_what_was_not_read_of_a_row_is_read_when_it_is_wanted(
    city: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reading = Reading(
        "SELECT {r}, {h} FROM grid_resident r JOIN grid_household h ON h.id = r.household_id"
        " WHERE r.id = %s",
        r=(Resident, "id household_id phone"),
        h=Household,
    )
    with django_assert_num_queries(1):
        found = reading.first([city.wu.pk])
        assert found is not None
        resident, household = found
        join(resident, household=household)
        assert (resident.pk, resident.phone) == (city.wu.pk, city.wu.phone)
        assert resident.household is household
        assert household == city.wu.household
        assert resident.get_deferred_fields() == {"user_id", "name", "name_en", "phone_bi"}
    with django_assert_num_queries(1):
        assert resident.name == city.wu.name


def test_times_go_there_and_back(city: City) -> None:
    duty = city.shen.duties.get()
    Leave.objects.create(duty=duty, starts_at=at(9, 0, 1), ends_at=at(10))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT starts_at FROM grid_leave WHERE ends_at IN ({many([at(10), at(11)])})",
            [to_moment(at(10)), to_moment(at(11))],
        )
        assert [from_moment(row[0]) for row in cursor.fetchall()] == [at(9, 0, 1)]
    assert from_moment(None) is None
