"""Files that are made to keep the program busy: read to an end, or refused, in words that help."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianhu.kernel import clock
from lianhu.kernel.sheets.limits import Reason, Refused
from lianhu.knowledge import sheets
from lianhu.knowledge.models import BookFile
from lianhu.knowledge.rules.diff import Kind, lines_between
from lianhu.knowledge.rules.lines import MOST_MISTAKES
from lianhu.knowledge.rules.markdown import parse, render
from lianhu.knowledge.rules.tables import from_cells, header
from tests.cast import City, at, sign_in
from tests.knowledge.entries import block
from tests.pages import text_of


@pytest.mark.once
@pytest.mark.parametrize(
    "text", ["x\n" * 100_000, "### a\n" * 50_000, "### a\nx\n" * 50_000, "# a\n## b\n" * 9_000]
)
def test_of_what_is_all_wrong_only_the_beginning_is_told(text: str) -> None:
    blocks, mistakes = parse(text)

    assert blocks == []
    assert len(mistakes) <= MOST_MISTAKES


@pytest.mark.once
def test_so_it_is_with_a_table() -> None:
    rows = [(n, ["x"] * 5, ()) for n in range(2, 4000)]

    blocks, mistakes = from_cells([(1, header(), ()), *rows])

    assert blocks == []
    assert MOST_MISTAKES <= len(mistakes) < MOST_MISTAKES + 100


@pytest.mark.once
def test_a_text_of_too_many_lines_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        sheets.read("book.md", [b"x\n" * 300_000])

    assert refused.value.reason is Reason.TOO_MANY_ROWS


@pytest.mark.once
def test_a_text_in_the_encoding_of_old_editors_is_read() -> None:
    written = render([block()])

    assert sheets.read("book.md", [written.encode("gb18030")]).blocks == parse(written)[0]


@pytest.mark.once
def test_one_broken_byte_makes_no_other_chinese_of_it() -> None:
    written = render([block()]).encode()

    with pytest.raises(Refused) as refused:
        sheets.read("book.md", [written.replace("地".encode(), b"\xe5\x9c", 1)])

    assert refused.value.reason is Reason.NOT_A_TABLE


@pytest.mark.django_db
@pytest.mark.page
@pytest.mark.parametrize(("lines", "says"), [(40, False), (200, False), (2000, True)])
def test_it_says_where_it_was_not_read_to_its_end(city: City, lines: int, says: bool) -> None:
    with clock.fixed(at(10)):
        file = SimpleUploadedFile("book.md", b"x\n" * lines)
        page = sign_in(city.luo).post("/book/edit/files/", {"file": file}, follow=True)

    assert ("文件没有再往下读" in text_of(page)) is says


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new"),
    [(["a" * 6000], ["ab" * 3000]), (["a"] * 3000, ["b", "a"] * 1500)],
    ids=["long", "many"],
)
def test_what_is_never_published_so_is_not_woven_into_each_other(
    old: list[str], new: list[str]
) -> None:
    pieces = [piece for line in lines_between(old, new) for piece in line]

    assert [piece.text for piece in pieces if piece.kind is Kind.GONE] == old
    assert [piece.text for piece in pieces if piece.kind is Kind.NEW] == new


@pytest.mark.django_db
@pytest.mark.page
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("book.md", b"\xff\xfe\x00\x01\xff\xff", "这不是能读的文本"),
        ("book.md", b"\n" * 300_000 + b"x", "行数太多"),
        ("book.md", b"  \n ", "文件是空的"),
        ("book.xlsx", b"PK\x03\x04 and nothing", "文件"),
        ("book.docx", b"PK\x03\x04 and nothing", "文件"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_the_field(
    city: City, name: str, content: bytes, why: str
) -> None:
    with clock.fixed(at(10)):
        file = SimpleUploadedFile(name, content)
        answer: Any = sign_in(city.luo).post("/book/edit/files/", {"file": file})

    assert answer.status_code == 422
    assert why in text_of(answer)
    assert not BookFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.page
def test_what_stands_in_a_file_runs_nowhere(city: City) -> None:
    text = "### <script>alert(1)</script>\n- <img x>：x\n"
    with clock.fixed(at(10)):
        client = sign_in(city.luo)
        file = SimpleUploadedFile("<b>.md", text.encode())
        page = client.post("/book/edit/files/", {"file": file}, follow=True).content.decode()

    assert "<img x" not in page and "<script>alert" not in page and "<b>.md" not in page
    assert "&lt;img x&gt;" in page
