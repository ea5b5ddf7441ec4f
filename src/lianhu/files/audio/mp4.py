"""AAC or Opus in MP4, whole or in fragments: as Safari and Chromium record it, and as recording
apps of telephones store it (ISO/IEC 14496-12, 14496-14).

Boxes are looked for where they belong, so that nothing is nested deeper than this file says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lianhu.files.audio import aac, opus
from lianhu.files.audio.recording import (
    MOST_PARTS,
    Codec,
    Format,
    Recording,
    Tape,
    Unreadable,
    number,
)

_SAMPLE_ENTRY = 28  # bytes of one of sound, before its boxes


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


class _File:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._parts = 0

    def boxes(self, start: int, end: int) -> Iterator[_Box]:
        at = start
        while at < end:
            self._parts += 1
            if self._parts > MOST_PARTS:
                raise Unreadable("too many boxes")
            size, body = number(self.data, at, 4, end), at + 8
            if size == 0:
                size = end - at
            elif size == 1:
                size, body = number(self.data, at + 8, 8, end), at + 16
            if not body <= at + size <= end:
                raise Unreadable("a box that is longer than what it is in")
            yield _Box(self.data[at + 4 : at + 8], at, body, at + size)
            at += size

    def all(self, box: _Box, kind: bytes) -> list[_Box]:
        return [child for child in self.boxes(box.body, box.end) if child.kind == kind]

    def one(self, box: _Box, *path: bytes) -> _Box:
        """The only box of its kind, down a path."""
        for kind in path:
            found = self.all(box, kind)
            if len(found) != 1:
                raise Unreadable(f"not one {kind!r}")
            box = found[0]
        return box

    def u32(self, box: _Box, at: int) -> int:
        return number(self.data, box.body + at, 4, box.end)

    def rows(self, box: _Box, at: int, size: int, *, count: int | None = None) -> Iterator[int]:
        """Where the rows of a table begin; their number stands before them unless it is given."""
        if count is None:
            count, at = self.u32(box, at), at + 4
        begin = box.body + at
        if begin + count * size > box.end:
            raise Unreadable("a table that is longer than its box")
        return iter(range(begin, begin + count * size, size))

    def column(self, box: _Box, at: int, size: int = 4) -> list[int]:
        return [number(self.data, row, size, box.end) for row in self.rows(box, at, size)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a packet lies."""

    start: int
    size: int


def read(data: bytes) -> Recording:
    file = _File(data)
    top = list(file.boxes(0, len(data)))
    movies = [box for box in top if box.kind == b"moov"]
    if not top or top[0].kind != b"ftyp" or len(movies) != 1:
        raise Unreadable("no MP4, or more than one")
    movie = movies[0]
    track = file.one(movie, b"trak")
    form = _format(file, track)
    tape = Tape(form)
    add = opus.add if form.codec is Codec.OPUS else aac.add
    stores = _Stores([box for box in top if box.kind == b"mdat"])
    for piece in _pieces(file, movie, track, [box for box in top if box.kind == b"moof"]):
        stores.check(piece)
        add(tape, data[piece.start : piece.start + piece.size])
    return tape.recording()


def _format(file: _File, track: _Box) -> Format:
    media = file.one(track, b"mdia")
    handler = file.one(media, b"hdlr")
    if file.data[handler.body + 8 : handler.body + 12] != b"soun":
        raise Unreadable("no sound")
    table = file.one(media, b"minf", b"stbl", b"stsd")
    entries = list(file.boxes(table.body + 8, table.end))
    if len(entries) != 1:
        raise Unreadable("not one format")
    entry = entries[0]
    if number(file.data, entry.body + 8, 2, entry.end):
        raise Unreadable("a sample entry of QuickTime")
    inner = _Box(entry.kind, entry.start, entry.body + _SAMPLE_ENTRY, entry.end)
    if entry.kind == b"Opus":
        head = file.one(inner, b"dOps")
        return opus.format_of_box(file.data[head.body : head.end])
    if entry.kind == b"mp4a":
        return aac.format_of(_aac_config(file, file.one(inner, b"esds")))
    raise Unreadable("an unknown codec")


def _aac_config(file: _File, box: _Box) -> bytes:
    """What lies in the descriptors: of the stream, in it of the decoder, in it of the codec."""
    start, end = _descriptor(file, 3, box.body + 4, box.end)
    if number(file.data, start + 2, 1, end):
        raise Unreadable("a stream that depends on others")
    start, end = _descriptor(file, 4, start + 3, end)
    if number(file.data, start, 1, end) != 0x40:
        raise Unreadable("no AAC")
    start, end = _descriptor(file, 5, start + 13, end)
    return file.data[start:end]


