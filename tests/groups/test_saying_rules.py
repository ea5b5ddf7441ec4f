"""What may be said, what asks, how a group begins and ends: without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.groups.rules import errors, life, saying
from lianhu.groups.rules.life import IDLE_AFTER, LONGEST, Life, New, Other
from lianhu.groups.rules.people import Audience, People
from lianhu.groups.rules.saying import MOST_PHOTOS, MOST_WORDS, Draft, Said
from lianhu.groups.words import numbers_in

pytestmark = pytest.mark.once

NOON = datetime(2026, 5, 15, 4, tzinfo=UTC)
HERE = People(("c", "v", "b"))


@pytest.mark.parametrize(
    "words",
    [
        "打我 138 1234 5678",
        "手机１３８１２３４５６７８",
        "卡号6222021234567890128",
        "身份证 11010519491231002X",
    ],
)
@given(before=st.text("谁知道，", max_size=5), after=st.text("谢谢。", max_size=5))
def test_no_number_of_a_person_is_ever_said(words: str, before: str, after: str) -> None:
    said = f"{before}{words}{after}"
    draft = Draft(said, numbers=[kind.value for kind in numbers_in(said)])

    with pytest.raises(errors.PersonalNumbers):
        saying.check(draft, is_open=True, looks_after=True)


@given(st.text(max_size=MOST_WORDS + 5), st.integers(0, 5), st.booleans(), st.booleans())
def test_what_is_let_through_is_within_every_bound(
    words: str, photos: int, is_open: bool, announces: bool
) -> None:
    draft = Draft(words, photos, announces=announces)
    try:
        saying.check(draft, is_open=is_open, looks_after=False)
    except errors.Refused:
        return

    assert is_open and not announces
    assert (words or photos) and len(words) <= MOST_WORDS and photos <= MOST_PHOTOS


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("养老金几号发", True),
        ("明天停水吗", True),
        ("明天停水吗。", True),
        ("谁有梯子？", True),
        ("Is the water back?", True),
        ("早上好", False),
        ("明天扫楼道", False),
        ("谢谢大家", False),
    ],
)
def test_what_asks(words: str, asks: bool) -> None:
    assert saying.asks(words) is asks


def test_photos_up_to_three_say_something_alone() -> None:
    saying.check(Draft("", photos=3), is_open=True, looks_after=False)

    with pytest.raises(errors.TooManyPhotos):
        saying.check(Draft("看", photos=4), is_open=True, looks_after=False)


def test_an_author_takes_back_photos_that_others_have_removed() -> None:
    said = Said(author=1, by_resident=True, has_words=False, has_photos=True, is_removed=True)

    saying.check_removing(said, 1, "", looks_after=False)
    with pytest.raises(errors.NotNow):
        saying.check_removing(replace(said, has_photos=False), 1, "", looks_after=False)


def test_who_may_take_a_message_out() -> None:
    said = Said(author=1, by_resident=True, has_words=True)

    saying.check_removing(said, 1, "", looks_after=False)
    saying.check_removing(said, 2, "骂人", looks_after=True)
    with pytest.raises(errors.NotTheirs):
        saying.check_removing(said, 2, "骂人", looks_after=False)
    with pytest.raises(errors.ReasonNeeded):
        saying.check_removing(said, 2, "", looks_after=True)


def test_a_matter_is_made_by_its_author_alone_and_once() -> None:
    said = Said(author=1, by_resident=True, has_words=True)

    assert saying.may_ask(said, 1)
    assert not saying.may_ask(said, 2)
    assert not saying.may_ask(Said(1, True, True, is_asked=True), 1)
    assert not saying.may_ask(Said(1, True, True, is_removed=True), 1)
    assert not saying.may_ask(Said(1, by_resident=False, has_words=True), 1)
    assert saying.may_offer(said, 2, looks_after=True)
    assert not saying.may_offer(said, 2, looks_after=False)
    assert not saying.may_offer(Said(1, True, True, is_offered=True), 2, looks_after=True)


@given(st.integers(-400, 800))
def test_a_temporary_group_has_an_end_ahead_and_within_a_year(days: int) -> None:
    new = New(HERE, "防汛", NOON + timedelta(days=days))
    try:
        life.check_new(new, [], NOON)
    except (errors.EndNotAhead, errors.EndTooFar):
        assert days <= 0 or timedelta(days=days) > LONGEST
    else:
        assert days > 0 and timedelta(days=days) <= LONGEST


def test_without_an_end_or_a_purpose_there_is_no_group() -> None:
    with pytest.raises(errors.EndNeeded):
        life.check_new(New(HERE, "防汛", None), [], NOON)
    with pytest.raises(errors.PurposeNeeded):
        life.check_new(New(HERE, "……", NOON + timedelta(days=1)), [], NOON)


@pytest.mark.parametrize("purpose", ["防汛值班安排", "防汛值班 安排!", "防汛值班安排的"])
def test_a_second_one_for_the_same_is_refused_with_the_first(purpose: str) -> None:
    first = Other("first", HERE, "防汛值班安排")
    new = New(HERE, purpose, NOON + timedelta(days=1))

    with pytest.raises(errors.AlreadyThere) as refused:
        life.check_new(new, [Other("else", HERE, "修路"), first], NOON)

    assert refused.value.code == "first"
    life.check_new(New(People(HERE.place, Audience.STAFF), purpose, new.ends_at), [first], NOON)
    life.check_new(New(People(("c", "v")), purpose, new.ends_at), [first], NOON)


@given(st.integers(0, 100), st.integers(0, 100))
def test_sixty_days_without_a_word_are_idle(made: int, last: int) -> None:
    group = Life(NOON - timedelta(days=made), last_at=NOON - timedelta(days=min(made, last)))

    assert life.is_idle(group, NOON) == (timedelta(days=min(made, last)) >= IDLE_AFTER)


def test_at_the_instant_of_its_end_a_group_has_ended() -> None:
    group = Life(NOON - timedelta(days=90), ends_at=NOON)

    assert life.is_open(group, NOON - timedelta(seconds=1))
    assert not life.is_open(group, NOON)
    assert life.is_idle(group, NOON - timedelta(seconds=1)) and not life.is_idle(group, NOON)
    assert not life.is_open(Life(NOON, place_closed_at=NOON), NOON)


def test_only_a_temporary_group_is_closed_and_only_for_all_of_its_people() -> None:
    temporary = Life(NOON, ends_at=NOON + timedelta(days=9))
    village = People(("c", "v"))

    life.check_closing(temporary, HERE, village, NOON, 3)
    life.check_closing(temporary, HERE, None, NOON, 3)
    with pytest.raises(errors.NotForAll):
        life.check_closing(temporary, village, HERE, NOON, 3)
    with pytest.raises(errors.NotNow):
        life.check_closing(Life(NOON), HERE, None, NOON, 3)
    with pytest.raises(errors.IsClosed):
        life.check_closing(temporary, HERE, None, NOON + timedelta(days=9), 3)
