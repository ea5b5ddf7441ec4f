"""Opus: the header (RFC 7845) and the packets (RFC 6716)."""

from lianhu.files.audio.recording import Codec, Format, Tape, Unreadable

RATE = 48_000
MOST_CHANNELS = 2
HEAD = b"OpusHead"

_LONGEST_FRAME = 1275  # bytes
_LONGEST_PACKET = 5760  # samples: 120 ms


def format_of(head: bytes) -> Format:
    """From an identification header, as WebM and Ogg have it."""
    if len(head) < 19 or head[:8] != HEAD or head[8] >> 4:
        raise Unreadable("no Opus header")
    return _format(head[9], int.from_bytes(head[10:12], "little"), family=head[18])


def format_of_box(body: bytes) -> Format:
    """From the body of a `dOps` box, as MP4 has it."""
    if len(body) < 11 or body[0]:
        raise Unreadable("no Opus header")
    return _format(body[1], int.from_bytes(body[2:4], "big"), family=body[10])


def _format(channels: int, lead: int, *, family: int) -> Format:
    if not 1 <= channels <= MOST_CHANNELS or family:
        raise Unreadable("more than two channels")
    return Format(Codec.OPUS, RATE, channels, lead)


def add(tape: Tape, packet: bytes) -> None:
    """Put a packet on the tape, without its padding, in which anything may lie."""
    if not packet:
        raise Unreadable("an empty packet")
    frame = _frame_length(packet[0] >> 3)
    match packet[0] & 3:
        case 0:
            _check_frames(len(packet) - 1)
            count = 1
        case 1:
            if len(packet) % 2 == 0:
                raise Unreadable("two frames that are not of a size")
            _check_frames(len(packet) // 2)
            count = 2
        case 2:
            first, at = _size(packet, 1)
            _check_frames(first, len(packet) - at - first)
            count = 2
        case _:
            packet, count = _many(packet)
    if frame * count > _LONGEST_PACKET:
        raise Unreadable("a packet of more than 120 ms")
    tape.add(packet, frame * count)


def _frame_length(config: int) -> int:
    """In samples; `config` says mode, bandwidth and this."""
    if config < 12:
        return (480, 960, 1920, 2880)[config & 3]
    if config < 16:
        return (480, 960)[config & 1]
    return (120, 240, 480, 960)[config & 3]


def _many(packet: bytes) -> tuple[bytes, int]:
    """A packet of any number of frames: without padding, and how many they are."""
    if len(packet) < 2:
        raise Unreadable("cut off")
    flags = packet[1]
    count = flags & 0x3F
    if not 1 <= count <= 48:
        raise Unreadable("no frames")
    at, padding = 2, 0
    if flags & 0x40:
        while True:
            if at >= len(packet):
                raise Unreadable("cut off")
            more = packet[at]
            at += 1
            padding += 254 if more == 255 else more
            if more < 255:
                break
    body = packet[at : len(packet) - padding]
    if len(packet) - padding < at:
        raise Unreadable("more padding than packet")
    if flags & 0x80:
        sizes, at = [], 0
        for _ in range(count - 1):
            size, at = _size(body, at)
            sizes.append(size)
        _check_frames(*sizes, len(body) - at - sum(sizes))
    else:
        if len(body) % count:
            raise Unreadable("frames that are not of a size")
        _check_frames(len(body) // count)
    return bytes([packet[0], flags & ~0x40]) + body, count


def _size(packet: bytes, at: int) -> tuple[int, int]:
    """The size of a frame, and where what comes after it begins."""
    if at >= len(packet):
        raise Unreadable("cut off")
    first = packet[at]
    if first < 252:
        return first, at + 1
    if at + 1 >= len(packet):
        raise Unreadable("cut off")
    return packet[at + 1] * 4 + first, at + 2


def _check_frames(*sizes: int) -> None:
    if any(not 0 <= size <= _LONGEST_FRAME for size in sizes):
        raise Unreadable("a frame that does not fit")
