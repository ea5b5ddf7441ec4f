"""What a workbook's archive must be like before any reader of workbooks is let near it.

Whatever a workbook for data needs passes; macros, links to other files, archives within archives,
entities and names that climb out of a folder do not.
"""

import re
from pathlib import PurePosixPath
from typing import IO
from xml.etree.ElementTree import ParseError, fromstring
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lianhu.kernel.sheets.limits import Caps, Reason, Refused

ZIP_MAGIC = b"PK\x03\x04"
# Excel before 2007, and what Excel encrypts: both lie in this container.
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MOST_PARTS = 500
_CHUNK = 1 << 18
_ENCRYPTED = 0x1
_XML = (".xml", ".rels", ".vml")
# Pictures and the settings of printers lie in ordinary workbooks; nobody reads them here.
_OTHER = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf")
# Word adds fonts, and pictures of further kinds.
_OTHER_OF_WORD = (*_OTHER, ".tif", ".tiff", ".svg", ".odttf", ".fntdata")
_NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
_NEEDED_OF_WORD = {"[Content_Types].xml", "word/document.xml"}
_FOLDERS_OF_LINKS = ("xl/externallinks/", "xl/embeddings/", "xl/querytables/", "word/embeddings/")
_DECLARED = re.compile(rb"""<!(?:DOCTYPE|ENTITY)""", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_LONGEST_MARK = 16
_LONGEST_RELS = 1 << 20


def check(file: IO[bytes], caps: Caps, *, word: bool = False) -> None:
    """Read every part of the archive once. `word`: it is to be a text, not a workbook. Raises
    Refused.
    """
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            _check_names(parts, word=word)
            # Never more is unpacked of a part than it says it holds.
            if sum(part.file_size for part in parts) > caps.unpacked:
                raise Refused(Reason.UNPACKS_TOO_LARGE)
            for part in parts:
                with archive.open(part) as opened:
                    _check_content(part, opened)
    except (BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError) as error:
        raise Refused(Reason.BROKEN) from error
    except Exception as error:  # zlib.error, struct.error: whatever a forged archive provokes
        if isinstance(error, Refused):
            raise
        raise Refused(Reason.BROKEN) from error


def _check_names(parts: list[ZipInfo], *, word: bool) -> None:
    needed, other = (_NEEDED_OF_WORD, _OTHER_OF_WORD) if word else (_NEEDED, _OTHER)
    names = [part.filename for part in parts]
    if len(parts) > _MOST_PARTS or len(set(map(str.lower, names))) != len(names):
        raise Refused(Reason.UNSAFE)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused(Reason.OLD_OR_LOCKED)
    if not set(names) >= needed:
        raise Refused(Reason.NOT_A_TABLE)
    for part in parts:
        name = part.filename.lower()
        path = PurePosixPath(name)
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused(Reason.UNSAFE)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise Refused(Reason.UNSAFE)
        if "vbaproject" in name or "activex" in name or "macrosheets" in name:
            raise Refused(Reason.MACROS)
        if name.startswith(_FOLDERS_OF_LINKS):
            raise Refused(Reason.LINKS)
        if not name.endswith("/") and not name.endswith(_XML + other):
            raise Refused(Reason.UNSAFE)


def _check_content(part: ZipInfo, opened: IO[bytes]) -> None:
    is_xml = part.filename.lower().endswith(_XML)
    head = opened.read(_CHUNK)
    if not is_xml:
        if head.startswith((ZIP_MAGIC, OLE_MAGIC)):
            raise Refused(Reason.UNSAFE)
        return
    declared = _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    # In another encoding the marks below would look different.
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise Refused(Reason.UNSAFE)
    if b"macroEnabled" in head and part.filename == "[Content_Types].xml":
        raise Refused(Reason.MACROS)
    if part.filename.lower().endswith(".rels"):
        if part.file_size > _LONGEST_RELS:
            raise Refused(Reason.UNSAFE)
        head += opened.read()
    tail = b""
    whole = head
    while head:
        if b"\0" in head or _DECLARED.search(tail + head):
            raise Refused(Reason.UNSAFE)
        tail = head[-_LONGEST_MARK:]
        head = opened.read(_CHUNK)
    if part.filename.lower().endswith(".rels"):
        _check_links(whole)


def _check_links(rels: bytes) -> None:
    """What is followed by a tap may lead anywhere; what is fetched on opening may not."""
    try:
        links = fromstring(rels)
    except ParseError as error:
        raise Refused(Reason.BROKEN) from error
    for link in links:
        is_outside = link.get("TargetMode", "").strip().lower() == "external"
        if is_outside and not link.get("Type", "").endswith("/hyperlink"):
            raise Refused(Reason.LINKS)
