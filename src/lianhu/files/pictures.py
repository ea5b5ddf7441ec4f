"""Pictures drawn anew: nothing of the uploaded file is in them but what can be seen."""

import logging
from pathlib import Path
from typing import IO

from PIL import ExifTags, Image

logger = logging.getLogger(__name__)

LONGEST = 2000
LONGEST_SMALL = 320
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")

# Each scan of a JPEG is a pass over all of its pixels. Cameras write one, good encoders a dozen.
MOST_SCANS = 200
START_OF_SCAN = b"\xff\xda"

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unreadable(Exception):
    """It is no picture, or a broken one. Trying again does not help."""


class Huge(Unreadable):
    """It claims more pixels than anybody would decode."""


def size_of(file: IO[bytes]) -> tuple[int, int]:
    """Width and height as the file claims them; nothing is decoded. Raises Unreadable."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            return image.size
    except Image.DecompressionBombError as error:
        raise Huge from error
    except Exception as error:  # decoders raise what they like at garbage
        raise Unreadable from error


def draw(source: Path) -> Image.Image:
    """The picture upright, at most LONGEST on a side, without any metadata. Raises Unreadable."""
    try:
        with Image.open(source, formats=FORMATS) as image:
            if image.format == "JPEG" and source.read_bytes().count(START_OF_SCAN) > MOST_SCANS:
                raise Unreadable("too many scans")
            image.draft(None, (LONGEST, LONGEST))  # a JPEG is decoded no larger than need be
            picture = _on_white(image)
            picture.thumbnail((LONGEST, LONGEST))
            return _upright(picture, image)
    except (MemoryError, Unreadable):
        raise
    except OSError as error:
        if error.errno is not None:  # the disk, not the picture
            raise
        raise Unreadable from error
    except Exception as error:
        raise Unreadable from error


def small(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((LONGEST_SMALL, LONGEST_SMALL))
    return copy


def save(picture: Image.Image, file: IO[bytes]) -> None:
    picture.save(file, "JPEG", quality=QUALITY, optimize=True)


def _on_white(image: Image.Image) -> Image.Image:
    """In a new image, which has no info to carry along."""
    new = Image.new("RGB", image.size, "white")
    if image.mode.startswith("I"):  # 16 bits of grey: converting would cut them off, not scale
        image = image.convert("F").point(lambda value: value / 256 + 0).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        new.paste(image, mask=image.getchannel("A"))
    else:
        new.paste(image.convert("RGB"))
    return new


def _upright(picture: Image.Image, source: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(source.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # a picture with garbled metadata is still a picture
        logger.info("metadata garbled", exc_info=True)
        turn = None
    return picture if turn is None else picture.transpose(turn)
