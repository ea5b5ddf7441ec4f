"""Phone numbers: stored as E.164, shown as people write them; and numbers that nobody can call."""

import re
import unicodedata

import phonenumbers

DEMO_NUMBERS = 10_000_000

# After 000 no network knows a country, a place or a subscriber, in China or anywhere.
_DEMO = re.compile(r"\+860005[0-9]{7}")
_DEMO_AS_TYPED = re.compile(r"(?:(?:\+|00)86)?(0005[0-9]{7})")
_BETWEEN_DIGITS = re.compile(r"[\s().\-]+")
_CHINESE_MOBILE = re.compile(r"\+86(1[0-9]{2})([0-9]{4})([0-9]{4})")


def to_e164(raw: str, region: str = "CN", demo: bool = False) -> str | None:
    """The number as `+8613800138000`; None if no such number can exist.

    With `demo` the unreal numbers of the demo city are accepted too.
    """
    typed = _as_typed(raw)
    unreal = _DEMO_AS_TYPED.fullmatch(typed)
    if unreal:
        return f"+86{unreal[1]}" if demo else None
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def canonical(raw: str) -> str:
    """One spelling for every number, existing or not, to index and compare by."""
    return to_e164(raw, demo=True) or _as_typed(raw)


def shown(e164: str) -> str:
    """As people here write it: 138 0013 8000, 0536 322 2222; with +44 if it is from abroad."""
    if is_demo_phone(e164):
        national = e164.removeprefix("+86")
        return f"{national[:3]} {national[3:7]} {national[7:]}"
    mobile = _CHINESE_MOBILE.fullmatch(e164)
    if mobile:
        return " ".join(mobile.groups())
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == 86
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, style)


def demo_phone(n: int) -> str:
    """The n-th unreal number; no two are alike."""
    if not 0 <= n < DEMO_NUMBERS:
        raise ValueError(f"there are {DEMO_NUMBERS} demo numbers, from 0 on; {n} is none of them")
    return f"+860005{n:07}"


def is_demo_phone(e164: str) -> bool:
    return _DEMO.fullmatch(e164) is not None


def _as_typed(raw: str) -> str:
    return _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", raw))
