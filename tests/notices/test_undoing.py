"""What was acknowledged, done or told by mistake waits again, if nothing has come of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from lianhu.inbox.broadcasts import reading
from lianhu.inbox.broadcasts.models import Receipt, Wording
from lianhu.inbox.broadcasts.reading import waiting
from lianhu.inbox.jobs import ACTS_KEPT_FOR, sweep
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.rules.undoing import FOR_SO_LONG, Code, Done, Refused, check
from lianhu.inbox.services import reach
from lianhu.inbox.undoing import services as undoing
from lianhu.inbox.undoing.models import Act
from lianhu.kernel import clock
from lianhu.notices import queries, services
from lianhu.notices.models import Notice, Version
from tests.cast import City, at, sign_in
from tests.inbox.rounds import work
from tests.notices import small
from tests.pages import text_of

A_SECOND = timedelta(seconds=1)


@given(st.integers(1, 2), st.booleans(), st.integers(0, 1200), st.booleans())
def test_only_ones_own_act_for_a_while_and_only_once(
    person: int, is_undone: bool, seconds: int, is_as_left: bool
) -> None:
    may = person == 1 and not is_undone and is_as_left and seconds * A_SECOND < FOR_SO_LONG
    now = at(9) + seconds * A_SECOND
    try:
        check(Done(1, at(9), is_undone), person, now, is_as_left=is_as_left)
    except Refused as refused:
        assert not may
        # Whose it is comes first: others learn nothing.
        assert (refused.code is Code.NOT_YOURS) is (person != 1)
    else:
        assert may


def post(city: City, who: str, path: str, now: datetime, **data: Any) -> Any:
    with clock.fixed(now):
        return sign_in(city.people[who]).post(path, data, follow=True)


def undo(city: City, who: str, now: datetime, act: int | None = None) -> Any:
    key = act or Act.objects.latest("pk").pk
    return post(city, who, f"/inbox/undo/{key}/", now)


def is_open(city: City, who: str, now: datetime) -> list[bool]:
    return [each.card.is_open for each in waiting(small.at_work_as(city, who, now), now)]


def still_open(notice: int, city: City, now: datetime) -> list[str]:
    row, version = Notice.objects.get(pk=notice), Version.objects.filter(notice=notice).latest("pk")
    return [desk.code for desk in queries.still_open(row, version, city.nodes["village"], now)]


@pytest.mark.django_db
def test_what_was_acknowledged_waits_again_for_oneself_and_the_sender(city: City) -> None:
    notice = small.sent(city, "village", "he")
    response = post(city, "shen", f"/notices/to-me/{notice}/acknowledge/", at(10))
    key = Act.objects.get().pk
    assert f'action="/inbox/undo/{key}/"' in response.text
    assert "撤销" in text_of(response)
    assert is_open(city, "shen", at(10, 1)) == []
    assert still_open(notice, city, at(10, 1)) == ["beat2"]
    said = text_of(undo(city, "shen", at(10, 5)))
    assert "已撤销，恢复原样" in said
    assert small.TITLE in said
    assert is_open(city, "shen", at(10, 5)) == [True]
    assert still_open(notice, city, at(10, 6)) == ["beat", "beat2"]
    # It is written down, and done once.
    assert Act.objects.get().undone_at == at(10, 5)
    assert "已经撤销过了" in text_of(undo(city, "shen", at(10, 6)))


@pytest.mark.django_db
def test_what_stood_before_stands_again(city: City) -> None:
    due = at(16)
    notice = small.sent(city, "village", "he", asks=Asks.ACT, due_at=due)
    post(city, "shen", f"/notices/to-me/{notice}/acknowledge/", at(10))
    post(city, "shen", f"/notices/to-me/{notice}/done/", at(10, 2))
    undo(city, "shen", at(10, 3))
    receipt = Receipt.objects.get(person=city.shen)
    assert (receipt.acked_at, receipt.acted_at) == (at(10), None)


@pytest.mark.django_db
def test_nobody_else_undoes_it_nor_oneself_later_or_when_something_came_of_it(city: City) -> None:
    notice = small.sent(city, "village", "he")
    small.acknowledged(city, notice, "shen", at(10))
    for who in ("tong", "he", "wu"):
        assert undo(city, who, at(10, 1)).status_code == 404
    assert undo(city, "shen", at(10, 1), 999).status_code == 404
    late = at(10) + FOR_SO_LONG
    assert "时间太久，不能撤销了" in text_of(undo(city, "shen", late))
    # It was answered once more meanwhile: that one counts.
    first, reader = Act.objects.get().pk, small.at_work_as(city, "shen", at(10, 2))
    reading.answer(reader, Wording.objects.get().pk, Asks.ACKNOWLEDGE, at(10, 2))
    assert "已有后续，不能撤销" in text_of(undo(city, "shen", at(10, 3), first))
    services.withdraw(notice, by=city.he, why="不办了", now=at(10, 4))
    assert "已有后续，不能撤销" in text_of(undo(city, "shen", at(10, 5)))
    assert Receipt.objects.get(person=city.shen).acked_at == at(10, 2)
    # Just before the time it would have been right.
    other = small.sent(city, "village", "he", at(11), body=small.LOOK)
    small.acknowledged(city, other, "shen", at(11))
    assert undo(city, "shen", at(11) + FOR_SO_LONG - A_SECOND).status_code == 200
    assert Receipt.objects.filter(person=city.shen, acked_at=None).count() == 1


@pytest.mark.django_db
def test_a_household_undoes_it_too_and_is_back_on_its_page(city: City) -> None:
    both = Who.OFFICER, Who.HOUSEHOLD
    notice = small.sent(city, "village", "he", who=both)
    response = post(city, "wu", f"/notices/to-me/{notice}/acknowledge/", at(10))
    assert small.TITLE not in text_of(response)
    assert small.TITLE in text_of(undo(city, "wu", at(10, 1)))


@pytest.mark.django_db
def test_a_call_that_was_not_made_after_all_is_on_the_list_again(city: City) -> None:
    reach(city.shen, Reach.CALL, by=city.he)
    small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(10))
    work(at(9))
    open_calls = Item.objects.filter(kind__startswith="call", done_at=None)
    assert open_calls.count() == 1
    told = f"/calls/{city.shen.pk}/told/"
    assert "撤销" in text_of(post(city, "he", told, at(9, 10)))
    assert not open_calls.exists()
    undo(city, "he", at(9, 11))
    assert open_calls.count() == 1
    # Told again, and answered: there is nothing more to tell.
    post(city, "he", told, at(9, 12))
    notice = Notice.objects.get()
    small.acknowledged(city, notice.pk, "shen", at(9, 13))
    Receipt.objects.update(acted_at=at(9, 13))
    act = Act.objects.filter(kind=Act.Kind.TOLD).latest("pk").pk
    assert "已有后续，不能撤销" in text_of(undo(city, "he", at(9, 14), act))


@pytest.mark.django_db
def test_what_the_roster_wrote_down_it_takes_back_and_the_call_is_to_be_made(city: City) -> None:
    reach(city.shen, Reach.CALL, by=city.he)
    notice = small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(10))
    work(at(9))
    path = f"/notices/to-me/{notice}/done/?for={city.shen.pk}"
    post(city, "he", path, at(9, 10))
    assert Receipt.objects.get(person=city.shen).entered_by == city.he
    assert not Item.objects.filter(kind__startswith="call", done_at=None).exists()
    response = undo(city, "he", at(9, 11))
    assert response.redirect_chain[-1][0] == "/calls/"
    receipt = Receipt.objects.get(person=city.shen)
    assert (receipt.acted_at, receipt.entered_by) == (None, None)
    assert Item.objects.filter(kind__startswith="call", done_at=None).count() == 1


@pytest.mark.django_db
def test_acts_are_gone_after_a_day(city: City) -> None:
    notice = small.sent(city, "village", "he")
    small.acknowledged(city, notice, "shen", at(10))
    sweep(at(10) + ACTS_KEPT_FOR)
    assert Act.objects.exists()
    sweep(at(10) + ACTS_KEPT_FOR + A_SECOND)
    assert not Act.objects.exists()
    assert Receipt.objects.exists()
    # With a receipt go its acts, found by an index.
    index = {"columns": [Act._meta.get_field("receipt").column], "index": True}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Act._meta.db_table)
    assert any(index.items() <= one.items() for one in found.values())


def answer(city: City, wording: int, done: Asks, now: datetime) -> int | None:
    reader = small.at_work_as(city, "shen", now)
    return undoing.answer(reader, wording, done, now, by=city.shen)


@pytest.mark.django_db
def test_of_two_taps_that_both_found_it_open_the_first_counts_and_is_taken_back(
    city: City,
) -> None:
    small.sent(city, "village", "he")
    wording = Wording.objects.get().pk
    first = answer(city, wording, Asks.ACKNOWLEDGE, at(10))
    assert answer(city, wording, Asks.ACKNOWLEDGE, at(10) + A_SECOND) is None
    assert Receipt.objects.get(person=city.shen).acked_at == at(10)
    assert first is not None
    undo(city, "shen", at(10, 1), first)
    assert is_open(city, "shen", at(10, 2)) == [True]


@pytest.mark.django_db
def test_what_was_done_is_not_taken_back_beneath_what_was_answered_after_it(city: City) -> None:
    small.sent(city, "village", "he")
    reader, wording = small.at_work_as(city, "shen", at(10)), Wording.objects.get().pk
    first = answer(city, wording, Asks.ACT, at(10))
    reading.answer(reader, wording, Asks.ACKNOWLEDGE, at(10, 1))
    assert first is not None
    assert "已有后续，不能撤销" in text_of(undo(city, "shen", at(10, 2), first))
    receipt = Receipt.objects.get(person=city.shen)
    assert (receipt.acked_at, receipt.acted_at) == (at(10, 1), at(10))


@pytest.mark.django_db
def test_a_call_that_the_worker_puts_meanwhile_is_not_put_twice(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    reach(city.shen, Reach.CALL, by=city.he)
    small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(10))
    work(at(9))
    post(city, "he", f"/calls/{city.shen.pk}/told/", at(9, 10))
    call = Item.objects.get(kind__startswith="call")
    # It comes between reading that there is none and writing.
    monkeypatch.setattr(undoing, "_waiting_again", lambda *_given: [call.pk])
    again = Item.objects.get(pk=call.pk)
    again.pk, again.done_at = None, None
    again.save()
    assert "已有后续，不能撤销" in text_of(undo(city, "he", at(9, 11)))
    assert Item.objects.get(pk=call.pk).done_at == at(9, 10)
    assert Act.objects.get().undone_at is None
