"""Items from a Word file: what would come of it, and each mistake beside its paragraph."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianhu.kernel import clock
from lianhu.kernel.sheets import documents
from lianhu.kernel.sheets.documents import Paragraph
from lianhu.knowledge import book, sheets
from lianhu.knowledge.models import BookFile, Item, Topic
from lianhu.knowledge.rules.lines import Block, Wrong
from lianhu.knowledge.rules.markdown import lines_of, render
from lianhu.web import cli
from tests.cast import City, at, sign_in
from tests.knowledge.entries import block
from tests.lists import repacked
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

DOCUMENT = "word/document.xml"


def word(blocks: Sequence[Block]) -> bytes:
    file = BytesIO()
    sheets.write_word(blocks, file)
    return file.getvalue()


def typed(text: str) -> bytes:
    """As somebody types it: no list is Word's own."""
    file = BytesIO()
    lines = (
        Paragraph(f"- {one.text}" if one.is_listed else one.text, one.depth)
        for one in lines_of(text)
    )
    documents.write(lines, file)
    return file.getvalue()


def send(city: City, content: bytes, name: str = "book.docx") -> str:
    with clock.fixed(at(10)):
        sent = {"file": SimpleUploadedFile(name, content)}
        return text_of(sign_in(city.luo).post("/book/edit/files/", sent, follow=True))


@pytest.mark.parametrize("as_typed", [False, True])
def test_items_are_taken_after_a_look(city: City, topic: Topic, as_typed: bool) -> None:
    one = block()
    shown = send(city, typed(render([one])) if as_typed else word([one]))

    assert "还没有收下任何内容" in shown
    assert not Item.objects.exists()
    kept = BookFile.objects.get()
    assert kept.mistakes == []
    with clock.fixed(at(10)):
        sign_in(city.luo).post(f"/book/edit/files/{kept.token}/take/", {"how": "drafts"})
    assert Item.objects.get().title == one.entry.title


def test_a_mistake_stands_beside_its_paragraph(city: City, topic: Topic) -> None:
    text = render([block()]).replace("- 复核", "- 什么时候看")
    at_line = [one.text for one in lines_of(text)].index(
        next(one.text for one in lines_of(text) if one.text.startswith("什么时候看"))
    )

    shown = send(city, typed(text))

    assert "段落" in shown
    assert f"{at_line + 1} - 什么时候看" in shown
    assert not BookFile.objects.get().blocks


def test_an_item_with_more_than_text_is_not_taken(city: City, topic: Topic) -> None:
    content = word([block()])
    with ZipFile(BytesIO(content)) as archive:
        text = archive.read(DOCUMENT)
    changed = text.replace(b"</w:p></w:body>", b"<w:r><w:pict/></w:r></w:p></w:body>")

    shown = send(city, repacked(content, {DOCUMENT: changed}))

    assert "这里不只是文字" in shown
    kept = BookFile.objects.get()
    assert kept.blocks == []
    assert [mistake[1] for mistake in kept.mistakes] == [Wrong.MORE_THAN_TEXT.value]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("book.docx", b"plain", "这不是 Word 文档"),
        ("book.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "文件是旧格式"),
    ],
)
def test_what_is_no_word_file_is_refused_in_its_words(
    city: City, name: str, content: bytes, said: str
) -> None:
    assert said in send(city, content, name)
    assert not BookFile.objects.exists()


def test_the_example_is_in_the_layout_that_it_explains(city: City) -> None:
    response = sign_in(city.luo).get("/book/edit/example/")

    assert "attachment" in response["Content-Disposition"]
    read = sheets.read("example.docx", [response.content])
    assert read.mistakes == []
    [one] = read.blocks
    assert one.entry == book.sample_blocks()[0].entry


def test_all_that_is_published_goes_out_and_comes_in_by_the_command(
    city: City, topic: Topic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "book.docx"
    file.write_bytes(word([block()]))
    assert cli.main(["book", "import", str(file), "--dry-run"]) == 0
    assert "new              1" in capsys.readouterr().out
    assert not Item.objects.exists()

    file.write_bytes(typed(render([block()]).replace("- 收费", "- 价钱")))
    assert cli.main(["book", "import", str(file)]) == 1
    assert "- 价钱" in capsys.readouterr().err

    assert cli.main(["book", "export", str(file)]) == 0
    assert file.read_bytes().startswith(b"PK")
