"""Recordings as browsers and telephones make them, with more remarks in them than any would write.

`tests/files/samples/` has real ones of Chromium's; here are the shapes that it does not make.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

SAMPLES = Path(__file__).parent / "files" / "samples"

# Stands wherever a file may say who, where, when and with what.
PLANT = b"Wu Changqing +30.2500+120.1667/ SecretPhone 9 "

# One second of 48 kHz: 50 packets of 20 ms, each a word that Opus can decode.
OPUS = tuple(b"\xfc" + bytes([0xFF, 0xFE, n]) for n in range(50))


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def upload(content: bytes, name: str = "voice.webm") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "audio/webm")


def bits(*fields: tuple[int, int]) -> bytes:
    """Numbers, each with how many bits it has, filled up to whole bytes."""
    text = "".join(format(value, f"0{count}b") for value, count in fields)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


# A window without a single band: what AAC says of silence.
_SILENCE = [(0, 3), (0, 4), (100, 8), (0, 1), (0, 2), (0, 1), (0, 6), (0, 4), (7, 3)]


def aac_packet(*, fill: bytes = b"", data: bytes = b"") -> bytes:
    """Silence, behind an element of data and one of filling where encoders write their names."""
    before: list[tuple[int, int]] = []
    if data:
        before += [(4, 3), (0, 4), (0, 1), (len(data), 8), *((byte, 8) for byte in data)]
    if fill:
        before += [(6, 3), (15, 4), (len(fill) - 14, 8), *((byte, 8) for byte in fill)]
    return bits(*before, *_SILENCE)


AAC = (aac_packet(),) * 47  # 1.003 s of 48 kHz


# Opus headers


def opus_head(*, channels: int = 1, lead: int = 312, family: int = 0) -> bytes:
    return b"OpusHead" + struct.pack("<2BHIhB", 1, channels, lead, 48000, 0, family)


# WebM


def element(name: int, *parts: bytes, sized: bool = True) -> bytes:
    body = b"".join(parts)
    label = name.to_bytes((name.bit_length() + 7) // 8, "big")
    size = (1 << 56 | len(body)).to_bytes(8, "big") if sized else b"\x01" + b"\xff" * 7
    return label + size + body


def webm_track(*, kind: int = 2, codec: bytes = b"A_OPUS", more: bytes = b"") -> bytes:
    return element(
        0xAE,
        element(0xD7, b"\1"),
        element(0x73C5, PLANT[:8]),  # its id
        element(0x83, bytes([kind])),
        element(0x536E, PLANT),  # its name
        element(0x86, codec),
        element(0x63A2, opus_head()),
        element(0xE1, element(0x9F, b"\1")),
        more,
    )


def simple_block(packet: bytes, *, track: int = 1, flags: int = 0x80) -> bytes:
    return element(0xA3, bytes([0x80 | track, 0, 0, flags]), packet)


def block_group(packet: bytes) -> bytes:
    additions = element(0x75A1, element(0xA6, element(0xA5, PLANT)))
    return element(0xA0, element(0xA1, b"\x81\0\0\0", packet), additions)


def webm(
    packets: Sequence[bytes] = OPUS,
    *,
    sized: bool = False,
    grouped: bool = False,
    tracks: bytes | None = None,
    doc_type: bytes = b"webm",
    duration: float = 5.0,
) -> bytes:
    """As old Chromium and Firefox write it: without sizes, in clusters of half of the packets."""
    block = block_group if grouped else simple_block
    half = len(packets) // 2
    clusters = [
        element(0x1F43B675, element(0xE7, b"\0"), *map(block, part), sized=sized)
        for part in (packets[:half], packets[half:])
    ]
    info = element(
        0x1549A966,
        element(0x2AD7B1, b"\x0f\x42\x40"),
        element(0x4489, struct.pack(">d", duration)),
        element(0x4D80, PLANT),  # who wrote it
        element(0x5741, PLANT),
        element(0x7BA9, PLANT),  # its title
        element(0x4461, PLANT[:8]),  # when
        element(0x73A4, PLANT[:16]),
    )
    tags = element(
        0x1254C367,
        element(0x7373, element(0x67C8, element(0x45A3, b"LOCATION"), element(0x4487, PLANT))),
    )
    attachment = element(
        0x1941A469, element(0x61A7, element(0x466E, PLANT), element(0x465C, PLANT))
    )
    return element(0x1A45DFA3, element(0x4286, b"\1"), element(0x4282, doc_type)) + element(
        0x18538067,
        element(0xEC, PLANT),  # a void
        info,
        element(0x1654AE6B, webm_track()) if tracks is None else tracks,
        tags,
        attachment,
        *clusters,
        sized=sized,
    )


# Ogg


def page(
    body: Sequence[int], content: bytes, number: int, *, flags: int = 0, serial: int = 7
) -> bytes:
    """A page; its check sum is 0, which nobody here checks. Where it says the time, it lies."""
    head = struct.pack("<4s2BqIIIB", b"OggS", 0, flags, 1 << 40, serial, number, 0, len(body))
    return head + bytes(body) + content


def lacing(packet: bytes) -> list[int]:
    return [255] * (len(packet) // 255) + [len(packet) % 255]


def ogg(packets: Sequence[bytes] = OPUS, *, a_page: int = 20, tags: bytes = PLANT) -> bytes:
    """Opus in Ogg; `a_page`: segments in each page, so that packets may go on in the next."""
    remarks = b"OpusTags" + struct.pack("<I", len(tags)) + tags
    remarks += struct.pack("<2I", 1, len(PLANT) + 9) + b"LOCATION=" + PLANT + PLANT
    found = [page(lacing(opus_head()), opus_head(), 0, flags=2)]
    found.append(page(lacing(remarks), remarks, 1))
    content = b"".join(packets)
    segments = [size for packet in packets for size in lacing(packet)]
    goes_on = False
    while segments:
        now, segments = segments[:a_page], segments[a_page:]
        found.append(page(now, content[: sum(now)], len(found), flags=int(goes_on)))
        goes_on = now[-1] == 255
        content = content[sum(now) :]
    return b"".join(found)


# MP4


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", flags), *parts)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def descriptor(tag: int, *parts: bytes) -> bytes:
    """With a length in four bytes, as Apple writes it."""
    body = b"".join(parts)
    return bytes([tag, 0x80, 0x80, 0x80, len(body)]) + body


def entry(codec: str = "opus", *, config: bytes = b"\x11\x88", version: int = 0) -> bytes:
    sound = struct.pack(">6xH4H2H4xI", 1, version, 0, 0, 0, 1, 16, 48000 << 16)
    if codec == "opus":
        head = struct.pack(">2BHIhB", 0, 1, 312, 48000, 0, 0)
        return box(b"Opus", sound, box(b"free", PLANT), box(b"dOps", head))
    stream = descriptor(4, struct.pack(">2B11x", 0x40, 0x15), descriptor(5, config))
    es = full(b"esds", 0, descriptor(3, b"\0\1\0", stream, descriptor(6, b"\2")))
    return box(b"mp4a", sound, es, box(b"free", PLANT))


def remarks() -> bytes:
    """Where Apple and others put place, title and maker."""
    place = box(b"\xa9xyz", struct.pack(">2H", len(PLANT), 0x15C7), PLANT)
    item = box(b"\xa9too", box(b"data", numbers(1, 0), PLANT))
    meta = full(b"meta", 0, full(b"hdlr", 0, bytes(4), b"mdir", PLANT), box(b"ilst", item))
    return box(b"udta", place, meta)


def track(
    codec: str,
    *tables: bytes,
    handler: bytes = b"soun",
    stsd: bytes | None = None,
    length: int = 48000 * 5,
) -> bytes:
    when = int.from_bytes(PLANT[:4], "big")
    return box(
        b"trak",
        full(b"tkhd", 7, numbers(when, when, 1, 0, length), bytes(60)),
        box(
            b"mdia",
            full(b"mdhd", 0, numbers(when, when, 48000, length), bytes(4)),
            full(b"hdlr", 0, bytes(4), handler, bytes(12), PLANT, b"\0"),
            box(
                b"minf",
                full(b"smhd", 0, bytes(4)),
                box(b"stbl", full(b"stsd", 0, numbers(1), stsd or entry(codec)), *tables),
            ),
        ),
        remarks(),
    )


def mvhd() -> bytes:
    when = int.from_bytes(PLANT[:4], "big")
    return full(b"mvhd", 0, numbers(when, when, 48000, 48000 * 5), bytes(80))


FTYP = box(b"ftyp", b"M4A ", bytes(4), b"M4A mp42isom")


def mp4(
    packets: Sequence[bytes] = AAC,
    codec: str = "aac",
    *,
    in_chunk: int = 10,
    between: bytes = PLANT,
    wide: bool = False,
    stsd: bytes | None = None,
    handler: bytes = b"soun",
    sizes: bytes | None = None,
    offsets: Sequence[int] | None = None,
    more: bytes = b"",
) -> bytes:
    """As recording apps store it: first packets, in chunks with remarks between, then tables."""
    chunks = [packets[n : n + in_chunk] for n in range(0, len(packets), in_chunk)]
    content, places = b"", []
    for chunk in chunks:
        content += between
        places.append(len(FTYP) + 8 + len(content))
        content += b"".join(chunk)
    places = list(places if offsets is None else offsets)
    groups = [(1, in_chunk, 1)]
    if len(chunks[-1]) != in_chunk:
        groups.append((len(chunks), len(chunks[-1]), 1))
    place = full(b"co64", 0, numbers(len(places)), struct.pack(f">{len(places)}Q", *places))
    if not wide:
        place = full(b"stco", 0, numbers(len(places), *places))
    tables = (
        full(b"stts", 0, numbers(1, len(packets), 99999)),
        full(b"stsc", 0, numbers(len(groups)), *(numbers(*group) for group in groups)),
        full(b"stsz", 0, numbers(0, len(packets), *map(len, packets))) if sizes is None else sizes,
        place,
    )
    movie = box(b"moov", mvhd(), track(codec, *tables, stsd=stsd, handler=handler), remarks(), more)
    return FTYP + box(b"mdat", content) + movie + box(b"free", PLANT) + box(b"uuid", PLANT, PLANT)


EMPTY_TABLES = (
    full(b"stts", 0, numbers(0)),
    full(b"stsc", 0, numbers(0)),
    full(b"stsz", 0, numbers(0, 0)),
    full(b"stco", 0, numbers(0)),
)


def fragment(packets: Sequence[bytes], place: int, *, style: str, track: int = 1) -> bytes:
    """`style`: how Safari, Chromium and others say where packets are and how long."""

    def moof(data_offset: int) -> bytes:
        rows = [number for packet in packets for number in (1024, len(packet))]
        count = len(packets)
        if style == "one size":  # in the head of the fragment; place by the beginning of the file
            usual = numbers(len(packets[0]))
            head = full(b"tfhd", 0x11, numbers(track), struct.pack(">Q", place), usual)
            run = full(b"trun", 0x101, numbers(count, data_offset), numbers(*[1024] * count))
        elif style == "two runs":  # the second goes on where the first ends
            head = full(b"tfhd", 0x20008, numbers(track, 1024))
            run = full(b"trun", 0x205, numbers(1, data_offset, 0, len(packets[0]))) + full(
                b"trun", 0x200, numbers(count - 1, *map(len, packets[1:]))
            )
        else:
            head = full(b"tfhd", 0x20000, numbers(track))
            run = full(b"trun", 0x301, numbers(count, data_offset, *rows))
        return box(
            b"moof",
            full(b"mfhd", 0, numbers(1)),
            box(b"traf", head, full(b"tfdt", 0, numbers(0)), run, remarks()),
        )

    begin = len(moof(0)) + 8
    return moof(begin) + box(b"mdat", *packets) + box(b"free", PLANT)


def fragmented(
    packets: Sequence[bytes] = AAC,
    codec: str = "aac",
    *,
    a_fragment: int = 20,
    style: str = "usual",
    track_of_fragments: int = 1,
) -> bytes:
    trex = full(b"trex", 0, numbers(1, 1, 0, 0, 0))
    found = FTYP + box(b"moov", mvhd(), track(codec, *EMPTY_TABLES), box(b"mvex", trex), remarks())
    for n in range(0, len(packets), a_fragment):
        found += fragment(
            packets[n : n + a_fragment], len(found), style=style, track=track_of_fragments
        )
    return found
