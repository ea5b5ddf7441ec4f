"""Looks are sealed in batches; a look that is changed or taken away later shows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.accounts.models import User
from lianhu.privacy.jobs import BATCH, EVERY, broken_seals, seal_looks
from lianhu.privacy.models import Look, Seal
from lianhu.privacy.rules import chain, leaf, merkle_root
from lianhu.privacy.services import record_look

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def actor(db: None) -> User:
    return User.objects.create_user("asha", name="阿莎")


def look(actor: User, number: int) -> None:
    record_look(actor, Look.Verb.CASE, desk=1, purpose=f"LH-{number}", at=NOON, resident=number)


def test_it_seals_what_is_open_and_rests(actor: User) -> None:
    look(actor, 1)
    look(actor, 2)
    assert seal_looks(NOON) == 2
    look(actor, 3)
    assert seal_looks(NOON + EVERY - timedelta(microseconds=1)) == 0
    assert seal_looks(NOON + EVERY) == 1
    assert [seal.count for seal in Seal.objects.order_by("id")] == [2, 1]
    assert broken_seals() == []


def test_a_clock_that_was_set_back_holds_up_no_seal(actor: User) -> None:
    look(actor, 1)
    seal_looks(NOON)
    look(actor, 2)

    assert seal_looks(NOON - timedelta(days=1)) == 1
    assert broken_seals() == []


def test_a_full_batch_does_not_rest(actor: User) -> None:
    Look.objects.bulk_create(
        Look(actor=actor, verb=Look.Verb.CASE, purpose=str(n), at=NOON) for n in range(BATCH + 1)
    )
    assert seal_looks(NOON) == BATCH
    assert seal_looks(NOON) == 1


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Look.objects.filter(resident=2).update(purpose="other"),
        lambda: Look.objects.filter(resident=2).update(seal=None),
        lambda: Look.objects.filter(resident=1).delete(),
    ],
)
def test_it_finds_a_look_that_was_changed(actor: User, tamper) -> None:
    for number in (1, 2, 3):
        look(actor, number)
    seal_looks(NOON)
    tamper()
    assert len(broken_seals()) == 1


def test_it_finds_a_seal_that_was_taken_out(actor: User) -> None:
    for number in (1, 2, 3):
        look(actor, number)
        seal_looks(NOON + number * EVERY)
    first, middle, last = Seal.objects.order_by("id")
    Look.objects.filter(seal=middle).delete()
    Seal.objects.filter(pk=last.pk).update(previous=None)
    middle.delete()
    Seal.objects.filter(pk=last.pk).update(previous=first)
    assert broken_seals() == [f"seal {last.pk}: does not follow the seal before it"]


@given(st.lists(st.text(max_size=4), max_size=40), st.integers(0, 40))
def test_any_change_changes_the_root(rows: list[str], at: int) -> None:
    leaves = [leaf([row]) for row in rows]
    other = list(leaves)
    if at < len(rows):
        other[at] = leaf([rows[at] + "x"])
    else:
        other.append(leaf(["one more"]))
    assert chain("", merkle_root(leaves), len(leaves)) != chain("", merkle_root(other), len(other))


def test_fields_do_not_run_into_each_other() -> None:
    assert leaf(["ab", "c"]) != leaf(["a", "bc"])
