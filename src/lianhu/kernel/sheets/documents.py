"""Word files (.docx) of headings and lists, as `paragraphs` reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_NS = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_NS}/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_NS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
        )
    )
    + "</Types>"
)


def _relations(*parts: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_NS}/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    of = f"{_NS}/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{of}">{rows}</Relationships>'


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="{400 - 60 * n}" w:after="80"/>'
        f'<w:outlineLvl w:val="{n - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{42 - 4 * n}"/></w:rPr>'
        "</w:style>"
        for n in range(1, 5)
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
    )
    return f"{_HEAD}<w:styles {_W}>{normal}{headings}</w:styles>"


_NUMBERING = (
    f'{_HEAD}<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
# The same content is the same file.
_MADE = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`depth`: that of a heading, 0 for none."""

    text: str
    depth: int = 0
    is_listed: bool = False


def write(paragraphs: Iterable[Paragraph], file: IO[bytes]) -> None:
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("numbering", "numbering.xml")
        ),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _NUMBERING,
        "word/document.xml": "".join(_document(paragraphs)),
    }
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            part = ZipInfo(name, _MADE)
            part.compress_type = ZIP_DEFLATED
            archive.writestr(part, content.encode())


def _document(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    yield f"{_HEAD}<w:document {_W}><w:body>"
    for one in paragraphs:
        looks = ""
        if one.depth:
            looks = f'<w:pPr><w:pStyle w:val="Heading{one.depth}"/></w:pPr>'
        elif one.is_listed:
            looks = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        text = f'<w:r><w:t xml:space="preserve">{escape(one.text)}</w:t></w:r>'
        yield f"<w:p>{looks}{text}</w:p>"
    yield "</w:body></w:document>"
