"""Writing a recording as MP4: of the containers for these codecs, the one that plays everywhere.

A telephone of Apple's plays Opus from MP4 since iOS 17, from WebM since 17.4, from Ogg since 18.4.
What is written follows from the packets alone: the same ones always make the same file, in which
every name is empty and every date 0.
"""

import struct
from collections.abc import Iterable
from itertools import groupby

from lianhu.files.audio import aac
from lianhu.files.audio.recording import Codec, Format, Recording

_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNDETERMINED = 0x55C4  # the language


def write(recording: Recording) -> bytes:
    brands = _box(b"ftyp", b"isom", bytes(4), b"isom", b"mp42")
    # The place of the packets is the only number that depends on the length of what is before.
    begin = len(brands) + len(_movie(recording, 0)) + 8
    return brands + _movie(recording, begin) + _box(b"mdat", *recording.packets)


def _movie(recording: Recording, begin: int) -> bytes:
    form = recording.format
    whole = sum(recording.lengths)
    media = _box(
        b"mdia",
        _full(b"mdhd", 0, struct.pack(">4I2H", 0, 0, form.rate, whole, _UNDETERMINED, 0)),
        _full(b"hdlr", 0, bytes(4), b"soun", bytes(13)),
        _box(
            b"minf",
            _full(b"smhd", 0, bytes(4)),
            _box(b"dinf", _full(b"dref", 0, struct.pack(">I", 1), _full(b"url ", 1))),
            _table(recording, begin),
        ),
    )
    header = struct.pack(">5I8x4H", 0, 0, 1, 0, recording.samples, 0, 0, 0x100, 0)
    return _box(
        b"moov",
        _full(
            b"mvhd",
            0,
            struct.pack(">4IIH10x", 0, 0, form.rate, recording.samples, 0x10000, 0x100),
            _UNITY,
            bytes(24),
            struct.pack(">I", 2),
        ),
        _box(
            b"trak",
            _full(b"tkhd", 3, header, _UNITY, bytes(8)),
            _box(
                b"edts",
                _full(b"elst", 0, struct.pack(">3I2H", 1, recording.samples, form.lead, 1, 0)),
            ),
            media,
        ),
    )


def _table(recording: Recording, begin: int) -> bytes:
    count = len(recording.packets)
    runs = [(len(list(run)), length) for length, run in groupby(recording.lengths)]
    return _box(
        b"stbl",
        _full(b"stsd", 0, struct.pack(">I", 1), _entry(recording.format)),
        _full(b"stts", 0, struct.pack(">I", len(runs)), *(struct.pack(">2I", *r) for r in runs)),
        _full(b"stsc", 0, struct.pack(">4I", 1, 1, count, 1)),
        _full(b"stsz", 0, struct.pack(">2I", 0, count), _numbers(map(len, recording.packets))),
        _full(b"stco", 0, struct.pack(">2I", 1, begin)),
    )


def _entry(form: Format) -> bytes:
    rate = form.rate if form.rate < 1 << 16 else 0  # then the codec's own header says it
    sound = struct.pack(">6xH8x2H4xI", 1, form.channels, 16, rate << 16)
    if form.codec is Codec.OPUS:
        head = struct.pack(">2BHIhB", 0, form.channels, form.lead, form.rate, 0, 0)
        return _box(b"Opus", sound, _box(b"dOps", head))
    decoder = _descriptor(5, aac.config_of(form))
    stream = _descriptor(4, struct.pack(">2B11x", 0x40, 0x15), decoder)
    return _box(
        b"mp4a", sound, _full(b"esds", 0, _descriptor(3, bytes(3), stream, _descriptor(6, b"\2")))
    )


def _descriptor(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes([tag, len(body)]) + body


def _numbers(values: Iterable[int]) -> bytes:
    return b"".join(value.to_bytes(4, "big") for value in values)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def _full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    """A box that begins with a version, here 0, and flags."""
    return _box(kind, struct.pack(">I", flags), *parts)
