"""From the items that were needed to those that are."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from lianhu.inbox.rules import Address, Change, Need, difference
from tests.cast import at

NINE = at(9)


def need(who: int, key: str = "case:7:stage", due_at: datetime | None = NINE) -> Need:
    return Need(Address.DESK, who, "case", key, 7, due_at)


def test_nothing_changes_when_the_same_is_needed():
    assert difference([need(1)], [need(1)]) == Change((), (), ())


def test_a_case_that_moves_leaves_one_inbox_and_enters_another():
    assert difference([need(1)], [need(2)]) == Change(put=(need(2),), clear=(need(1),), move=())


def test_another_due_time_moves_the_item_where_it_is():
    later = need(1, due_at=at(10))
    assert difference([need(1)], [later]) == Change((), (), move=(later,))


def test_a_clock_that_stops_moves_the_item_too():
    stopped = need(1, due_at=None)
    assert difference([need(1)], [stopped]) == Change((), (), move=(stopped,))


def test_a_desk_and_a_resident_of_the_same_key_are_two_addresses():
    resident = Need(Address.RESIDENT, 1, "answer", "case:7:stage", 7)
    assert difference([need(1)], [need(1), resident]) == Change((resident,), (), ())


def test_a_clock_that_goes_on_says_that_it_is_back():
    waits = need(1, due_at=None)
    assert difference([waits], [need(1)]) == Change((), (), (), again=(need(1),))


needs = st.frozensets(
    st.builds(
        Need,
        st.sampled_from(Address),
        st.integers(1, 2),
        st.just("case"),
        st.sampled_from(["a", "b"]),
        st.just(7),
        st.sampled_from([None, at(9), at(10)]),
    )
).map(lambda found: frozenset({need.place: need for need in found}.values()))


@given(needs, needs)
def test_carrying_it_out_gives_exactly_what_is_needed(
    before: frozenset[Need], after: frozenset[Need]
) -> None:
    change = difference(before, after)

    inbox = {need.place: need for need in before}
    for gone in change.clear:
        del inbox[gone.place]
    for moved in (*change.move, *change.again):
        assert inbox[moved.place] != moved
        inbox[moved.place] = moved
    for new in change.put:
        assert new.place not in inbox
        inbox[new.place] = new
    assert set(inbox.values()) == after
