"""What may be uploaded. Standard library only."""

from enum import StrEnum

MOST_PHOTOS = 9  # in one message
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000

MOST_VOICES = 1  # in one message
MAX_VOICE_BYTES = 2 * 1024 * 1024
MAX_SECONDS = 60  # what people are told
MOST_SECONDS = MAX_SECONDS + 2  # what is taken: a recorder stops a little after it is told to

MAX_PAPER_BYTES = 5 * 1024 * 1024

_ENOUGH = 30  # bytes, to know a type and the canvas of a WebP


class Kind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    PAPER = "paper"


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    WEBM = "audio/webm"
    OGG = "audio/ogg"
    MP4 = "audio/mp4"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    @property
    def kind(self) -> Kind:
        if self.startswith("audio/"):
            return Kind.VOICE
        return Kind.PAPER if self.startswith("application/") else Kind.PHOTO

    @property
    def ending(self) -> str:
        """By which machines know how to open it."""
        return f".{self.name.lower()}"


def sniff(head: bytes) -> MediaType | None:
    """The type of a photo or voice note by its first bytes, whatever its name says; None for any
    other: papers have to be read (`papers`).

    What films and other pictures share with recordings is told apart by reading them.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if len(head) >= _ENOUGH and head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8":
        return MediaType.WEBP
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return MediaType.WEBM
    if head.startswith(b"OggS"):
        return MediaType.OGG
    if head[4:8] == b"ftyp":
        return MediaType.MP4
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
