"""Papers as offices write them, and papers that do more than being read."""

import zlib
from io import BytesIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from lianhu.kernel.sheets import writing
from lianhu.kernel.sheets.documents import Paragraph, write
from lianhu.kernel.sheets.writing import Line, Sheet

SCRIPT = b"<</S /JavaScript /JS (app.alert(1))>>"


def pdf(*objects: bytes, says: bytes = b"sandbags") -> bytes:
    """With these objects beside a page that `says` something."""
    page = b"<</Length %d>>\nstream\n%b\nendstream" % (len(says), says)
    body = b"\n".join(b"%d 0 obj\n%b\nendobj" % row for row in enumerate([page, *objects], 1))
    return b"%PDF-1.7\n" + body + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def packed(objects: bytes) -> bytes:
    """Objects of a PDF as most programs write them."""
    content = zlib.compress(objects)
    head = b"<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>" % len(content)
    return head + b"\nstream\r\n" + content + b"\nendstream"


def docx() -> bytes:
    file = BytesIO()
    write([Paragraph("领取防汛沙袋", 1), Paragraph("请自带推车。")], file)
    return file.getvalue()


def xlsx() -> bytes:
    file = BytesIO()
    writing.write(file, [Sheet("沙袋", ["村", "个数"], [Line(["石桥村", "20"])])])
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes = b"-") -> bytes:
    file = BytesIO(content)
    with ZipFile(file, "a") as archive:
        archive.writestr(name, part)
    return file.getvalue()


def linked(content: bytes, to: str) -> bytes:
    """A text that names something elsewhere, of this type."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r9" Type="{kinds}/{to}" TargetMode="&#69;xternal" '
        'Target="https://example.org/x"/></Relationships>'
    )
    return with_part(content, "word/_rels/settings.xml.rels", rels.encode())


def upload(content: bytes, name: str = "发放办法.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")
