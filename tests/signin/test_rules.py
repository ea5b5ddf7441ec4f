"""Codes, cards and devices, without a database and at exact instants."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from lianhu.signin import rules
from lianhu.signin.rules import CardState, CodeState, Device

NOON = datetime(2026, 5, 15, 12, tzinfo=UTC)
KEY = b"12345678901234567890"  # of RFC 6238, appendix B
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]

keys = st.binary(min_size=rules.KEY_BYTES, max_size=rules.KEY_BYTES)
instants = st.integers(1_700_000_000, 2_200_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)


@pytest.mark.parametrize(("second", "code"), VECTORS)
def test_the_codes_are_those_that_every_app_shows(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert rules.app_code(KEY, rules.step_at(at)) == code
    assert rules.accepted_step(KEY, code, at, last=0) == rules.step_at(at)


@given(key=keys, now=instants, off=st.integers(-5, 5))
@budget(max_examples=60)
def test_a_step_early_or_late_and_no_more(key: bytes, now: datetime, off: int) -> None:
    step = rules.step_at(now) + off
    near = range(rules.step_at(now) - rules.DRIFT, rules.step_at(now) + rules.DRIFT + 1)
    accepted = rules.accepted_step(key, rules.app_code(key, step), now, last=0)
    if step in near:
        # A later step may happen to have the same code.
        assert accepted is not None and accepted >= step
    else:
        # It fits only if it happens to be the code of a near one.
        assert (accepted is None) == (
            rules.app_code(key, step) not in {rules.app_code(key, one) for one in near}
        )


@given(key=keys, now=instants, wait=st.integers(0, 120))
@budget(max_examples=60)
def test_what_was_accepted_is_never_accepted_again(key: bytes, now: datetime, wait: int) -> None:
    code = rules.app_code(key, rules.step_at(now))
    last = rules.accepted_step(key, code, now, last=0)
    assert last is not None
    again = rules.accepted_step(key, code, now + timedelta(seconds=wait), last=last)
    assert again is None or again > last


def test_codes_are_read_as_people_type_them() -> None:
    at = datetime.fromtimestamp(59, UTC)
    for typed in ("287082", "287 082", " 287-082 ", "２８７０８２"):
        assert rules.accepted_step(KEY, typed, at, last=0) == 1, typed
    for typed in ("", "28708", "2870822", "abcdef", "8707 28"):
        assert rules.accepted_step(KEY, typed, at, last=0) is None, typed
    assert rules.is_code("２８７ ０８２") and not rules.is_code("a1b2c-3d4e5")
    assert rules.recovery_code(" A1B2C-3d4e5 ") == "a1b2c3d4e5"


@given(keys)
def test_a_key_comes_back_from_its_text(key: bytes) -> None:
    assert rules.key_of(rules.key_text(key)) == key


def test_a_code_of_a_phone_lives_ten_minutes_and_five_tries() -> None:
    def state(after: timedelta, tries: int = 0, used: datetime | None = None) -> CodeState:
        return rules.code_state(NOON + after, sent_at=NOON, tries=tries, used_at=used)

    assert state(timedelta()) is CodeState.OPEN
    assert state(timedelta(minutes=9, seconds=59)) is CodeState.OPEN
    assert state(timedelta(minutes=10)) is CodeState.EXPIRED
    assert state(timedelta(seconds=-1)) is CodeState.EXPIRED
    assert state(timedelta(), tries=4) is CodeState.OPEN
    assert state(timedelta(), tries=5) is CodeState.DEAD
    assert state(timedelta(hours=1), tries=9, used=NOON) is CodeState.USED


@given(minutes=st.integers(-20, 20), tries=st.integers(0, 9), used=st.sampled_from([None, NOON]))
@budget(max_examples=50)
def test_only_a_fresh_unused_code_with_tries_left_is_open(
    minutes: int, tries: int, used: datetime | None
) -> None:
    now = NOON + timedelta(minutes=minutes)
    found = rules.code_state(now, sent_at=NOON, tries=tries, used_at=used)
    assert (found is CodeState.OPEN) == (0 <= minutes < 10 and tries < 5 and used is None)


def test_a_card_is_open_until_its_last_instant() -> None:
    def state(now: datetime, **facts: datetime) -> CardState:
        given = {"used_at": None, "revoked_at": None} | facts
        return rules.card_state(now, expires_at=NOON, **given)

    before = NOON - timedelta(seconds=1)
    assert state(before) is CardState.OPEN
    assert state(NOON) is CardState.EXPIRED
    assert state(before, revoked_at=before) is CardState.REVOKED
    assert state(NOON, used_at=before) is CardState.USED


def test_a_card_tells_no_more_than_the_first_character() -> None:
    assert [rules.masked(name) for name in ("吴长青", " Wu Changqing", "")] == ["吴**", "W**", "**"]


@pytest.mark.parametrize(
    ("agent", "device", "in_wechat"),
    [
        ("Mozilla/5.0 (Linux; Android 14; V2309A) Mobile Safari/537.36", Device.ANDROID, False),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50",
            Device.IPHONE,
            True,
        ),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) HarmonyOS Android Mobile",
            Device.HARMONY,
            False,
        ),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)", Device.TABLET, False),
        ("Mozilla/5.0 (Linux; Android 14; SM-X710) Safari/537.36", Device.TABLET, False),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", Device.COMPUTER, False),
        ("Mozilla/5.0 (X11; Linux x86_64)", Device.COMPUTER, False),
        ("", Device.UNKNOWN, False),
    ],
)
def test_devices_in_plain_words(agent: str, device: Device, in_wechat: bool) -> None:
    assert rules.seen(agent) == rules.Seen(device, in_wechat)
