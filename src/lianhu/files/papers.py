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


def _spelled(name: bytes) -> bytes:
    """Any letter of a name may be written by its number."""
    return b"".join(b"(?:%c|(?i:#%02x))" % (letter, letter) for letter in name)


def _any_of(*names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(map(_spelled, names)) + rb")\b")


# What a PDF does by itself, or has in it beside what is to be read. What is packed or drawn reads
# like short names by chance, and like these never.
_ACTIVE = _any_of(
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"Rendition"
)
_SHORT = _any_of(b"JS", b"XFA")
_LOCKED = _any_of(b"Encrypt")
_PACKED = _any_of(b"ObjStm")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_PLAINLY = re.compile(rb"/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])")
# Objects of a PDF that are packed together are unpacked so far, all of them.
_MOST_UNPACKED = 20 * 1024 * 1024
_TAIL = 1024


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
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL:]:
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
    """In one walk: whoever writes a file must not decide how long it takes."""
    bare, packed, at = [], [], 0
    while found := _STREAM.search(content, at):
        end = content.find(b"endstream", found.end())
        if end < 0:
            break
        before = content[at : found.start() + 2]
        bare.append(before)
        if _PACKED.search(head := before[before.rfind(b"obj") :]):
            packed.append((head, content[found.end() : end]))
        at = end
    bare.append(content[at:])
    outside = b"".join(bare)
    if _LOCKED.search(outside):
        raise Locked
    # In the whole of it: what looks like a stream may stand in a comment.
    if _ACTIVE.search(content) or _SHORT.search(outside):
        raise Active
    if len(_PACKED.findall(content)) != len(packed):
        raise Unreadable
    left = _MOST_UNPACKED
    for head, stream in packed:
        objects = _unpacked(head, stream, left)
        left -= len(objects)
        if _ACTIVE.search(objects) or _SHORT.search(objects):
            raise Active


def _unpacked(head: bytes, stream: bytes, most: int) -> bytes:
    """All of it. Raises Unreadable where it is packed as nobody packs it who has nothing to hide,
    or is more than `most`.
    """
    is_plain = head.count(b"/Filter") == 1 and b"Parms" not in head and b"#" not in head
    if not is_plain or not _PLAINLY.search(head) or most <= 0:
        raise Unreadable
    unpacking = zlib.decompressobj()
    try:
        objects = unpacking.decompress(stream, most)
    except zlib.error as error:
        raise Unreadable from error
    if not unpacking.eof:
        raise Unreadable
    return objects
