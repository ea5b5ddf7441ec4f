"""What a request may ask, when it may be answered, and what a month's asking comes to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.forms.rules import HELD, Evidence, Fault, Field, Finding, Kind, Thing
from lianhu.inbox.rules.broadcasts import Who
from lianhu.notices.requests.checking import TITLE, check
from lianhu.notices.requests.rules import (
    Asked,
    Burden,
    Code,
    Meant,
    Month,
    Refused,
    Sent,
    Sheet,
    burden_of,
    by_desk,
    next_key,
    target_key,
    to_answer,
)
from tests.cast import FRIDAY, at
from tests.forms.test_metrics import REFUSED, REFUSED_NUMBERS
from tests.notices.asked import CRACK, PURPOSE, ROAD, SANDBAGS, SHEET

pytestmark = pytest.mark.once

NOW = at(9)
# Wherever it stands, whoever is asked reads it.
EVERYWHERE = {
    "title": (lambda text: (text, PURPOSE, SHEET), TITLE),
    "purpose": (lambda text: ("摸底", text, SHEET), "purpose"),
    "question": (lambda text: ("摸底", PURPOSE, Sheet((Asked(Field("q1", text)),))), "q1"),
    "what for": (
        lambda text: ("摸底", PURPOSE, Sheet((Asked(Field("q1", "缺的沙袋", purpose=text)),))),
        "q1",
    ),
    "option": (
        lambda text: (
            "摸底", PURPOSE, Sheet((Asked(Field("q1", "怎么做", Kind.CHOICE), ("没有", text)),))
        ),
        "q1",
    ),
    "target": (lambda text: ("摸底", PURPOSE, Sheet(targets=(text,))), target_key(0)),
}  # fmt: skip


def test_what_may_be_asked_passes() -> None:
    found = check("汛期缺料摸底", PURPOSE, Sheet((SANDBAGS, ROAD, CRACK), SHEET.targets), NOW)
    assert found.passes
    assert found.minutes == 4


@pytest.mark.parametrize("where", EVERYWHERE)
@pytest.mark.parametrize("thing", Thing)
def test_what_is_forbidden_is_found_wherever_it_stands(where: str, thing: Thing) -> None:
    make, key = EVERYWHERE[where]
    for text in REFUSED[thing]:
        found = check(*make(text), NOW)
        assert Finding(thing) in found.findings[key], text


@pytest.mark.parametrize("label", REFUSED_NUMBERS)
def test_what_only_a_number_would_count_is_found(label: str) -> None:
    sheet = Sheet((Asked(Field("q1", label, Kind.NUMBER)),))
    assert not check("摸底", PURPOSE, sheet, NOW).passes


def test_what_is_held_and_a_picture_without_its_facts() -> None:
    crack = Asked(Field("q2", "墙上的裂缝", Kind.PHOTO))
    found = check("摸底", PURPOSE, Sheet((Asked(Field("q1", "户数")), crack)), NOW)
    assert found.findings["q1"] == (Finding(HELD, "households"),)
    missing = [Fault.NO_REASON, Fault.NO_APPROVER, Fault.NO_END]
    assert [finding.what for finding in found.findings["q2"]] == missing
    assert not found.passes


def test_traditional_characters_hide_nothing_in_an_option() -> None:
    sheet = Sheet((Asked(Field("q1", "怎么做", Kind.CHOICE), ("每日簽到", "没有")),))
    assert not check("摸底", PURPOSE, sheet, NOW).passes


WORDS = st.text(max_size=20)
ASKED = st.builds(
    Asked,
    st.builds(
        Field,
        key=st.integers(1, 999).map(lambda n: f"q{n}"),
        label=WORDS,
        kind=st.sampled_from(Kind),
        unit=WORDS,
        purpose=WORDS,
        consent=st.booleans(),
        evidence=st.builds(Evidence, WORDS, WORDS, st.none() | st.dates()),
    ),
    st.lists(WORDS, max_size=4).map(tuple),
)


@given(ASKED)
def test_what_is_kept_is_what_was_asked(one: Asked) -> None:
    assert Asked.from_json(one.to_json()) == one


@given(st.lists(ASKED), st.dates())
def test_a_picture_is_asked_until_its_end(asked: list[Asked], day: date) -> None:
    on = Sheet(tuple(asked)).on(day)
    for one in asked:
        end = one.field.evidence.until
        assert (one in on) == (end is None or day <= end)


@given(st.sets(st.integers(1, 300).map(lambda n: f"q{n}")))
def test_a_further_field_has_a_key_that_none_had(taken: set[str]) -> None:
    key = next_key(taken)
    assert key not in taken
    assert next_key({*taken, key}) != key


def test_an_answer_may_be_changed_until_it_is_due_and_be_late_only_the_first_time() -> None:
    due, second = at(16), timedelta(seconds=1)
    to_answer(due, due - second, answered=True)
    with pytest.raises(Refused) as why:
        to_answer(due, due, answered=True)
    assert why.value.code is Code.OVER
    to_answer(due, due + second, answered=False)


MEANT = st.builds(
    Meant,
    st.frozensets(st.sampled_from(Who), min_size=1),
    st.lists(st.text("12", min_size=1, max_size=4), min_size=1, max_size=3).map(tuple),
    st.none() | st.integers(1, 4),
)


@given(MEANT, MEANT)
def test_whether_two_ask_some_of_the_same_desks_is_mutual(one: Meant, other: Meant) -> None:
    assert one.meets(one)
    assert one.meets(other) == other.meets(one)
    if not one.who & other.who:
        assert not one.meets(other)


SENT = st.builds(
    Sent,
    desk=st.integers(1, 4),
    is_request=st.booleans(),
    minutes=st.integers(1, 480),
    people=st.integers(0, 5000),
    households=st.integers(0, 100_000),
    interruptions=st.integers(0, 5000),
)


@given(st.lists(SENT), st.randoms())
def test_desks_together_are_all_that_was_asked_in_whatever_order(sent, dice) -> None:
    burdens = by_desk(sent)
    total = sum(burdens.values(), Burden())
    assert total == sum(map(burden_of, sent), Burden())
    assert total.requests + total.notices == len(sent)
    assert total.minutes == sum(one.minutes * one.people for one in sent)
    assert total.household_minutes == sum(one.minutes * one.households for one in sent)
    assert burdens.keys() == {one.desk for one in sent}
    dice.shuffle(sent)
    assert by_desk(sent) == burdens


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_months_follow_one_another(day: date) -> None:
    month = Month(day.year, day.month)
    assert month.after.before == month == month.before.after
    assert month.first <= day < month.after.first
    assert Month.read(str(month), day) == month


@pytest.mark.parametrize(
    "text", ["", "2026-06", "2026-13", "mai", "2026-05-01", "9999-12", "0000-01"]
)
def test_a_month_that_is_none_or_to_come_is_this_one(text: str) -> None:
    assert Month.read(text, FRIDAY) == Month(2026, 5)


def test_a_month_that_was_is_read() -> None:
    assert Month.read("2025-12", FRIDAY) == Month(2025, 12)
