"""What is stored opens only with its key, in its place, unchanged."""

import base64

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from lianhu.kernel import crypto
from lianhu.kernel.crypto import BlindIndex, KeyRing, Tampered, UnknownKey

OLD = bytes(range(32))
NEW = bytes(range(32, 64))
PHONE = "grid.household.phone"
CONTACT = "grid.household.contact"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing({"old": OLD})


@given(TEXTS)
def test_what_was_encrypted_can_be_read(text: str) -> None:
    ring = KeyRing({"old": OLD})

    assert ring.decrypt(ring.encrypt(text, PHONE), PHONE) == text


def test_the_same_text_never_looks_the_same(ring: KeyRing) -> None:
    assert len({ring.encrypt("李秀英", CONTACT) for _ in range(50)}) == 50


def test_the_text_is_not_in_the_value(ring: KeyRing) -> None:
    value = ring.encrypt("+8613800138000", PHONE)

    assert "138" not in value.partition(":")[0]
    assert b"13800138000" not in base64.b64decode(value.rpartition(":")[2])


def test_a_new_key_goes_first_and_old_values_stay_readable(ring: KeyRing) -> None:
    written_before = ring.encrypt("李秀英", CONTACT)
    turned = KeyRing({"new": NEW, "old": OLD})

    assert written_before.startswith("old:1:")
    assert turned.encrypt("李秀英", CONTACT).startswith("new:1:")
    assert turned.decrypt(written_before, CONTACT) == "李秀英"


def test_a_value_of_a_lost_key_names_the_key(ring: KeyRing) -> None:
    with pytest.raises(UnknownKey, match=r"grid\.household\.contact .* 'old'"):
        KeyRing({"new": NEW}).decrypt(ring.encrypt("李秀英", CONTACT), CONTACT)


def test_a_value_does_not_open_in_another_place(ring: KeyRing) -> None:
    with pytest.raises(Tampered, match=r"grid\.household\.contact"):
        ring.decrypt(ring.encrypt("+8613800138000", PHONE), CONTACT)


def test_a_value_does_not_open_under_another_label() -> None:
    ring = KeyRing({"a": OLD, "b": OLD})
    value = ring.encrypt("李秀英", CONTACT)

    with pytest.raises(Tampered):
        ring.decrypt("b" + value[1:], CONTACT)


def test_no_byte_can_be_changed(ring: KeyRing) -> None:
    label, _, body = ring.encrypt("李秀英", CONTACT).rpartition(":")
    sealed = base64.b64decode(body)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            ring.decrypt(f"{label}:{base64.b64encode(changed).decode()}", CONTACT)


@pytest.mark.parametrize(
    "value",
    ["", "李秀英", "+8613800138000", "old:2:AAAA", "old:1:", "old:1:AAAA", "old:1:不是", "old:1"],
)
def test_what_was_never_encrypted_is_not_read(ring: KeyRing, value: str) -> None:
    with pytest.raises(Tampered):
        ring.decrypt(value, CONTACT)


@pytest.mark.parametrize("keys", [{}, {"a": b"short"}, {"a:b": OLD}, {"": OLD}, {"a": OLD + b"x"}])
def test_a_ring_refuses_keys_it_could_not_use(keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError):
        KeyRing(keys)


def test_equal_values_have_equal_indexes_only_in_one_context_and_with_one_key() -> None:
    index = BlindIndex(OLD)
    found = index.index("+8613800138000", PHONE)

    assert found == BlindIndex(OLD).index("+8613800138000", PHONE)
    assert len(found) == 32
    assert found != index.index("+8613800138001", PHONE)
    assert found != index.index("+8613800138000", CONTACT)
    assert found != BlindIndex(NEW).index("+8613800138000", PHONE)


@override_settings(FIELD_KEYS={"new": NEW, "old": OLD}, BLIND_KEY=OLD)
def test_the_settings_give_the_keys() -> None:
    value = crypto.encrypt("李秀英", CONTACT)

    assert value.startswith("new:1:")
    assert crypto.decrypt(value, CONTACT) == "李秀英"
    assert crypto.decrypt(KeyRing({"old": OLD}).encrypt("李秀英", CONTACT), CONTACT) == "李秀英"
    assert crypto.blind_index("李秀英", CONTACT) == BlindIndex(OLD).index("李秀英", CONTACT)
    with override_settings(FIELD_KEYS={"old": OLD}), pytest.raises(UnknownKey):
        crypto.decrypt(value, CONTACT)
