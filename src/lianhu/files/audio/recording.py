"""A recording with its container taken off: the packets of one codec, in order, and nothing else.

Standard library only, as everything in this folder: bytes in, facts or bytes out.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from lianhu.files.rules import MAX_VOICE_BYTES, MOST_SECONDS

# Boxes, elements or pages in one file. A minute in packets of 2.5 ms, each in an element, has half.
MOST_PARTS = 50_000


class Unreadable(Exception):
    """It is no recording that we know, or a broken one. Trying again does not help."""


class TooLong(Unreadable):
    """It goes on for longer than a voice note may."""


class Codec(StrEnum):
    OPUS = "opus"
    AAC = "aac"


@dataclass(frozen=True, slots=True)
class Format:
    """How packets become sound. `lead`: samples at the beginning that are decoded, not heard."""

    codec: Codec
    rate: int
    channels: int
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """`lengths`: of each packet, in samples."""

    format: Format
    packets: tuple[bytes, ...]
    lengths: tuple[int, ...]

    @property
    def samples(self) -> int:
        """Those that are heard."""
        return sum(self.lengths) - self.format.lead

    @property
    def seconds(self) -> float:
        return self.samples / self.format.rate


@dataclass(slots=True)
class Tape:
    """Takes packets up to the limits, so that no file can make us hold more."""

    format: Format
    packets: list[bytes] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    _bytes: int = 0
    _samples: int = 0

    def add(self, packet: bytes, length: int) -> None:
        self._bytes += len(packet)
        self._samples += length
        if self._samples - self.format.lead > MOST_SECONDS * self.format.rate:
            raise TooLong
        if self._bytes > MAX_VOICE_BYTES:
            raise Unreadable("packets that overlap")
        self.packets.append(packet)
        self.lengths.append(length)

    def recording(self) -> Recording:
        if self._samples <= self.format.lead:
            raise Unreadable("nothing to hear")
        return Recording(self.format, tuple(self.packets), tuple(self.lengths))


def number(data: bytes, at: int, size: int, end: int) -> int:
    """The `size` bytes from `at`, big end first; Unreadable unless they lie before `end`."""
    if at + size > end:
        raise Unreadable("cut off")
    return int.from_bytes(data[at : at + size], "big")