def _descriptor(file: _File, tag: int, at: int, end: int) -> tuple[int, int]:
    if number(file.data, at, 1, end) != tag:
        raise Unreadable("another descriptor")
    size = 0
    for _ in range(4):  # seven bits each, and whether more follow
        at += 1
        more = number(file.data, at, 1, end)
        size = size << 7 | more & 0x7F
        if more < 0x80:
            break
    start = at + 1
    if start + size > end:
        raise Unreadable("a descriptor that is longer than what it is in")
    return start, start + size


class _Stores:
    """The boxes that packets may lie in: nothing else of the file becomes sound."""

    def __init__(self, boxes: list[_Box]) -> None:
        self._boxes = boxes
        self._now = 0

    def check(self, piece: _Piece) -> None:
        if not piece.size:
            raise Unreadable("an empty packet")
        # Packets follow one another: the box is the one of the packet before, or a later one.
        while self._now < len(self._boxes):
            box = self._boxes[self._now]
            if box.body <= piece.start and piece.start + piece.size <= box.end:
                return
            self._now += 1
        raise Unreadable("a packet outside of what holds packets")


def _pieces(file: _File, movie: _Box, track: _Box, fragments: list[_Box]) -> Iterator[_Piece]:
    yield from _pieces_in_chunks(file, file.one(track, b"mdia", b"minf", b"stbl"))
    if not fragments:
        return
    extends = file.one(movie, b"mvex", b"trex")
    number_of_track = file.u32(extends, 4)
    usual_size = file.u32(extends, 16)
    for fragment in fragments:
        part = file.one(fragment, b"traf")
        yield from _pieces_in_runs(file, fragment, part, number_of_track, usual_size)


def _pieces_in_chunks(file: _File, table: _Box) -> Iterator[_Piece]:
    sizes = file.one(table, b"stsz")
    usual, count = file.u32(sizes, 4), file.u32(sizes, 8)
    if usual:
        if usual * count > len(file.data):
            raise Unreadable("more packets than bytes")
        each = [usual] * count
    else:
        each = file.column(sizes, 8)
    offsets = [
        offset
        for kind, width in ((b"stco", 4), (b"co64", 8))
        for box in file.all(table, kind)
        for offset in file.column(box, 4, width)
    ]
    groups = file.one(table, b"stsc")
    firsts = [
        (number(file.data, row, 4, groups.end), number(file.data, row + 4, 4, groups.end))
        for row in file.rows(groups, 4, 12)
    ]
    left, group = 0, -1
    for chunk, at in enumerate(offsets, 1):
        while group + 1 < len(firsts) and firsts[group + 1][0] <= chunk:
            group += 1
        if group < 0:
            raise Unreadable("a chunk without a number of packets")
        for size in each[left : left + firsts[group][1]]:
            yield _Piece(at, size)
            at += size
        left += firsts[group][1]
    if left < len(each):
        raise Unreadable("packets without a place")


def _pieces_in_runs(
    file: _File, fragment: _Box, part: _Box, number_of_track: int, usual_size: int
) -> Iterator[_Piece]:
    head = file.one(part, b"tfhd")
    flags = file.u32(head, 0)
    if file.u32(head, 4) != number_of_track:
        raise Unreadable("another track")
    base, at = fragment.start, 8
    if flags & 0x1:
        base, at = number(file.data, head.body + at, 8, head.end), at + 8
    at += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
    if flags & 0x10:
        usual_size = file.u32(head, at)
    place = base
    for run in file.all(part, b"trun"):
        flags, count, at = file.u32(run, 0), file.u32(run, 4), 8
        if flags & 0x1:
            # A signed number, but nothing lies before the fragment.
            place, at = base + file.u32(run, at), at + 4
        at += 4 * bool(flags & 0x4)
        columns = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
        if 0x200 in columns:
            offset = 4 * columns.index(0x200)
            rows = file.rows(run, at, 4 * len(columns), count=count)
            each = [number(file.data, row + offset, 4, run.end) for row in rows]
        elif usual_size and usual_size * count <= len(file.data):
            each = [usual_size] * count
        else:
            raise Unreadable("packets without a size")
        for size in each:
            yield _Piece(place, size)
            place += size
