"""What opens a session and what does not: codes of an app, codes sent to a phone, cards, devices.

Standard library only; the time is an argument. Codes go by the machine's clock, which is the one
that apps and telephones go by; cards by the domain's.
"""

import base64
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DIGITS = 6

# A code of an app (RFC 6238, with what every app takes for granted: SHA-1, 30 s, six digits).
STEP_S = 30
DRIFT = 1
KEY_BYTES = 20

# A code sent to a phone.
CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5

CARD_LIVES = timedelta(days=30)
CARD_ONLY_LIVES = timedelta(hours=1)
# Between a right password and the code of the app.
HALF_WAY_LIVES = timedelta(minutes=10)

RECOVERY_CODES = 10
RECOVERY_SYMBOLS = 10

_NOT_DIGITS = re.compile(r"[\s\-.·]+")


# -- codes of an app --------------------------------------------------------------------------


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def app_code(key: bytes, step: int) -> str:
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def accepted_step(key: bytes, typed: str, now: datetime, *, last: int) -> int | None:
    """The step whose code was typed, within DRIFT of now; None for none, and for `last` or before.

    What was accepted once is over, and so is all before it: a code that was looked at over
    somebody's shoulder opens nothing.
    """
    code, here = digits(typed), step_at(now)
    fitting = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if hmac.compare_digest(app_code(key, step).encode(), code.encode()) and step > last
    ]
    return max(fitting, default=None)


def digits(typed: str) -> str:
    """What was typed without the gaps, in narrow digits."""
    return _NOT_DIGITS.sub("", unicodedata.normalize("NFKC", typed))


def is_code(typed: str) -> bool:
    """Whether it looks like a code of an app, and not like a recovery code."""
    return re.fullmatch(f"[0-9]{{{DIGITS}}}", digits(typed)) is not None


def key_text(key: bytes) -> str:
    """The key as apps want it."""
    return base64.b32encode(key).decode().rstrip("=")


def key_of(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def in_fours(text: str) -> str:
    """Easier to type over."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_code(typed: str) -> str:
    """As it is kept: small letters and digits, whatever the gaps and the width."""
    return digits(typed).lower()


# -- codes sent to a phone --------------------------------------------------------------------


class CodeState(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    DEAD = "dead"  # tried too often


def code_state(
    now: datetime, *, sent_at: datetime, tries: int, used_at: datetime | None
) -> CodeState:
    """Its last minute is over at the minute; a clock set back makes no code young again."""
    if used_at is not None:
        return CodeState.USED
    if tries >= CODE_TRIES:
        return CodeState.DEAD
    if not sent_at <= now < sent_at + CODE_LIVES:
        return CodeState.EXPIRED
    return CodeState.OPEN


# -- cards ------------------------------------------------------------------------------------


class CardState(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


def card_state(
    now: datetime,
    *,
    expires_at: datetime,
    used_at: datetime | None,
    revoked_at: datetime | None,
) -> CardState:
    if used_at is not None:
        return CardState.USED
    if revoked_at is not None:
        return CardState.REVOKED
    return CardState.EXPIRED if now >= expires_at else CardState.OPEN


# -- tokens of programs -----------------------------------------------------------------------

TOKEN_LIVES = timedelta(days=365)


class Scope(StrEnum):
    """How much of its duty a token is for."""

    READ = "read"  # what its desk reads
    ACT = "act"  # that, and what its desk does
    INTAKE = "intake"  # to ask for others; of what was asked, that alone


class TokenState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ENDED = "ended"  # its duty has


def token_state(
    now: datetime,
    *,
    expires_at: datetime,
    revoked_at: datetime | None,
    duty_ends_at: datetime | None,
) -> TokenState:
    if revoked_at is not None:
        return TokenState.REVOKED
    if duty_ends_at is not None and duty_ends_at <= now:
        return TokenState.ENDED
    return TokenState.EXPIRED if now >= expires_at else TokenState.OPEN


def masked(name: str) -> str:
    """Enough for its owner: the first character."""
    return f"{name.strip()[:1]}**"


# -- devices ----------------------------------------------------------------------------------


class Device(StrEnum):
    ANDROID = "android"
    HARMONY = "harmony"
    IPHONE = "iphone"
    TABLET = "tablet"
    COMPUTER = "computer"
    UNKNOWN = "unknown"


# The first that is found: an Android tablet names no "Mobile", HarmonyOS names Android too.
_DEVICES = (
    (re.compile(r"iPad|Tablet|Pad;|Android(?!.*Mobile)"), Device.TABLET),
    (re.compile(r"HarmonyOS"), Device.HARMONY),
    (re.compile(r"iPhone"), Device.IPHONE),
    (re.compile(r"Android"), Device.ANDROID),
    (re.compile(r"Windows NT|Macintosh|Linux|CrOS"), Device.COMPUTER),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A device as its browser calls it, no closer than its owner needs to know it again."""

    device: Device
    in_wechat: bool


def seen(user_agent: str) -> Seen:
    for pattern, device in _DEVICES:
        if pattern.search(user_agent):
            return Seen(device, "MicroMessenger" in user_agent)
    return Seen(Device.UNKNOWN, "MicroMessenger" in user_agent)


def whole_hour(at: datetime) -> datetime:
    """When a session was last seen, as far as it is kept."""
    return at.replace(minute=0, second=0, microsecond=0)
