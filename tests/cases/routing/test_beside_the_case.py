"""A desk sees where a question may belong, how sure that is and by which words; it decides."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.cases import rules
from lianhu.cases.book.suggesting import LookedUp, looked_up
from lianhu.cases.models import Case, Words
from lianhu.cases.routing.beside import Destination, Likely, likely
from lianhu.cases.routing.models import RoutingModel, StraightConsent
from lianhu.cases.routing.services import learn
from lianhu.cases.routing.straight import straight_to
from lianhu.grid.models import Desk
from lianhu.kernel import clock
from lianhu.knowledge.models import Item, Topic
from lianhu.web.cli import main
from tests.cases.routing.learnt import CURRENT, WATER, closed, learn_both
from tests.cast import City, ask, at, climb, make_city, sign_in
from tests.knowledge.small_book import make_book
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HEADING = "可能归哪里"


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.fixed(at(14, 50)):
        yield make_city()


@pytest.fixture
def learnt(city: City) -> RoutingModel:
    return learn_both(city)


@pytest.fixture
def case(city: City) -> Case:
    return climb(city, ask(city.wu, at(14, 33), CURRENT), "village", at(14, 35))


def page(city: City, case: Case, query: str = "") -> str:
    """As the village has it before it."""
    response = sign_in(city.he).get(f"/desk/{case.number}/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_without_a_model_nothing_is_said(city: City, case: Case) -> None:
    assert HEADING not in page(city, case)


def test_it_says_where_how_sure_and_why(city: City, case: Case, learnt: RoutingModel) -> None:
    response = sign_in(city.he).get(f"/desk/{case.number}/")
    shown = text_of(response)
    found = response.context["likely"]

    assert HEADING in shown
    assert found["desk"].named == city.desks["insurance"]
    assert found["topic"].named == city.topics["insurance"]
    assert f"{found['desk'].in_words}，{found['desk'].percent}%" in shown
    # Ten closed questions are not more than this.
    assert found["desk"].percent <= 92
    assert "因为提到“" in shown
    assert {"住院", "报销"} & set(found["desk"].telling.split("”“"))


def test_it_chooses_nothing_by_itself_and_one_tap_takes_it(
    city: City, case: Case, learnt: RoutingModel
) -> None:
    chosen = '<option value="insurance" selected>'
    plain = page(city, case)
    assert chosen not in plain
    assert "?act=desk_consult&amp;into=insurance" in plain
    assert "?act=desk_transfer&amp;into=insurance" in plain

    assert chosen in page(city, case, "?act=desk_consult&into=insurance")
    assert chosen in page(city, case, "?act=desk_transfer&into=insurance")
    # Nothing is chosen for a desk that is not offered.
    assert chosen not in page(city, case, "?act=desk_consult&into=nowhere")


def test_what_was_learnt_costs_one_question_more(
    city: City, case: Case, learnt: RoutingModel
) -> None:
    client = sign_in(city.he)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/desk/{case.number}/")
        return len(queries)

    count()  # loads what was learnt
    with_model = count()
    RoutingModel.objects.all().delete()
    assert count() == with_model - 1  # whether the place has agreed to going straight


def test_corrections_show_after_the_next_training(
    city: City, case: Case, learnt: RoutingModel
) -> None:
    assert "into=insurance" in page(city, case)
    for row in Case.objects.filter(answered_by=city.desks["insurance"]):
        closed(city, Words.objects.get(event__case=row, event__seq=1).body, "water")
    Case.objects.filter(answered_by=city.desks["insurance"]).update(withdrawn_at=at(12))
    closed(city, "身份证怎么补办", "insurance")

    learn(clock.now())

    assert "into=water" in page(city, case)


def test_of_one_department_nothing_is_learnt(city: City, learnt: RoutingModel) -> None:
    Case.objects.update(answered_by=city.desks["water"], topic=None)

    assert learn(clock.now()) is None
    assert RoutingModel.objects.get() == learnt


@pytest.mark.parametrize("facts", [{"confidential": True}, {"withdrawn_at": at(10)}])
def test_what_is_kept_in_confidence_or_withdrawn_teaches_nothing(
    city: City, learnt: RoutingModel, facts: dict[str, object]
) -> None:
    closed(city, "绝密的事情", "insurance", **facts)

    again = learn(clock.now())

    assert again is not None
    assert again.cases == learnt.cases
    assert RoutingModel.objects.get() == again


def test_what_is_about_somebody_or_was_erased_teaches_nothing(
    city: City, learnt: RoutingModel
) -> None:
    closed(city, "他态度不好", "insurance", about=city.people["shen"])
    erased = closed(city, "住院报销", "insurance")
    Words.objects.filter(case=erased).update(body="", erased_at=at(12))

    again = learn(clock.now())

    assert again is not None
    assert (bytes(again.desks), bytes(again.topics)) == (bytes(learnt.desks), bytes(learnt.topics))


def test_a_desk_that_was_closed_is_not_named(city: City, case: Case, learnt: RoutingModel) -> None:
    city.desks["insurance"].closed_at = at(14, 40)
    city.desks["insurance"].save()

    assert "into=insurance" not in page(city, case)


def test_the_book_alone_teaches_it_too(city: City, case: Case) -> None:
    make_book(city)
    made = learn(clock.now())
    assert made is None  # the small book has one topic and one owner

    for words in WATER:
        closed(city, words, "water")
    made = learn(clock.now())
    assert made is not None
    assert (made.cases, made.items) == (5, 3)
    assert "into=insurance" in page(city, case)


def test_what_a_topic_and_a_desk_are_called_teaches_too(
    city: City, case: Case, learnt: RoutingModel
) -> None:
    asked = climb(city, ask(city.wu, at(14, 33), "殡葬服务找谁"), "village", at(14, 35))
    assert HEADING not in page(city, asked)
    Topic.objects.filter(pk=city.topics["water"].pk).update(name="殡葬服务")
    Desk.objects.filter(pk=city.desks["water"].pk).update(name="殡葬服务科")

    learn(clock.now())

    shown = page(city, asked)
    assert "into=water" in shown
    assert "into=insurance" in page(city, case)


def test_papers_and_steps_of_an_item_teach_too(city: City) -> None:
    make_book(city)
    for words in WATER:
        closed(city, words, "water")
    learn(clock.now())

    found = likely("出院小结丢了", city.desks.values(), LookedUp([], []))

    assert found is not None
    assert found.desk is not None
    assert found.desk.named == city.desks["insurance"]
    assert "小结" in "".join(found.desk.words)


def test_what_the_book_finds_says_where_it_belongs(city: City) -> None:
    items = make_book(city)
    for words in WATER:
        closed(city, words, "water")
    learn(clock.now())
    # 门前 and 路灯 stand in no closed question; an alias of an item says it so.
    asked = climb(city, ask(city.wu, at(14, 33), "门前路灯不亮"), "village", at(14, 35))

    assert "into=insurance" in page(city, asked)
    # Once, though it speaks for the desk and for the topic.
    assert page(city, asked).count("“怎么办”里有“路灯不亮报修”") == 1
    found = likely("门前路灯不亮", city.desks.values(), looked_up("门前路灯不亮", clock.now()))
    assert found is not None
    assert found.desk is not None
    assert found.desk.item == items["lamp"]


def test_what_does_not_hold_today_says_nothing(city: City) -> None:
    make_book(city)
    for words in WATER:
        closed(city, words, "water")
    learn(clock.now())
    words, desks = "门前路灯不亮", city.desks.values()
    unaided = likely(words, desks, LookedUp([], []))
    assert likely(words, desks, looked_up(words, clock.now())) != unaided

    Item.objects.update(valid_until=at(8).date() - timedelta(days=1))

    found = looked_up(words, clock.now())
    assert found.hits
    assert likely(words, desks, found) == unaided


def test_without_telling_words_nothing_goes_straight(city: City, case: Case) -> None:
    StraightConsent.objects.create(node=city.desks["village"].node, agreed=True, least=60)
    item = make_book(city)["lamp"]

    for words, goes in (((), False), (("路灯",), True)):
        sure = Likely(city.desks["insurance"], 0.99, words, item)
        found = straight_to(case, city.desks["village"], Destination(None, sure))
        assert (found is not None) is goes


def test_the_command_says_what_it_learnt(
    city: City, learnt: RoutingModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train"]) == 0
    said = capsys.readouterr().out
    assert "Learnt from 10 closed cases and 0 items of the book." in said
    assert "% right when tried apart" in said

    Case.objects.update(status=rules.Status.WITHDRAWN)
    assert main(["train"]) == 1
    assert "Nothing to tell apart" in capsys.readouterr().err
