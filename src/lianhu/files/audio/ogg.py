"""Opus in Ogg, as Firefox records it (RFC 3533, RFC 7845). Remarks stand in its second packet."""

from collections.abc import Iterator

from lianhu.files.audio import opus
from lianhu.files.audio.recording import MOST_PARTS, Recording, Tape, Unreadable

_CAPTURE = b"OggS"
_HEADER = 27
_CONTINUED = 1
_LONGEST = 65_536  # bytes of a packet, remarks included


def read(data: bytes) -> Recording:
    packets = _packets(data)
    tape = Tape(opus.format_of(next(packets, b"")))
    if not next(packets, b"").startswith(b"OpusTags"):
        raise Unreadable("no second header")
    for packet in packets:
        opus.add(tape, packet)
    return tape.recording()


def _packets(data: bytes) -> Iterator[bytes]:
    """Those of the one stream that may be in it."""
    serial, begun, at = None, b"", 0
    for number in range(MOST_PARTS):
        if at == len(data):
            if begun:
                raise Unreadable("cut off")
            return
        head = data[at : at + _HEADER]
        if len(head) < _HEADER or head[:5] != _CAPTURE + b"\0":
            raise Unreadable("no page of Ogg")
        if serial is None:
            serial = head[14:18]
        if head[14:18] != serial or int.from_bytes(head[18:22], "little") != number:
            raise Unreadable("more than one stream, or a page is missing")
        if bool(head[5] & _CONTINUED) != bool(begun):
            raise Unreadable("a packet without beginning or end")
        sizes = data[at + _HEADER : at + _HEADER + head[26]]
        at += _HEADER + head[26]
        if at + sum(sizes) > len(data):
            raise Unreadable("cut off")
        begin = at
        for size in sizes:
            at += size
            if size < 255:
                yield begun + data[begin:at]
                begin, begun = at, b""
        begun += data[begin:at]
        if len(begun) > _LONGEST:
            raise Unreadable("a packet without end")
    raise Unreadable("too many pages")
