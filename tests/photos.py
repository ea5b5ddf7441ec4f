"""Photos as phones take them, and files that only pretend."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

REMARK = b"made in the kitchen"
HTML = b"<!doctype html><script>alert(1)</script>"


def jpeg(size: tuple[int, int] = (60, 40), *, orientation: int = 1, colour: str = "red") -> bytes:
    """With a place, a camera, a remark; its left half in `colour`, its right half white."""
    picture = Image.new("RGB", size, "white")
    picture.paste(colour, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "SecretCam 9"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (30.0, 15.0, 0.0),
    }
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=REMARK, quality=95, xmp=b"<x>kitchen</x>")
    return file.getvalue()


def encoded(picture: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A small file that unpacks to as many pixels as it claims."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp_claiming(width: int, height: int) -> bytes:
    """A WebP of the extended kind, whose canvas its decoder would make room for."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes(4) + canvas + bytes(40)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")
