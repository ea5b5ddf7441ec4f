"""Whatever becomes of a recording on its way: a clear no, or a recording and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianhu.files import audio
from lianhu.files.rules import MAX_VOICE_BYTES, MOST_SECONDS
from tests import recordings
from tests.recordings import AAC, OPUS, PLANT

pytestmark = pytest.mark.once

# Nothing is planted among the packets: a place of packets that changed may well point there, and
# what a file calls sound is sound.
PLANTED = {
    "WebM": recordings.webm(OPUS[:12]),
    "WebM with sizes": recordings.webm(OPUS[:12], sized=True, grouped=True),
    "Ogg": recordings.ogg(OPUS[:12], a_page=5),
    "MP4": recordings.mp4(AAC[:12], in_chunk=5, between=b""),
    "MP4 with Opus": recordings.mp4(OPUS[:12], "opus", between=b""),
    "fragments": recordings.fragmented(AAC[:12], a_fragment=5),
    "fragments with Opus": recordings.fragmented(OPUS[:12], "opus", a_fragment=5, style="two runs"),
}
SAMPLES = [recordings.sample(path.name) for path in sorted(recordings.SAMPLES.glob("opus*"))]

Flips = list[tuple[int, int]]
flips = st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=4)


def flipped(content: bytes, changes: Flips) -> bytes:
    changed = bytearray(content)
    for at, value in changes:
        changed[at % len(changed)] = value
    return bytes(changed)


def is_a_no_or_a_recording(content: bytes, *, plant: bytes | None = PLANT[:12]) -> None:
    try:
        recording = audio.read(content)
    except audio.Unreadable:
        return
    written = audio.write(recording)
    assert audio.read(written) == recording
    assert audio.write(audio.read(written)) == written
    assert 0 < recording.seconds <= MOST_SECONDS
    assert sum(map(len, recording.packets)) <= min(len(content), MAX_VOICE_BYTES)
    assert plant is None or plant not in written


@given(st.sampled_from(sorted(PLANTED)), flips)
def test_bytes_that_changed(name: str, changes: Flips) -> None:
    is_a_no_or_a_recording(flipped(PLANTED[name], changes))


@given(st.sampled_from(SAMPLES), flips)
def test_bytes_that_changed_in_what_chromium_records(content: bytes, changes: Flips) -> None:
    is_a_no_or_a_recording(flipped(content, changes), plant=b"Chrome")


@given(st.sampled_from(sorted(PLANTED)), st.integers(0, 1 << 14))
def test_a_piece_of_one(name: str, length: int) -> None:
    is_a_no_or_a_recording(PLANTED[name][: length % len(PLANTED[name])])


@given(
    st.sampled_from([*PLANTED.values(), *SAMPLES]),
    st.sampled_from(SAMPLES),
    *[st.integers(0, 1 << 13)] * 4,
)
def test_one_in_another(content: bytes, other: bytes, a: int, b: int, c: int, d: int) -> None:
    """Cut from one, put over or between the bytes of another."""
    start, end = sorted((a % len(content), b % len(content)))
    piece = other[c % len(other) : c % len(other) + d % 300]
    is_a_no_or_a_recording(content[:start] + piece + content[end:])


@given(st.binary(max_size=400), st.sampled_from([b"\x1a\x45\xdf\xa3", b"OggS\0", recordings.FTYP]))
@example(b"", recordings.FTYP)
def test_any_bytes_behind_a_right_beginning(content: bytes, beginning: bytes) -> None:
    is_a_no_or_a_recording(beginning + content, plant=None)
