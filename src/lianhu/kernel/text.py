"""Text as people send it: cleaned of what cannot be seen, searched for what others must not see."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum

_ZWJ = "\u200d"
# Control, format and lone surrogate characters. New lines are dealt with before.
_STRIPPED = {"Cc", "Cf", "Cs"}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_EMPTY_LINES = re.compile(r"\n{3,}")

_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_LOST_SELECTORS = re.compile(f"(?:^|(?<=[\\s{_ZWJ}{_SELECTORS}]))[{_SELECTORS}]+")
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf"
    "\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
# A joiner stays between two pictures; skin tones are pictures, a selector may follow the first.
_LOST_JOINERS = re.compile(f"(?<!{_PICTURE})(?<!{_PICTURE}\ufe0f){_ZWJ}|{_ZWJ}(?!{_PICTURE})")

# Not spaces by category, yet nothing to look at: fillers of Hangul, empty Braille, a joiner.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANK_CATEGORIES = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Me"}


def clean(text: str, *, multiline: bool = False, limit: int | None = None) -> str:
    """NFC without control and format characters; empty if nothing in it can be seen.

    One line: white space becomes single spaces. Several lines: lines lose their ends, and no two
    empty ones follow each other. Emoji sequences stay whole. `limit` counts code points.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))
    text = _arranged(text, multiline)
    if limit is not None and len(text) > limit:
        text = _arranged(text[:limit], multiline)
    return text if any(map(_can_be_seen, text)) else ""


def _is_kept(character: str) -> bool:
    return character in ("\n", _ZWJ) or unicodedata.category(character) not in _STRIPPED


def _arranged(text: str, multiline: bool) -> str:
    text = _LOST_JOINERS.sub("", _LOST_SELECTORS.sub("", text))
    # An accent may have met its letter only now.
    text = unicodedata.normalize("NFC", text)
    if not multiline:
        return " ".join(text.split())
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def _can_be_seen(character: str) -> bool:
    return character not in _BLANK and unicodedata.category(character) not in _BLANK_CATEGORIES


class Kind(Enum):
    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """Where in a text a number stands that belongs to one person."""

    kind: Kind
    start: int
    end: int


_GAP = "[ -]?"
_ALONE = r"(?<![0-9])(?:{})(?![0-9])"
_IDENTITY = re.compile(_ALONE.format(f"[1-9][0-9]{{5}}{_GAP}[0-9]{{8}}{_GAP}[0-9]{{3}}[0-9Xx]"))
_BANK_CARD = re.compile(
    _ALONE.format(
        "[1-9][0-9]{15,18}|[1-9][0-9]{3}([ -])(?:[0-9]{4}\\1){2}[0-9]{4}(?:\\1?[0-9]{1,3})?"
    )
)
_PHONE = re.compile(
    _ALONE.format(f"(?:(?:\\+|00)?86{_GAP})?1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}")
)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"

# How many digits at the end help their owner to recognise the number, and nobody else to use it.
_SHOWN = {Kind.IDENTITY: 1, Kind.BANK_CARD: 4, Kind.PHONE: 4}


def find_personal_numbers(text: str) -> list[PersonalNumber]:
    """Identity numbers and bank cards with a right check digit, and mobile phones, in order."""
    plain = "".join(map(_narrow, text))
    found: list[PersonalNumber] = []
    for kind, pattern, is_real in (
        (Kind.IDENTITY, _IDENTITY, _is_identity),
        (Kind.BANK_CARD, _BANK_CARD, _is_card),
        (Kind.PHONE, _PHONE, None),  # phones have no check digit
    ):
        for match in pattern.finditer(plain):
            taken = any(match.start() < other.end and other.start < match.end() for other in found)
            if not taken and (is_real is None or is_real(re.sub("[ -]", "", match[0]))):
                found.append(PersonalNumber(kind, match.start(), match.end()))
    return sorted(found, key=lambda number: number.start)


def mask(text: str) -> str:
    """The text with its personal numbers starred out but for their last digits."""
    symbols = list(text)
    for number in find_personal_numbers(text):
        digits = [at for at in range(number.start, number.end) if symbols[at] not in " -－　+＋"]
        for at in digits[: -_SHOWN[number.kind]]:
            symbols[at] = "*"
    return "".join(symbols)


def _narrow(character: str) -> str:
    """A full-width digit, letter, dash or space as its narrow form: one character for one."""
    if character == "\u3000":
        return " "
    code = ord(character)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else character


def _is_identity(symbols: str) -> bool:
    try:
        born = date(int(symbols[6:10]), int(symbols[10:12]), int(symbols[12:14]))
    except ValueError:
        return False
    pairs = zip(_IDENTITY_WEIGHTS, symbols, strict=False)
    check = _IDENTITY_CHECKS[sum(weight * int(digit) for weight, digit in pairs) % 11]
    return born.year >= 1900 and symbols[17].upper() == check


def _is_card(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
