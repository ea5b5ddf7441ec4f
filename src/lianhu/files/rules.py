"""What may be uploaded. Standard library only."""

from enum import StrEnum

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MOST_FILES = 9  # in one message

_ENOUGH = 30  # bytes, to know a type and the canvas of a WebP


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


def sniff(head: bytes) -> MediaType | None:
    """The type of a file by its first bytes, whatever its name says; None for any other."""
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if len(head) >= _ENOUGH and head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8":
        return MediaType.WEBP
    return None


def webp_pixels(head: bytes) -> int:
    """How many pixels the canvas of a WebP has.

    Its decoder makes room for all of them as soon as it is asked for the size.
    """
    match head[15:16]:
        case b"X":
            width = int.from_bytes(head[24:27], "little") + 1
            height = int.from_bytes(head[27:30], "little") + 1
        case b"L":
            bits = int.from_bytes(head[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width = int.from_bytes(head[26:28], "little") & 0x3FFF
            height = int.from_bytes(head[28:30], "little") & 0x3FFF
    return width * height
