"""Opus in WebM, as Chromium records it (RFC 8794, RFC 9559).

A recorder does not know how long it will go on: segments and clusters may be of unknown size.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lianhu.files.audio import opus
from lianhu.files.audio.recording import (
    MOST_PARTS,
    Format,
    Recording,
    Tape,
    Unreadable,
    number,
)

_EBML = 0x1A45DFA3
_DOC_TYPE = 0x4282
_SEGMENT = 0x18538067
_TRACKS = 0x1654AE6B
_TRACK = 0xAE
_TRACK_NUMBER = 0xD7
_TRACK_TYPE = 0x83
_AUDIO = 2
_CODEC = 0x86
_CODEC_PRIVATE = 0x63A2
_ENCODINGS = 0x6D80
_CLUSTER = 0x1F43B675
_SIMPLE_BLOCK = 0xA3
_BLOCK_GROUP = 0xA0
_BLOCK = 0xA1
_LACED = 0x06


@dataclass(frozen=True, slots=True)
class _Element:
    """`end` is None where the file does not say."""

    id: int
    start: int
    end: int | None


class _File:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._parts = 0

    def elements(self, start: int, end: int) -> Iterator[_Element]:
        """Those between two places. What one of unknown size holds comes right after it."""
        at = start
        while at < end:
            self._parts += 1
            if self._parts > MOST_PARTS:
                raise Unreadable("too many elements")
            name, at = self._name(at, end)
            size, at = self.size(at, end)
            if size is None:
                yield _Element(name, at, None)
                continue
            if at + size > end:
                raise Unreadable("an element that is longer than what it is in")
            yield _Element(name, at, at + size)
            at += size

    def inside(self, element: _Element) -> Iterator[_Element]:
        if element.end is None:
            raise Unreadable("of unknown size where that is not allowed")
        return self.elements(element.start, element.end)

    def bytes_of(self, element: _Element) -> bytes:
        return self.data[element.start : element.end]

    def number_of(self, element: _Element) -> int:
        return int.from_bytes(self.bytes_of(element), "big")

    def _name(self, at: int, end: int) -> tuple[int, int]:
        length = self._length(at, end)
        if length > 4:
            raise Unreadable("no element")
        return number(self.data, at, length, end), at + length

    def size(self, at: int, end: int) -> tuple[int | None, int]:
        """A number that says its own length, and where it ends; all bits set mean unknown."""
        length = self._length(at, end)
        bits = (1 << 7 * length) - 1
        value = number(self.data, at, length, end) & bits
        return None if value == bits else value, at + length

    def _length(self, at: int, end: int) -> int:
        first = number(self.data, at, 1, end)
        if not first:
            raise Unreadable("no element")
        return 9 - first.bit_length()


def read(data: bytes) -> Recording:
    file = _File(data)
    top = file.elements(0, len(data))
    head, segment = next(top, None), next(top, None)
    if head is None or head.id != _EBML or segment is None or segment.id != _SEGMENT:
        raise Unreadable("no WebM")
    if [file.bytes_of(e) for e in file.inside(head) if e.id == _DOC_TYPE] != [b"webm"]:
        raise Unreadable("no WebM")
    end = len(data) if segment.end is None else segment.end
    if end < len(data):
        raise Unreadable("something after the end")
    tape, track, in_cluster = None, 0, False
    for element in file.elements(segment.start, end):
        if element.id == _TRACKS:
            if tape is not None:
                raise Unreadable("tracks told twice")
            form, track = _track(file, element)
            tape = Tape(form)
        elif element.id == _CLUSTER and element.end is None:
            in_cluster = True
        elif element.id in (_SIMPLE_BLOCK, _BLOCK_GROUP) and in_cluster:
            _add(file, element, tape, track)
        elif element.id == _CLUSTER:
            in_cluster = False
            for block in file.inside(element):
                _add(file, block, tape, track)
        elif element.end is None:
            raise Unreadable("of unknown size where that is not allowed")
    if tape is None:
        raise Unreadable("no track")
    return tape.recording()


def _track(file: _File, tracks: _Element) -> tuple[Format, int]:
    """The format and the number of the only track."""
    entries = [element for element in file.inside(tracks) if element.id == _TRACK]
    if len(entries) != 1:
        raise Unreadable("not one track")
    facts = {element.id: element for element in file.inside(entries[0])}
    if not {_TRACK_NUMBER, _TRACK_TYPE, _CODEC, _CODEC_PRIVATE} <= facts.keys():
        raise Unreadable("a track without facts")
    if file.number_of(facts[_TRACK_TYPE]) != _AUDIO or _ENCODINGS in facts:
        raise Unreadable("no plain sound")
    if file.bytes_of(facts[_CODEC]) != b"A_OPUS":
        raise Unreadable("no Opus")
    head = file.bytes_of(facts[_CODEC_PRIVATE])
    return opus.format_of(head), file.number_of(facts[_TRACK_NUMBER])


def _add(file: _File, element: _Element, tape: Tape | None, track: int) -> None:
    """Put what a child of a cluster holds on the tape, if it is a block."""
    if element.end is None:
        raise Unreadable("of unknown size where that is not allowed")
    if element.id == _BLOCK_GROUP:
        blocks = [child for child in file.inside(element) if child.id == _BLOCK]
        if len(blocks) != 1:
            raise Unreadable("not one block in a group")
        element = blocks[0]
    elif element.id != _SIMPLE_BLOCK:
        return
    if tape is None or element.end is None:
        raise Unreadable("a block before its track")
    number_of_track, at = file.size(element.start, element.end)
    flags = number(file.data, at + 2, 1, element.end)
    if number_of_track != track or flags & _LACED:
        raise Unreadable("another track, or several packets in a block")
    opus.add(tape, file.data[at + 3 : element.end])
