"""Cells that several kinds of list have."""

import re
from collections.abc import Callable
from datetime import date

from lianhu.grid.loading.rules.problems import Fault, Problem

# A number as E.164, or None for one that cannot be.
ToPhone = Callable[[str], str | None]

# What goes into addresses and messages, and is typed again.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]*")
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx](?![0-9])")


def code(text: str, problems: list[Problem], key: str = "code") -> str:
    if text and not _CODE.fullmatch(text):
        problems.append(Problem(Fault.BAD_CODE, key))
    return text


def phone(text: str, to_phone: ToPhone, problems: list[Problem]) -> str:
    """As E.164; empty stays empty."""
    if not text:
        return ""
    number = to_phone(text)
    if number is None:
        problems.append(Problem(Fault.BAD_PHONE, "phone"))
        return ""
    return number


def day(text: str, key: str, problems: list[Problem]) -> date | None:
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        problems.append(Problem(Fault.BAD_DATE, key))
        return None
    return found


def no_identity(text: str, key: str, problems: list[Problem]) -> str:
    """Identity numbers are nobody's business here, and would be stored unasked."""
    if len(text) >= 18 and _IDENTITY.search(text):
        problems.append(Problem(Fault.IDENTITY, key))
    return text
