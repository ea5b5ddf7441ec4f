"""Who reads a draft, who approves, who reads a question: the table of `notices.access`."""

import pytest
from django.test import Client

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty
from lianhu.grid.rules import Role
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Who
from lianhu.kernel import clock
from lianhu.notices import queries, questions, services
from lianhu.notices.access import approving
from lianhu.notices.models import Notice, Question
from lianhu.notices.rules.sending import Stage
from tests.cast import LONG_AGO, City, at, sign_in
from tests.notices import small
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(city: City) -> User:
    """A second clerk of the village."""
    return clerk_at(city, city.desks["village"])


def clerk_at(city: City, desk: Desk) -> User:
    person = User.objects.create_user(f"second-{desk.code}", name="同事")
    Duty.objects.create(desk=desk, person=person, role=Role.CLERK, starts_at=LONG_AGO)
    city.people[person.username] = person
    return person


def get(client: Client, path: str, hour: int = 11) -> str:
    with clock.fixed(at(hour)):
        response = client.get(path)
    return text_of(response) if response.status_code == 200 else str(response.status_code)


def post(client: Client, path: str) -> int:
    with clock.fixed(at(11)):
        status: int = client.post(path).status_code
        return status


def test_the_draft_of_a_correction_is_read_by_its_desk_alone(city: City, colleague: User) -> None:
    notice = small.sent(city, "village", "he", body="第一个文本")
    text = small.written(city, "village", body="还没发的文本", why="写错了")
    services.correct(notice, text, by=city.he, now=at(10))
    page = f"/notices/{notice}/"

    for who in ("he", colleague.username):
        assert "还没发的文本" in get(sign_in(city.people[who]), page)
    for who in ("ma", "luo", "qin"):
        shown = get(sign_in(city.people[who]), page)
        assert "第一个文本" in shown
        assert "还没发的文本" not in shown
        assert "写错了" not in shown
        assert "发出去，要花掉大家" not in shown
    # While it waits, whoever may approve it reads it.
    small.show_to_a_second(notice, at(10))
    assert "还没发的文本" in get(sign_in(city.people["ma"]), page)
    services.give_back(notice, by=city.people["ma"], remark="时间？", now=at(11))
    assert "还没发的文本" not in get(sign_in(city.people["ma"]), page)


def test_the_place_above_approves_and_no_colleague(city: City, colleague: User) -> None:
    notice = small.waiting(city, "village", "he")
    page = f"/notices/{notice}/"
    client = sign_in(colleague)

    assert "没问题，发出" not in get(client, page)
    assert post(client, f"{page}approve/") == 403
    assert post(client, f"{page}give-back/") == 403
    assert "等您复核" not in get(client, "/notices/")
    assert small.newest(notice).stage == Stage.WAITING
    seen = {"seen": small.newest(notice).mark}
    with clock.fixed(at(9)):
        assert sign_in(city.people["ma"]).post(f"{page}approve/", seen).status_code == 302
    assert small.newest(notice).stage == Stage.SENT


def test_what_a_department_sends_the_place_approves_that_it_serves(city: City) -> None:
    second = clerk_at(city, city.desks["water"])
    notice = small.waiting(city, "water", "jiang", places=["city"])
    [item] = Item.objects.filter(done_at=None)
    assert item.desk == city.desks["city"]
    assert post(sign_in(second), f"/notices/{notice}/approve/") == 403
    assert post(sign_in(city.luo), f"/notices/{notice}/approve/") == 302


def test_at_the_top_those_who_supervise_approve(city: City) -> None:
    second = clerk_at(city, city.desks["city"])
    notice = small.waiting(city, "city", "luo")
    [item] = Item.objects.filter(done_at=None)
    assert item.desk == city.desks["supervision"]
    assert post(sign_in(second), f"/notices/{notice}/approve/") == 403
    assert post(sign_in(city.people["qin"]), f"/notices/{notice}/approve/") == 302


def test_at_the_top_where_nobody_supervises_a_colleague_approves(city: City) -> None:
    Duty.objects.filter(desk=city.desks["supervision"]).delete()
    city.desks["supervision"].delete()
    second = clerk_at(city, city.desks["city"])
    notice = small.waiting(city, "city", "luo")
    [item] = Item.objects.filter(done_at=None)
    assert item.desk == city.desks["city"]
    assert "等您复核" in get(sign_in(second), "/notices/")
    assert post(sign_in(city.luo), f"/notices/{notice}/approve/") == 403
    assert post(sign_in(second), f"/notices/{notice}/approve/") == 302


def test_what_waits_is_found_by_place_with_one_query(city: City, django_assert_num_queries) -> None:
    made = [
        small.waiting(city, desk, by, body=f"{desk}的通知")
        for desk, by in (("village", "he"), ("village2", "bo"), ("town", "fang"))
    ]
    for who, found in (("ma", made[:2]), ("fang", made[:2]), ("luo", made), ("he", [])):
        posts = approving(small.serves(city, who, at(9)))
        with django_assert_num_queries(1 if posts else 0):
            waiting = queries.to_approve(posts, city.people[who].pk)
            assert [version.notice_id for version in waiting] == found
            assert all(version.notice.desk.shown_name and version.by for version in waiting)


def test_whoever_asked_reads_the_answer_wherever_they_serve_by_then(city: City) -> None:
    notice = small.sent(city, "village", "he", who=(Who.OFFICER,), contact=city.desks["water"])
    questions.ask(Notice.objects.get(), small.QUESTION, by=city.shen, key="k", now=at(9))
    question = Question.objects.get()
    page = f"/notices/questions/{question.pk}/"
    assert "还没答复" in get(sign_in(city.shen), page, 9)
    questions.answer(question.pk, "村里有两辆。", by=city.people["jiang"], now=at(10))
    # Shen serves elsewhere by then: the notice does not reach her any more.
    Duty.objects.filter(person=city.shen).update(ends_at=at(10))
    elsewhere = city.desks["village2"]
    Duty.objects.create(desk=elsewhere, person=city.shen, role=Role.CLERK, starts_at=at(10))
    client = sign_in(city.shen)
    assert get(client, f"/notices/to-me/{notice}/") == "404"

    with clock.fixed(at(11)):
        assert page in client.get("/inbox/").text
    assert "村里有两辆。" in get(client, page)
    assert not Item.objects.filter(done_at=None, person=city.shen).exists()
    assert post(client, page) == 403
    assert get(sign_in(city.people["tong"]), page) == "404"
