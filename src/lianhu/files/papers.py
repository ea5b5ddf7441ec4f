"""Papers that go along with a text: PDF, Word and Excel files.

They are kept as they were written. What runs when it is opened, what brings other files along and
what only its writer can open is not taken.
"""

import re
import zlib
from io import BytesIO

from lianhu.files.rules import MediaType
from lianhu.kernel.sheets import precheck
from lianhu.kernel.sheets.limits import PAGE, Reason
from lianhu.kernel.sheets.limits import Refused as Unfit

# What a PDF does by itself, or has in it beside what is to be read.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|XFA|RichMedia)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What is packed or drawn reads like anything by chance.
_CONTENT = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
# Objects of a PDF that are packed together are unpacked so far, all of them.
_MOST_UNPACKED = 20 * 1024 * 1024
_HEAD = 1024


class Unreadable(Exception):
    """It is none of these, or a broken one."""


class Locked(Unreadable):
    """Nobody opens it without a password, or it is of the kind that old programs write."""


class Active(Unreadable):
    """It does something when it is opened, or has other files in it."""


def read(content: bytes) -> MediaType:
    """What kind of paper it is, by what is in it. Raises Unreadable."""
    if content.startswith(precheck.OLE_MAGIC):
        raise Locked
    if content.startswith(precheck.ZIP_MAGIC):
        return _office(content)
    if b"%PDF-" in content[:_HEAD] and b"%%EOF" in content[-_HEAD:]:
        _check_pdf(content)
        return MediaType.PDF
    raise Unreadable


def _office(content: bytes) -> MediaType:
    try:
        precheck.check(BytesIO(content), PAGE, word=True)
    except Unfit as unfit:
        if unfit.reason is not Reason.NOT_A_TABLE:
            raise _why(unfit.reason) from unfit
    else:
        return MediaType.DOCX
    try:
        precheck.check(BytesIO(content), PAGE)
    except Unfit as unfit:
        raise _why(unfit.reason) from unfit
    return MediaType.XLSX


def _why(reason: Reason) -> Unreadable:
    if reason is Reason.OLD_OR_LOCKED:
        return Locked()
    return Active() if reason in (Reason.MACROS, Reason.LINKS) else Unreadable()


def _check_pdf(content: bytes) -> None:
    bare = _CONTENT.sub(b"", content)
    if re.search(rb"/Encrypt\b", bare):
        raise Locked
    _check_names(bare)
    left = _MOST_UNPACKED
    for packed in _PACKED.finditer(content):
        objects = _unpacked(content[packed.end() :], left)
        left -= len(objects)
        if left <= 0:
            raise Unreadable
        _check_names(objects)


def _unpacked(stream: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:  # not packed in this way
        return b""


def _check_names(objects: bytes) -> None:
    # Any letter of a name may be written by its number.
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), objects)
    if _ACTIVE.search(plain):
        raise Active
