"""From a draft to those whom it reaches: approved, sent, answered, corrected, withdrawn."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from lianhu.accounts.models import User
from lianhu.grid.models import Duty, Household, Leave, Resident, Stay
from lianhu.inbox.broadcasts import audience, reading
from lianhu.inbox.broadcasts.models import Broadcast, Receipt, Target
from lianhu.inbox.broadcasts.reading import Reached, at_home
from lianhu.inbox.jobs import KEPT_FOR, sweep
from lianhu.inbox.models import Item
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.notices import joining, queries, services
from lianhu.notices.models import Notice, Version
from lianhu.notices.rules.sending import AFTERWARDS, LASTS, Code, Refused, Stage
from tests.cast import FRIDAY, LONG_AGO, MONDAY, City, at
from tests.notices import small

pytestmark = pytest.mark.django_db


def open_for(city: City, who: str, now: datetime) -> list[Reached]:
    return reading.waiting(small.at_work_as(city, who, now), now)


def titles(found: list[Reached]) -> list[str]:
    refs = [each.broadcasts[-1].ref for each in found]
    texts = Version.objects.in_bulk(refs)
    return [texts[ref].title for ref in refs]


def answer(city: City, who: str, done: Asks, now: datetime) -> None:
    [found] = open_for(city, who, now)
    reading.answer(small.at_work_as(city, who, now), found.card.wording, done, now)


def recording(make: Any, made: list[Any]) -> Any:
    """As `make`, a class method; what it gives is kept."""

    def making(_cls: type, *args: Any) -> Any:
        made.append(make(*args))
        return made[-1]

    return making


def test_it_reaches_those_below_and_writes_a_handful_of_rows(city: City) -> None:
    notice = small.draft(city, "town", "fang", who=(Who.OFFICER, Who.HOUSEHOLD))
    assert open_for(city, "shen", at(9)) == []
    services.send(notice, now=at(9))

    for who in ("shen", "tong", "yan"):
        assert titles(open_for(city, who, at(9))) == [small.TITLE]
    for who in ("he", "fang", "luo", "gu", "qin"):
        assert open_for(city, who, at(9)) == []
    assert titles(reading.waiting(at_home(city.wu), at(9))) == [small.TITLE]
    assert (Broadcast.objects.count(), Target.objects.count()) == (1, 2)
    assert not Receipt.objects.exists()


def test_a_place_or_a_level_alone(city: City) -> None:
    clerks = (Who.CLERK,)
    small.sent(city, "city", "luo", who=clerks, depth=city.levels["village"].depth)

    reached = [who for who in ("he", "bo", "ma", "fang", "shen") if open_for(city, who, at(9))]
    assert reached == ["he", "bo"]


def test_whoever_joins_later_is_reached_and_whoever_leaves_is_not(city: City) -> None:
    small.sent(city, "village", "he", who=(Who.OFFICER, Who.HOUSEHOLD))
    Duty.objects.filter(person=city.shen).update(ends_at=at(10))
    new = User.objects.create_user("new", name="新")
    Duty.objects.create(desk=city.desks["beat"], person=new, role="officer", starts_at=at(10))
    city.people["new"] = new
    house = Household.objects.create(code="N", address="新房", contact="新来")
    Stay.objects.create(household=house, beat=city.nodes["beat"], starts_on=FRIDAY)
    moved_in = Resident.objects.create(household=house, name="新来")

    assert titles(open_for(city, "new", at(11))) == [small.TITLE]
    assert open_for(city, "shen", at(11)) == []
    assert titles(reading.waiting(at_home(moved_in), at(11))) == [small.TITLE]


def test_it_lasts_until_it_expires(city: City) -> None:
    small.sent(city, "village", "he")
    last = at(9) + LASTS

    assert open_for(city, "shen", last - timedelta(seconds=1))
    assert open_for(city, "shen", last) == []


def test_what_is_to_be_known_is_done_when_it_is_opened(city: City) -> None:
    small.sent(city, "village", "he", asks=Asks.KNOW)
    [found] = open_for(city, "shen", at(9))
    reading.see(small.at_work_as(city, "shen", at(10)), found, at(10))

    assert open_for(city, "shen", at(10)) == []
    assert open_for(city, "tong", at(10))


def test_seen_is_not_acknowledged_and_acknowledged_is_not_done(city: City) -> None:
    small.sent(city, "village", "he", asks=Asks.ACT, due_at=at(17))
    for done in (Asks.KNOW, Asks.ACKNOWLEDGE):
        answer(city, "shen", done, at(10))
        assert open_for(city, "shen", at(10))
    answer(city, "shen", Asks.ACT, at(11))
    assert open_for(city, "shen", at(11)) == []


def test_the_same_from_several_is_one_card_answered_once(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT, "asks": Asks.ACT}
    small.sent(city, "city", "luo", due_at=at(17), **same)
    small.sent(city, "town", "fang", due_at=at(16), **same)
    small.sent(city, "village", "he", document=small.DOCUMENT, body=small.BODY + "请自带推车。")
    cards = open_for(city, "shen", at(9))

    assert [len(each.broadcasts) for each in cards] == [2, 1]
    assert cards[0].card.due_at == at(16)
    assert open_for(city, "yan", at(9))[0].card.due_at == at(16)
    reading.answer(small.at_work_as(city, "shen", at(9)), cards[0].card.wording, Asks.ACT, at(10))
    assert [len(each.broadcasts) for each in open_for(city, "shen", at(10))] == [1]
    # Sent once more by another desk: it has been answered.
    small.sent(city, "community", "ma", now=at(11), due_at=at(15), **same)
    assert [len(each.broadcasts) for each in open_for(city, "shen", at(11))] == [1]


def test_nearly_the_same_is_one_card_if_its_sender_says_so(city: City) -> None:
    theirs = small.newest(small.sent(city, "city", "luo"))
    mine = small.draft(city, "town", "fang", body=small.BODY + "谢谢。")
    other = small.draft(city, "town", "fang", body=small.BODY.replace("两点", "三点"))

    alike = queries.alike(small.newest(mine), at(9))
    assert (alike.same, alike.near) == ((), (theirs,))
    assert queries.alike(small.newest(other), at(9)).near == ()
    with pytest.raises(Refused) as refused:
        joining.join(other, theirs, places=[])
    assert refused.value.code is Code.NOT_SAME
    # Its cost was being worked out meanwhile, for what was not joined yet.
    before = small.newest(mine)
    joining.join(mine, theirs, places=queries.known_places())
    services.known_cost(before.notice, before, at(9))
    assert small.newest(mine).cost is None
    services.send(mine, now=at(9))
    [found] = open_for(city, "shen", at(9))
    assert len(found.broadcasts) == 2


def test_a_correction_reaches_all_and_asks_again(city: City) -> None:
    notice = small.sent(city, "village", "he")
    answer(city, "shen", Asks.ACKNOWLEDGE, at(10))
    # By then somebody who has seen it serves elsewhere.
    answer(city, "tong", Asks.ACKNOWLEDGE, at(10))
    tong, elsewhere = city.people["tong"], city.desks["village2"]
    Duty.objects.filter(person=tong).update(ends_at=at(10, 30))
    Duty.objects.create(desk=elsewhere, person=tong, role="clerk", starts_at=at(10, 30))
    text = small.written(city, "village", title="更正", body="改到三点。", why="时间写错了")
    services.correct(notice, text, by=city.he, now=at(11))
    assert open_for(city, "shen", at(11)) == []  # nobody has sent it yet
    services.send(notice, now=at(11))

    assert titles(open_for(city, "shen", at(11))) == ["更正"]
    assert titles(open_for(city, "tong", at(11))) == ["更正"]
    assert [row.version for row in Broadcast.objects.filter(ended_at=None)] == [2]


def test_a_correction_with_the_same_words_asks_again_too(city: City) -> None:
    notice = small.sent(
        city, "village", "he", document=small.DOCUMENT, asks=Asks.ACT, due_at=at(17)
    )
    answer(city, "shen", Asks.ACT, at(10))
    text = small.written(
        city, "village", document=small.DOCUMENT, asks=Asks.ACT, due_at=at(15), why="提前了"
    )
    services.correct(notice, text, by=city.he, now=at(11))
    services.send(notice, now=at(11))

    [found] = open_for(city, "shen", at(11))
    assert found.card.due_at == at(15)


def test_withdrawn_it_reaches_those_alone_who_had_seen_it(city: City) -> None:
    notice = small.sent(city, "village", "he")
    answer(city, "shen", Asks.KNOW, at(10))
    services.withdraw(notice, by=city.he, why="发错了", now=at(11))

    [found] = open_for(city, "shen", at(11))
    assert found.broadcasts[0].withdraws
    assert open_for(city, "tong", at(11)) == []
    with pytest.raises(Refused):
        services.withdraw(notice, by=city.he, why="再撤", now=at(12))


def test_withdrawn_by_one_of_two_senders_it_reaches_those_below_that_one(city: City) -> None:
    small.sent(city, "town", "fang", document=small.DOCUMENT)
    again = small.sent(city, "village", "he", document=small.DOCUMENT)
    for who in ("shen", "yan"):
        answer(city, who, Asks.ACKNOWLEDGE, at(10))
    services.withdraw(again, by=city.he, why="发错了", now=at(11))

    [found] = open_for(city, "shen", at(11))
    assert found.broadcasts[0].withdraws
    assert open_for(city, "yan", at(11)) == []


def test_many_want_a_second_person(city: City) -> None:
    notice = small.waiting(city, "village", "he")
    [item] = Item.objects.filter(done_at=None)
    assert (item.desk, item.kind, item.hidden_from) == (
        city.desks["community"],
        "notice_approve",
        city.he,
    )
    assert open_for(city, "shen", at(9)) == []
    with pytest.raises(Refused) as refused:
        services.approve(notice, by=city.he, now=at(9))
    assert refused.value.code is Code.OWN

    services.give_back(notice, by=city.people["ma"], remark="时间？", now=at(10))
    [item] = Item.objects.filter(done_at=None)
    assert (item.person, item.kind) == (city.he, "notice_returned")
    services.change(notice, small.written(city, "village"), by=city.he, now=at(10))
    assert not Item.objects.filter(done_at=None).exists()
    with pytest.raises(Refused):
        services.approve(notice, by=city.people["ma"], now=at(10))


def test_given_back_and_then_sent_alone_nothing_is_left_of_the_remark(city: City) -> None:
    notice = small.waiting(city, "village", "he")
    services.give_back(notice, by=city.people["ma"], remark="时间？", now=at(10))
    assert services.send(notice, now=at(10)) is Stage.SENT
    assert small.newest(notice).remark == ""


def test_approved_it_is_sent(city: City) -> None:
    notice = small.waiting(city, "village", "he")
    services.approve(notice, by=city.people["ma"], now=at(10))

    version = small.newest(notice)
    assert (version.stage, version.approved_by) == (Stage.SENT, city.people["ma"])
    assert titles(open_for(city, "shen", at(10))) == [small.TITLE]
    assert not Item.objects.filter(done_at=None).exists()


def test_nobody_is_sent_what_nobody_reads(city: City) -> None:
    notice = small.draft(city, "village", "he", who=(Who.SUPERVISOR,))
    with pytest.raises(Refused) as refused:
        services.send(notice, now=at(9))
    assert refused.value.code is Code.NOBODY
    services.discard(notice, now=at(9))
    assert not Notice.objects.exists()


def test_the_same_form_twice_is_one_notice(city: City) -> None:
    text = small.written(city, "village")
    first, second = (
        services.write(city.desks["village"], text, by=city.he, key="k", now=at(9))
        for _ in range(2)
    )
    assert first == second


def test_a_sender_sees_which_places_are_open_and_never_who_has_read(city: City) -> None:
    def left(notice: int) -> list[str]:
        row = Notice.objects.get(pk=notice)
        found = queries.still_open(row, small.newest(notice), city.nodes["town"], at(12))
        return [desk.code for desk in found]

    notice = small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(17))
    assert left(notice) == ["beat", "beat2", "beat3"]
    answer(city, "shen", Asks.ACKNOWLEDGE, at(10))
    assert left(notice) == ["beat", "beat2", "beat3"]
    answer(city, "shen", Asks.ACT, at(10))
    assert left(notice) == ["beat2", "beat3"]
    # Done by a stand-in it is done, and whoever has the post next finds it done.
    duty = Duty.objects.get(person=city.people["yan"])
    Leave.objects.create(duty=duty, starts_at=at(9), ends_at=at(11), stand_in=city.people["bo"])
    answer(city, "bo", Asks.ACT, at(10))
    Duty.objects.filter(person=city.shen).update(ends_at=at(11))
    Duty.objects.create(
        desk=city.desks["beat"], person=city.people["bo"], role="officer", starts_at=at(11)
    )
    assert left(notice) == ["beat2"]
    # A post that nobody has is nobody's omission.
    Duty.objects.filter(person=city.people["tong"]).update(ends_at=LONG_AGO)
    assert left(notice) == []
    assert left(small.sent(city, "town", "fang", asks=Asks.KNOW)) == []


def test_where_many_are_open_the_places_above_stand_for_them(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(17))

    def shown(place: str, most: int) -> tuple[list[tuple[str, int]], bool]:
        monkeypatch.setattr(queries, "MOST_OPEN", most)
        within = city.nodes[place]
        left = queries.still_open(Notice.objects.get(), small.newest(notice), within, at(9))
        found, are_many = queries.grouped(left, within)
        return [(each.above.code, len(each.desks)) for each in found], are_many

    assert shown("town", 3) == ([("village", 2), ("village2", 1)], False)
    assert shown("town", 2) == ([("community", 3)], True)
    assert shown("community", 2) == ([("village", 2), ("village2", 1)], True)
    assert shown("village2", 2) == ([("village2", 1)], False)


def test_for_one_place_its_desks_alone_are_read(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = small.sent(city, "town", "fang", asks=Asks.ACT, due_at=at(17))
    asked: list[list[str]] = []

    def listeners(aims: Any, desks: Any, now: datetime) -> Any:
        asked.append([desk.code for desk in desks])
        return audience.listeners(aims, desks, now)

    monkeypatch.setattr(queries, "listeners", listeners)
    row, version = Notice.objects.get(), small.newest(notice)
    for place in ("village2", "town"):
        queries.still_open(row, version, city.nodes[place], at(9))
    assert asked == [["beat3"], ["beat", "beat2", "beat3"]]


def test_what_is_done_is_done_for_the_sender_as_for_whom_it_reaches(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT}
    notice = small.sent(city, "village", "he", places=["beat"], **same)
    answer(city, "shen", Asks.ACKNOWLEDGE, at(10))
    text = small.written(city, "beat", why="改了", **same)
    services.correct(notice, text, by=city.he, now=at(11))
    services.send(notice, now=at(11))

    def left() -> list[str]:
        row, version = Notice.objects.get(), small.newest(notice)
        found = queries.still_open(row, version, city.nodes["village"], at(12))
        return [desk.code for desk in found]

    assert (left(), len(open_for(city, "shen", at(12)))) == (["beat"], 1)
    # What was done by another way before, and acknowledged again, is the latest of both.
    Receipt.objects.update(acted_at=at(10, 30), acked_at=at(11, 30))
    assert (left(), open_for(city, "shen", at(12))) == ([], [])


def test_a_refused_topic_reaches_the_resident_no_more(city: City) -> None:
    topic = city.topics["water"]
    small.sent(city, "village", "he", who=(Who.HOUSEHOLD,), topic=topic)
    reading.refuse(city.wu, topic.pk, at(10))
    reading.refuse(city.wu, topic.pk, at(10))

    assert reading.waiting(at_home(city.wu), at(10)) == []
    assert reading.waiting(at_home(city.residents["daughter"]), at(10))
    reading.take_back(city.wu, topic.pk)
    assert reading.waiting(at_home(city.wu), at(10))


def test_receipts_go_when_what_they_answer_is_long_over(city: City) -> None:
    small.sent(city, "village", "he", asks=Asks.ACT, due_at=at(17, day=MONDAY))
    answer(city, "shen", Asks.ACT, at(10))
    over = at(17, day=MONDAY) + AFTERWARDS + KEPT_FOR
    sweep(over)
    assert Receipt.objects.exists()
    sweep(over + timedelta(seconds=1))
    assert not Receipt.objects.exists()


def test_reading_asks_few_questions_however_much_was_sent(
    city: City, django_assert_max_num_queries
) -> None:
    for n in range(5):
        small.sent(city, "village", "he", body=f"第{n}条通知的正文")
    notice = small.sent(city, "village", "he", body="要更正的正文")
    services.correct(notice, small.written(city, "village", why="写错了"), by=city.he, now=at(10))
    services.send(notice, now=at(10))
    reader = small.at_work_as(city, "shen", at(11))
    with django_assert_max_num_queries(2):
        assert len(reading.waiting(reader, at(11))) == 6


def test_corrections_are_read_by_whom_they_concern_alone(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three that are not for Yan one corrects what she had seen."""
    made = []
    for n in range(3):
        notice = small.sent(city, "village", "he", body=f"第{n}条", places=["village"])
        text = small.written(city, "village", body=f"更正{n}", why="写错了")
        services.correct(notice, text, by=city.he, now=at(10))
        made.append(notice)
    seen = Broadcast.objects.get(thread=made[1]).wording_id
    reading.answer(small.at_work_as(city, "yan", at(9)), seen, Asks.KNOW, at(9))
    for notice in made:
        services.send(notice, now=at(10))

    read: list[Target] = []
    monkeypatch.setattr(Target, "from_db", classmethod(recording(Target.from_db, read)))
    found = open_for(city, "yan", at(11))
    assert [each.broadcasts[0].thread for each in found] == [made[1]]
    assert len(read) == 1
