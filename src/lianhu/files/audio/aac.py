"""AAC of low complexity (ISO/IEC 14496-3), in one or two channels: its header and its packets."""

from lianhu.files.audio.recording import Codec, Format, Tape, Unreadable

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
PACKET_LENGTH = 1024  # samples
MOST_BYTES = 768  # of a packet, for each channel

_LOW_COMPLEXITY = 2

# The elements of a packet. Those that are no sound may hold any bytes, an encoder's name for one.
_ONE_CHANNEL, _TWO_CHANNELS, _DATA, _FILL, _END = 0, 1, 4, 6, 7


def format_of(config: bytes) -> Format:
    """From an AudioSpecificConfig. What may follow its first 16 bits is not needed."""
    bits = int.from_bytes(config[:2], "big")
    kind, rate, channels = bits >> 11, bits >> 7 & 15, bits >> 3 & 15
    if len(config) < 2 or kind != _LOW_COMPLEXITY or bits & 7:
        raise Unreadable("another AAC than LC")
    if rate >= len(RATES) or not 1 <= channels <= 2:
        raise Unreadable("an unknown rate, or more than two channels")
    return Format(Codec.AAC, RATES[rate], channels)


def config_of(form: Format) -> bytes:
    bits = _LOW_COMPLEXITY << 11 | RATES.index(form.rate) << 7 | form.channels << 3
    return bits.to_bytes(2, "big")


def add(tape: Tape, packet: bytes) -> None:
    """Put a packet on the tape; what stands before the sound is blanked.

    Where an element of sound ends is known to who decodes it, so what follows stays as it is.
    """
    if not 1 <= len(packet) <= MOST_BYTES * tape.format.channels:
        raise Unreadable("no AAC packet")
    tape.add(_blanked(packet), PACKET_LENGTH)


def _blanked(packet: bytes) -> bytes:
    length = len(packet) * 8
    bits = int.from_bytes(packet, "big")

    def read(at: int, count: int) -> int:
        if at + count > length:
            raise Unreadable("cut off")
        return bits >> (length - at - count) & ((1 << count) - 1)

    at = 0
    while (element := read(at, 3)) in (_DATA, _FILL):
        if element == _DATA:
            is_aligned, size, at = read(at + 7, 1), read(at + 8, 8), at + 16
            if size == 255:
                size, at = size + read(at, 8), at + 8
            if is_aligned:
                at += -at % 8
        else:
            size, at = read(at + 3, 4), at + 7
            if size == 15:
                size, at = size + read(at, 8) - 1, at + 8
        if at + size * 8 > length:
            raise Unreadable("cut off")
        bits &= ~(((1 << size * 8) - 1) << (length - at - size * 8))
        at += size * 8
    if element not in (_ONE_CHANNEL, _TWO_CHANNELS, _END):
        raise Unreadable("no sound in a packet")
    return bits.to_bytes(len(packet), "big")
