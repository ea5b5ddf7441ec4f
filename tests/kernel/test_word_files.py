"""Paragraphs of Word files, and of files that say they are: nothing is lost, no harm is done."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from lianhu.kernel.sheets import documents
from lianhu.kernel.sheets.documents import Paragraph
from lianhu.kernel.sheets.limits import MB, PAGE, Reason, Refused
from lianhu.kernel.sheets.reading import Row, open_rows
from tests.lists import encrypted_flags, repacked, workbook

pytestmark = pytest.mark.once

DOCUMENT = "word/document.xml"
TYPES = "[Content_Types].xml"


def good() -> bytes:
    file = BytesIO()
    found = [Paragraph("医疗", 1), Paragraph(""), Paragraph(" & <b>", is_listed=True)]
    documents.write([*found, Paragraph("完")], file)
    return file.getvalue()


def with_body(body: str) -> bytes:
    with ZipFile(BytesIO(good())) as archive:
        head = archive.read(DOCUMENT).decode().partition("<w:body>")[0]
    content = f"{head}<w:body>{body}</w:body></w:document>"
    return repacked(good(), {DOCUMENT: content.encode()})


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def read(path: Path, content: bytes) -> list[Row]:
    file = path / "text"
    file.write_bytes(content)
    with file.open("rb") as opened, open_rows(opened, PAGE, word=True) as batches:
        return [row for batch in batches for row in batch]


def refused(path: Path, content: bytes) -> Reason | None:
    try:
        read(path, content)
    except Refused as error:
        return error.reason
    return None


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    assert read(tmp_path, good()) == [
        Row(1, ["医疗", "1"]),
        Row(3, ["& <b>", "", "list"]),
        Row(4, ["完"]),
    ]


def test_the_same_content_is_the_same_file() -> None:
    assert good() == good()


def test_headings_go_by_what_a_style_is_based_on_or_says_of_its_outline(tmp_path: Path) -> None:
    styles = (
        '<w:style w:styleId="2"><w:name w:val="Heading 2"/></w:style>'
        '<w:style w:styleId="a"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="round"/><w:basedOn w:val="c"/></w:style>'
        '<w:style w:styleId="c"><w:name w:val="about"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="d"><w:name w:val="标题 3"/></w:style>'
    )
    with ZipFile(BytesIO(good())) as archive:
        known = archive.read("word/styles.xml").decode()
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(style)}</w:p>' for style in "abd"
    )
    body += f'<w:p><w:pPr><w:outlineLvl w:val="3"/></w:pPr>{run("e")}</w:p>'
    known = known.replace("</w:styles>", f"{styles}</w:styles>")
    content = repacked(with_body(body), {"word/styles.xml": known.encode()})

    assert [row.cells for row in read(tmp_path, content)] == [
        ["a", "2"],
        ["b"],
        ["d", "3"],
        ["e", "4"],
    ]


def test_a_line_of_a_table_is_the_columns_of_a_row(tmp_path: Path) -> None:
    texts = ("医保卡", "原件", "1", "a|b")
    cells = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in texts)
    body = f"<w:p>{run('前')}</w:p><w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p>{run('后')}</w:p>"

    assert read(tmp_path, with_body(body)) == [
        Row(1, ["前"]),
        Row(2, [r"医保卡 | 原件 | 1 | a\|b", "", "list"]),
        Row(3, ["后"]),
    ]


@pytest.mark.parametrize(
    "more",
    [
        f'<w:ins w:id="1">{run("b")}</w:ins>',
        '<w:del w:id="1"><w:r><w:delText>b</w:delText></w:r></w:del>',
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:pict/></w:r>",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        '<w:commentRangeStart w:id="1"/>',
        f'<w:fldSimple w:instr="DATE">{run("b")}</w:fldSimple>',
        "<w:sdt><w:sdtContent/></w:sdt>",
        '<w:r><w:sym w:char="F0A7"/></w:r>',
    ],
)
def test_what_is_more_than_text_is_told(tmp_path: Path, more: str) -> None:
    [row] = read(tmp_path, with_body(f"<w:p>{run('a')}{more}</w:p>"))

    assert row.wrong == {0: "more"}


def test_a_picture_alone_and_another_file_within_are_told(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:drawing/></w:r></w:p><w:altChunk/>"

    assert [row.wrong for row in read(tmp_path, with_body(body))] == [{0: "more"}] * 2


HOSTILE = {
    "nothing": (b"", Reason.NOT_A_TABLE),
    "a text": (b"plain", Reason.NOT_A_TABLE),
    "a workbook": (workbook(["a"]), Reason.NOT_A_TABLE),
    "an old one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Reason.OLD_OR_LOCKED),
    "too large": (bytes(5 * MB + 1), Reason.TOO_LARGE),
    "a zip bomb": (
        repacked(good(), {"word/media/image1.png": bytes(60 * MB)}),
        Reason.UNPACKS_TOO_LARGE,
    ),
    "macros": (repacked(good(), {"word/vbaProject.bin": b"x"}), Reason.MACROS),
    "a macro-enabled kind": (repacked(good(), {TYPES: b"<a b='macroEnabled'/>"}), Reason.MACROS),
    "an embedded file": (repacked(good(), {"word/embeddings/a.xlsx": b"x"}), Reason.LINKS),
    "a program": (repacked(good(), {"word/a.exe": b"x"}), Reason.UNSAFE),
    "a way out": (repacked(good(), {"../a.xml": b"x"}), Reason.UNSAFE),
    "entities": (
        repacked(good(), {DOCUMENT: b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}),
        Reason.UNSAFE,
    ),
    "entities in styles": (
        repacked(good(), {"word/styles.xml": b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'}),
        Reason.UNSAFE,
    ),
    "half of it": (good()[: len(good()) // 2], Reason.BROKEN),
    "no XML": (repacked(good(), {DOCUMENT: b"<w:document"}), Reason.BROKEN),
    "without text": (with_body("<w:p/>"), Reason.EMPTY),
    "locked": (encrypted_flags(good()), Reason.OLD_OR_LOCKED),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused(tmp_path: Path, name: str) -> None:
    content, reason = HOSTILE[name]

    assert refused(tmp_path, content) == reason


def test_no_more_paragraphs_than_may_be(tmp_path: Path) -> None:
    content = with_body(f"<w:p>{run('a')}</w:p>" * (PAGE.rows + 2))

    assert refused(tmp_path, content) == Reason.TOO_MANY_ROWS
