"""A list that is read by plain SQL is what the ORM finds, for whomever, however it is narrowed."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianhu.accounts.models import User
from lianhu.cases import store
from lianhu.cases.access import not_about, shared_with
from lianhu.cases.lists import Cursor, Narrowing, Tab
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.rules import CaseClass
from lianhu.demo.game import Game
from lianhu.grid.models import Desk, Node
from lianhu.kernel.names import TwoNames
from lianhu.knowledge.models import Topic
from tests.cast import at, make_city

pytestmark = pytest.mark.django_db

LAST = at(0) + timedelta(days=400)


def orm_lines(
    tab: Tab, desks: list[Desk], person: User, now: datetime, narrowing: Narrowing
) -> list[store.Line]:
    """All of a list in its order, one row after the other."""
    if tab is Tab.SHARED:
        stages = shared_with(desks, now, person)
    else:
        own = Stage.objects.filter(not_about(person, "case__"), closed_at=None, desk__in=desks)
        stages = own.filter(waiting_until__isnull=tab is not Tab.WAITING)
    if narrowing.topic:
        topics = Topic.objects.filter(path__startswith=narrowing.topic)
        stages = stages.filter(case__topic__in=topics)
    if narrowing.place:
        stages = stages.filter(case__beat__path__startswith=narrowing.place)
    if narrowing.case_class:
        stages = stages.filter(case__case_class=narrowing.case_class)
    if narrowing.nobodys:
        stages = stages.filter(taken_by=None)
    if narrowing.taken_by:
        stages = stages.filter(taken_by=narrowing.taken_by)
    found = []
    for stage in stages:
        asked = awaited(stage.case)
        if tab not in (Tab.MINE, Tab.CONSULTING) or (asked is not None) is (tab is Tab.CONSULTING):
            department = asked if tab is Tab.CONSULTING else replied(stage.case)
            line = orm_line(stage, department, desks)
            due = line.falls_due(tab)
            if narrowing.due_before is None or (due is not None and due < narrowing.due_before):
                found.append(line)
    return sorted(found, key=lambda line: (line.falls_due(tab) or LAST, line.key))


def awaited(case: Case) -> Consultation | None:
    open_ones = case.consultations.filter(closed_at=None, late=False, joint=False)
    return open_ones.order_by("due_at", "pk").first()


def replied(case: Case) -> Consultation | None:
    return case.consultations.exclude(reply=None).order_by("-closed_at", "-pk").first()


def orm_line(stage: Stage, department: Consultation | None, desks: list[Desk]) -> store.Line:
    case = stage.case
    words = case.events.get(seq=1).words
    way = case.beat.path
    if stage.desk in desks:
        way = way[: (stage.desk.node.depth + 1) * Node.steplen]
    return store.Line(
        stage.pk,
        case.pk,
        stage.desk_id,
        stage.taken_by_id,
        stage.due_at,
        stage.budget_s,
        stage.waiting_until,
        case.number,
        case.seq,
        case.status,
        case.case_class,
        case.promise_due_at,
        case.confidential,
        case.beat_id,
        case.topic_id,
        words.body if words else None,
        words.erased_at if words else None,
        case.topic.code if case.topic else None,
        *names(case.topic),
        *names(stage.taken_by),
        *names(Node.objects.filter(path=way).first()),
        department.started_at if department else None,
        department.due_at if department else None,
        *names(department.desk if department else None),
    )


def names(row: TwoNames | None) -> tuple[str | None, str | None]:
    return (row.name, row.name_en) if row else (None, None)


moments = st.integers(-12, 12).map(lambda minutes: at(15) + timedelta(minutes=minutes))


def change(data: st.DataObject, stage: Stage) -> None:
    """Whatever may be of an open stage and its case, whether or not it comes about by the rules."""
    people = [None, *User.objects.order_by("pk")[:4]]
    stage.desk = data.draw(st.sampled_from(list(Desk.objects.order_by("pk"))))
    stage.due_at = data.draw(st.none() | moments)
    stage.running_since = stage.due_at and stage.started_at
    stage.waiting_until = data.draw(st.none() | st.none() | moments)
    stage.shared_at = data.draw(st.none() | moments)
    stage.taken_by = data.draw(st.sampled_from(people))
    stage.save()
    case = stage.case
    case.about = data.draw(st.sampled_from(people))
    case.case_class = data.draw(st.sampled_from(CaseClass))
    case.topic = data.draw(st.sampled_from([None, *Topic.objects.order_by("pk")[:4]]))
    case.save()
    said = case.events.get(seq=1).words
    assert said is not None
    for number in range(50, 50 + data.draw(st.integers(0, 2))):
        closed = data.draw(st.none() | moments)
        Consultation.objects.create(
            case=case,
            number=number,
            desk=data.draw(st.sampled_from(list(Desk.objects.order_by("-pk")[:4]))),
            asked_by=stage.desk,
            brief=said,
            reply=said if closed and data.draw(st.booleans()) else None,
            started_at=at(9),
            due_at=data.draw(moments),
            late=data.draw(st.booleans()),
            joint=data.draw(st.booleans()),
            closed_at=closed,
        )
    if data.draw(st.booleans()):
        said.body, said.erased_at = "", at(10)
        said.save()


def some_narrowing(data: st.DataObject, person: User) -> Narrowing:
    topics, nodes = Topic.objects.order_by("pk"), Node.objects.order_by("pk")
    return Narrowing(
        topic=data.draw(st.sampled_from(["", "", *[topic.path for topic in topics[:4]]])),
        case_class=data.draw(st.sampled_from(["", "", *CaseClass])),
        place=data.draw(st.sampled_from(["", "", *[node.path for node in nodes]])),
        nobodys=data.draw(st.integers(0, 3)) == 0,
        taken_by=person.pk if data.draw(st.integers(0, 3)) == 0 else None,
        due_before=data.draw(st.none() | moments),
    )


@pytest.fixture
def game() -> Game:
    make_city()
    game = Game(6, at(9))
    game.play(120)
    return game


@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_list(game: Game, data: st.DataObject) -> None:
    with transaction.atomic():
        last = Stage.objects.filter(closed_at=None).order_by("-pk")
        for stage in last[: data.draw(st.integers(0, 6))]:
            change(data, stage)
        keys = list(Desk.objects.values_list("pk", flat=True).order_by("pk"))
        some = data.draw(st.sets(st.sampled_from(keys), min_size=1))
        desks = list(Desk.objects.filter(pk__in=some).select_related("node"))
        person = data.draw(st.sampled_from(list(User.objects.order_by("pk")[:5])))
        now, tab = data.draw(moments), data.draw(st.sampled_from(Tab))
        narrowing = some_narrowing(data, person) if data.draw(st.booleans()) else Narrowing()
        lists = store.Lists(desks, person.pk, now)

        expected = orm_lines(tab, desks, person, now, narrowing)

        assert store.counts(lists, [(tab, narrowing)], 1000) == [len(expected)]
        start, seen, size = None, [], data.draw(st.integers(1, 4))
        while lines := store.lines(tab, lists, narrowing, start, size):
            seen += lines
            start = Cursor(lines[-1].falls_due(tab), lines[-1].key)
        assert seen == expected
        transaction.set_rollback(True)


@pytest.mark.parametrize("tab", Tab)
def test_what_any_desk_lists_as_it_comes_about(game: Game, tab: Tab) -> None:
    """Most of it at once, so that the lists are long."""
    desks = list(Desk.objects.select_related("node"))
    person = User.objects.earliest("pk")
    lists = store.Lists(desks, person.pk, game.now)

    expected = orm_lines(tab, desks, person, game.now, Narrowing())
    assert store.lines(tab, lists, Narrowing(), None, 1000) == expected
