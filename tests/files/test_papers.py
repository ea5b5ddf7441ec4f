"""What is taken in as a paper, and what is not: by what is in it, to its end."""

from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from lianhu.files import disk, papers, services
from lianhu.files.jobs import prepare_one, sweep
from lianhu.files.models import Blob
from lianhu.files.rules import MAX_PAPER_BYTES, Kind, MediaType
from lianhu.kernel import clock
from tests.papers import SCRIPT, docx, linked, packed, pdf, upload, with_part, xlsx
from tests.photos import HTML, jpeg

PATIENCE = 10  # CPU seconds


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf(), MediaType.PDF), (docx(), MediaType.DOCX), (xlsx(), MediaType.XLSX)],
)
def test_its_kind_is_known_by_what_is_in_it(content: bytes, kind: MediaType) -> None:
    assert papers.read(content) is kind


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        jpeg(),
        pdf()[:-8],
        b"@echo off\n" + pdf(),
        docx()[:200],
        with_part(docx(), "../../etc/passwd"),
    ],
)
def test_anything_else_is_none(content: bytes) -> None:
    with pytest.raises(papers.Unreadable):
        papers.read(content)


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        pdf(SCRIPT),
        pdf(b"<</S /J#61vaScript /J#53 (app.alert(1))>>"),
        pdf(packed(SCRIPT)),
        pdf(b"% >>stream\n", SCRIPT, b"% endstream"),
        pdf(b"<</S /Launch /F (cmd.exe)>>"),
        pdf(b"<</Names <</EmbeddedFiles 3 0 R>>>>"),
        with_part(docx(), "word/vbaProject.bin"),
        linked(docx(), "attachedTemplate"),
        linked(docx(), "image"),
        with_part(xlsx(), "xl/externalLinks/externalLink1.xml"),
    ],
)
def test_what_does_something_by_itself_is_not_taken(content: bytes) -> None:
    with pytest.raises(papers.Active):
        papers.read(content)


@pytest.mark.once
@pytest.mark.parametrize(
    "content", [pdf(b"<</Encrypt 3 0 R>>"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_nobody_else_opens_is_not_taken(content: bytes) -> None:
    with pytest.raises(papers.Locked):
        papers.read(content)


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        pdf(packed(SCRIPT).replace(b"/Filter /FlateDecode", b"")),
        pdf(packed(SCRIPT).replace(b"/FlateDecode", b"[/ASCIIHexDecode /FlateDecode]")),
        pdf(packed(SCRIPT).replace(b"/FlateDecode", b"/FlateDecode /DecodeParms 7 0 R")),
        pdf(packed(SCRIPT).replace(b"/ObjStm", b"/Obj#53tm")),
        pdf(packed(SCRIPT).replace(b"/ObjStm", b"/ObjStm" + b" " * 500 + b"%>>")),
        pdf(packed(SCRIPT).replace(b">>\nstream", b">> % \nstream")),
        pdf(packed(SCRIPT)[:-20] + b"\nendstream"),
    ],
)
def test_objects_that_are_packed_in_another_way_are_not_taken(content: bytes) -> None:
    with pytest.raises(papers.Unreadable):
        papers.read(content)


@pytest.mark.once
@pytest.mark.parametrize(
    "repeated", [b"stream\n", b">>stream\n", b"/ObjStm stream\n", b"/ObjStm>>stream\n", b"#4a"]
)
def test_the_work_grows_as_the_file_does(repeated: bytes) -> None:
    # Quadratic, this is minutes.
    start = process_time()
    with suppress(papers.Unreadable):
        papers.read(b"%PDF-1.7\n" + repeated * (1024 * 1024 // len(repeated)) + b"\n%%EOF")
    assert process_time() - start < PATIENCE


@pytest.mark.once
def test_a_text_may_name_pages_elsewhere() -> None:
    assert papers.read(linked(docx(), "hyperlink")) is MediaType.DOCX


@pytest.mark.once
def test_what_is_drawn_may_read_like_anything() -> None:
    assert papers.read(pdf(says=b"\x00/JS \xff/Encrypt \x01")) is MediaType.PDF


@pytest.mark.once
def test_a_pdf_that_unpacks_to_too_much_is_not_taken() -> None:
    with pytest.raises(papers.Unreadable):
        papers.read(pdf(packed(bytes(21 * 1024 * 1024))))


@pytest.mark.once
@settings(max_examples=60)
@given(st.sampled_from([pdf(packed(b"1 0")), docx(), xlsx()]), st.data())
def test_a_broken_one_is_taken_or_refused_and_never_fails(
    content: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(content) - 1))
    broken = content[:at] + data.draw(st.binary(max_size=8)) + content[at + 1 :]
    with suppress(papers.Unreadable):
        papers.read(broken)


@pytest.mark.django_db
def test_it_is_kept_as_it_was_written_and_goes_with_its_files(folder: Path) -> None:
    blob = services.receive(upload(docx(), "办法.docx"), Kind.PAPER)
    services.keep([blob])
    assert prepare_one()
    blob.refresh_from_db()

    assert (blob.state, blob.kind, blob.bytes) == ("done", Kind.PAPER, len(docx()))
    assert services.paths(blob) == [disk.paper_path(blob.token)]
    assert services.is_intact(blob)
    with services.open_done(blob) as file:
        assert file.read() == docx()
    services.let_go([blob.pk])
    sweep(clock.wall())
    assert not Blob.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_large_one_is_not_taken() -> None:
    with pytest.raises(services.TooLarge):
        services.receive(upload(pdf(says=bytes(MAX_PAPER_BYTES))), Kind.PAPER)
    assert not Blob.objects.exists()
