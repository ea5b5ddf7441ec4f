"""A recording is read by its packets and written anew with nothing but them."""

import struct
from collections.abc import Callable, Sequence

import pytest

from lianhu.files import audio
from lianhu.files.audio.recording import Codec
from tests import recordings
from tests.recordings import AAC, OPUS, PLANT, box, element, full, numbers

pytestmark = pytest.mark.once

SHAPES: dict[str, tuple[bytes, Sequence[bytes]]] = {
    "WebM without sizes": (recordings.webm(), OPUS),
    "WebM with sizes": (recordings.webm(sized=True), OPUS),
    "WebM in groups of blocks": (recordings.webm(grouped=True), OPUS),
    "WebM of a cluster of unknown size": (recordings.webm(sized=False, grouped=True), OPUS),
    "Ogg": (recordings.ogg(), OPUS),
    "Ogg with packets across pages": (
        recordings.ogg([b"\xfc" + bytes(n * 17) for n in range(1, 76)], a_page=3),
        [b"\xfc" + bytes(n * 17) for n in range(1, 76)],
    ),
    "MP4 of an app": (recordings.mp4(), AAC),
    "MP4 with wide offsets": (recordings.mp4(wide=True, in_chunk=7), AAC),
    "MP4 in packets of one size": (
        recordings.mp4(sizes=full(b"stsz", 0, numbers(len(AAC[0]), len(AAC)))),
        AAC,
    ),
    "MP4 with Opus": (recordings.mp4(OPUS, "opus"), OPUS),
    "MP4 in fragments": (recordings.fragmented(), AAC),
    "MP4 in fragments with Opus": (recordings.fragmented(OPUS, "opus"), OPUS),
    "MP4 in fragments of one size": (recordings.fragmented(style="one size"), AAC),
    "MP4 in fragments of two runs": (recordings.fragmented(style="two runs"), AAC),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_packets_are_taken_out_and_nothing_else(shape: str) -> None:
    content, packets = SHAPES[shape]
    assert PLANT in content

    recording = audio.read(content)
    written = audio.write(recording)

    assert list(recording.packets) == list(packets)
    for plant in (PLANT, PLANT[:8], PLANT[:4]):  # wherever there is room for as much
        assert plant not in written
    assert audio.read(written) == recording


@pytest.mark.parametrize("name", ["opus.webm", "opus-sliced.webm", "opus.mp4", "opus-sliced.mp4"])
def test_what_chromium_records_is_read(name: str) -> None:
    content = recordings.sample(name)

    recording = audio.read(content)
    written = audio.write(recording)

    assert recording.format.codec is Codec.OPUS
    assert 1.3 < recording.seconds < 1.7
    assert audio.read(written) == recording
    assert audio.write(audio.read(written)) == written
    assert b"Chrom" not in written and b"Handler" not in written


def test_the_length_is_that_of_the_packets_whatever_the_file_says() -> None:
    """Every one of these claims five seconds, or 99999 samples a packet, or the year 2000."""
    lead = 312 / 48000
    for content in (
        recordings.webm(),
        recordings.ogg(),
        recordings.mp4(OPUS, "opus"),
        recordings.fragmented(OPUS, "opus"),
    ):
        assert audio.read(content).seconds == pytest.approx(1 - lead)
    assert audio.read(recordings.mp4()).seconds == pytest.approx(47 * 1024 / 48000)


def test_it_is_said_where_players_look_for_it() -> None:
    written = audio.write(audio.read(recordings.mp4()))

    at = written.index(b"mvhd") + 8
    assert struct.unpack(">4I", written[at : at + 16]) == (0, 0, 48000, 47 * 1024)


MANY = [(0xFC, 960), (0xE0, 120), (0x18, 2880), (0x78, 960), (0x08, 960)]


@pytest.mark.parametrize(("toc", "samples"), MANY)
def test_the_length_of_a_packet_of_opus_is_known(toc: int, samples: int) -> None:
    one = bytes([toc, 1, 2])
    two = bytes([toc | 1, 1, 2])
    unlike = bytes([toc | 2, 1, 2, 3, 4])

    for packet, count in ((one, 1), (two, 2), (unlike, 2)):
        assert audio.read(recordings.webm([packet] * 30)).lengths == (samples * count,) * 30


@pytest.mark.parametrize("flags", [0x42, 0xC2])
def test_what_lies_in_the_padding_of_opus_is_gone(flags: int) -> None:
    size = b"\1" if flags & 0x80 else b""
    padded = bytes([0xFF, flags, 255, 300 - 254]) + size + b"ab" + PLANT + bytes(300 - len(PLANT))

    recording = audio.read(recordings.webm([padded] * 5))

    assert recording.packets == (bytes([0xFF, flags & 0xBF]) + size + b"ab",) * 5
    assert recording.lengths == (1920,) * 5


def test_what_an_encoder_of_aac_says_of_itself_is_blanked() -> None:
    telling = recordings.aac_packet(fill=PLANT, data=PLANT)
    silent = recordings.aac_packet(fill=bytes(len(PLANT)), data=bytes(len(PLANT)))
    content = recordings.mp4([telling, *AAC])

    recording = audio.read(content)

    assert recording.packets == (silent, *AAC)


def opus_of(seconds: float) -> list[bytes]:
    return [OPUS[0]] * round(seconds * 50)


def test_a_minute_and_two_seconds_are_taken() -> None:
    """A recorder is told to stop after a minute, and stops a little later."""
    just = [*opus_of(62), bytes([0xE0 | 3, 2, 1, 2])]  # 5 ms of the 6.5 ms that nobody hears

    assert audio.read(recordings.webm(just)).seconds <= 62
    for content in (
        recordings.webm(opus_of(62.02)),
        recordings.ogg(opus_of(62.02)),
        recordings.fragmented(opus_of(62.02), "opus"),
        recordings.mp4(AAC * 62),
    ):
        with pytest.raises(audio.TooLong):
            audio.read(content)


VIDEO = recordings.webm_track(kind=1, codec=b"V_VP8")
SECOND = recordings.webm_track()
ENCRYPTED = recordings.webm_track(more=element(0x6D80, element(0x6240, b"")))
TRACKS = 0x1654AE6B

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("no container that we know", lambda: b""),
    "a page": ("no container that we know", lambda: b"<!doctype html><script>alert(1)</script>"),
    "a photo": ("no container that we know", lambda: b"\xff\xd8\xff\xe0" + bytes(100)),
    "a picture of Apple's": (
        "a box that is longer than what it is in",
        lambda: b"\x00\x00\x00\x18ftypheic" + bytes(16),
    ),
    "another Matroska": ("no WebM", lambda: recordings.webm(doc_type=b"matroska")),
    "a film": ("no plain sound", lambda: recordings.webm(tracks=element(TRACKS, VIDEO))),
    "a film with sound": (
        "not one track",
        lambda: recordings.webm(tracks=element(TRACKS, VIDEO, SECOND)),
    ),
    "two tracks": (
        "not one track",
        lambda: recordings.webm(tracks=element(TRACKS, SECOND, SECOND)),
    ),
    "tracks told twice": (
        "tracks told twice",
        lambda: recordings.webm(tracks=element(TRACKS, SECOND) + element(TRACKS, SECOND)),
    ),
    "no track": ("a block before its track", lambda: recordings.webm(tracks=b"")),
    "something encrypted": (
        "no plain sound",
        lambda: recordings.webm(tracks=element(TRACKS, ENCRYPTED)),
    ),
    "Vorbis": (
        "no Opus",
        lambda: recordings.webm(tracks=element(TRACKS, recordings.webm_track(codec=b"A_VORBIS"))),
    ),
    "a WebM with a page behind": (
        "something after the end",
        lambda: recordings.webm(sized=True) + b"<script>",
    ),
    "a WebM without packets": ("nothing to hear", lambda: recordings.webm([])),
    "a packet of nothing": ("an empty packet", lambda: recordings.webm([b"", *OPUS])),
    "another stream in Ogg": (
        "more than one stream, or a page is missing",
        lambda: recordings.ogg() + recordings.page([4], OPUS[0], 5, serial=8),
    ),
    "a page of Ogg missing": (
        "more than one stream, or a page is missing",
        lambda: recordings.ogg() + recordings.page([4], OPUS[0], 9),
    ),
    "an Ogg that is cut off": ("cut off", lambda: recordings.ogg()[:-1]),
    "an Ogg with half a packet": (
        "cut off",
        lambda: recordings.ogg([bytes([0xFC]) + bytes(300)], a_page=1)[:-75],
    ),
    "a film of MP4": ("no sound", lambda: recordings.mp4(handler=b"vide")),
    "an MP4 of two tracks": (
        "not one b'trak'",
        lambda: recordings.mp4(more=recordings.track("aac")),
    ),
    "an MP4 of two films": ("no MP4, or more than one", lambda: recordings.mp4() + box(b"moov")),
    "another AAC": (
        "another AAC than LC",
        lambda: recordings.mp4(stsd=recordings.entry("aac", config=b"\x2b\x11\x88\0")),
    ),
    "surround": (
        "an unknown rate, or more than two channels",
        lambda: recordings.mp4(stsd=recordings.entry("aac", config=b"\x11\xb0")),
    ),
    "sound of QuickTime": (
        "a sample entry of QuickTime",
        lambda: recordings.mp4(stsd=recordings.entry("aac", version=1)),
    ),
    "an unknown codec": ("an unknown codec", lambda: recordings.mp4(stsd=box(b"alac", bytes(40)))),
    "fragments of another track": (
        "another track",
        lambda: recordings.fragmented(track_of_fragments=2),
    ),
    "packets in the remarks": (
        "a packet outside of what holds packets",
        lambda: recordings.mp4(offsets=[4, *range(9)][:5]),
    ),
    "something without an MP4": ("no MP4, or more than one", lambda: box(b"ftyp", b"isom")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_not_taken(what: str) -> None:
    reason, content = REFUSED[what]

    with pytest.raises(audio.Unreadable, match=reason):
        audio.read(content())


def at_the_places(of: Sequence[bytes]) -> list[int]:
    """All chunks at the place of the first: the same bytes over and over."""
    begin = len(recordings.FTYP) + 8 + len(PLANT)
    return [begin] * (-(-len(of) // 10))


LARGE = (b"\xfc" + bytes(1275),) * 1100
MILLIONS = 2**32 - 1

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a million of small elements": (
        "too many elements",
        lambda: recordings.webm(tracks=element(TRACKS, SECOND) + b"\xec\x80" * 900_000),
    ),
    "elements in elements": (
        "of unknown size where that is not allowed",
        lambda: recordings.webm(
            tracks=b"\x16\x54\xae\x6b\x01" + b"\xff" * 7 + b"\xae\xff" * 900_000
        ),
    ),
    "an element of all that there is": (
        "an element that is longer than what it is in",
        lambda: recordings.webm(tracks=b"\x16\x54\xae\x6b\x01\x7f" + b"\xff" * 6),
    ),
    "a name of eight bytes": ("no element", lambda: recordings.webm(tracks=b"\x01" + bytes(8))),
    "a million of small boxes": (
        "too many boxes",
        lambda: recordings.mp4() + box(b"free") * 250_000,
    ),
    "a box in itself": (
        "a box that is longer than what it is in",
        lambda: recordings.mp4() + b"\0\0\0\x07free",
    ),
    "a box longer than the file": (
        "a box that is longer than what it is in",
        lambda: recordings.mp4() + b"\0\0\0\x01free" + b"\xff" * 8,
    ),
    "a size that wraps": (
        "a box that is longer than what it is in",
        lambda: recordings.mp4() + b"\0\0\0\x01free" + bytes(8),
    ),
    "millions of packets": (
        "more packets than bytes",
        lambda: recordings.mp4(sizes=full(b"stsz", 0, numbers(1, MILLIONS))),
    ),
    "millions of rows": (
        "a table that is longer than its box",
        lambda: recordings.mp4(sizes=full(b"stsz", 0, numbers(0, MILLIONS))),
    ),
    "empty packets": ("an empty packet", lambda: recordings.mp4([b""] * 40)),
    "more places than packets tell": (
        "packets without a place",
        lambda: recordings.mp4(offsets=[]),
    ),
    "the same bytes over and over": (
        "packets that overlap",
        lambda: recordings.mp4(LARGE * 2, "opus", offsets=at_the_places(LARGE * 2)),
    ),
    "a packet of Ogg without end": (
        "a packet without end",
        lambda: (
            recordings.ogg([])
            + b"".join(
                recordings.page([255] * 255, bytes(255 * 255), n + 2, flags=int(n > 0))
                for n in range(30)
            )
        ),
    ),
    "pages of Ogg without anything": (
        "too many pages",
        lambda: (
            recordings.ogg([]) + b"".join(recordings.page([], b"", n + 2) for n in range(70_000))
        ),
    ),
    "runs without a size": (
        "packets without a size",
        lambda: (
            recordings.fragmented()
            + box(
                b"moof",
                box(b"traf", full(b"tfhd", 0, numbers(1)), full(b"trun", 0, numbers(MILLIONS))),
            )
        ),
    ),
    "millions of rows in a run": (
        "a table that is longer than its box",
        lambda: (
            recordings.fragmented()
            + box(
                b"moof",
                box(b"traf", full(b"tfhd", 0, numbers(1)), full(b"trun", 0x200, numbers(MILLIONS))),
            )
        ),
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_put_down_before_it_costs_anything(what: str) -> None:
    reason, content = HOSTILE[what]

    with pytest.raises(audio.Unreadable, match=reason):
        audio.read(content())
