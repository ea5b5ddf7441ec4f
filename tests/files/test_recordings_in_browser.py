"""Chromium plays what the worker writes: it knows how long it is and can go anywhere in it."""

import base64

import pytest
from playwright.sync_api import Page

from lianhu.files import audio
from tests import recordings

pytestmark = pytest.mark.browser

HUM = audio.read(recordings.sample("opus.webm")).packets

FILES = {
    "recorded as WebM": recordings.sample("opus.webm"),
    "recorded as WebM in slices": recordings.sample("opus-sliced.webm"),
    "recorded as MP4": recordings.sample("opus.mp4"),
    "recorded as MP4 in slices": recordings.sample("opus-sliced.mp4"),
    "WebM without sizes": recordings.webm(HUM),
    "Ogg": recordings.ogg(HUM),
    "AAC as apps store it": recordings.mp4(recordings.AAC * 2),
    "AAC in fragments": recordings.fragmented(recordings.AAC * 2),
}

PLAY = """async content => {
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    const player = new Audio();
    const happens = what => new Promise((done, fail) => {
        player.addEventListener(what, done, {once: true});
        player.addEventListener("error", () => fail(player.error.message), {once: true});
    });
    const ready = Promise.all([happens("loadedmetadata"), happens("canplaythrough")]);
    player.src = URL.createObjectURL(new Blob([bytes], {type: "audio/mp4"}));
    await ready;
    const moved = happens("seeked");
    player.currentTime = player.duration / 2;
    await moved;
    const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
    return {length: player.duration, at: player.currentTime,
        decoded: sound.duration, loudest: Math.max(...sound.getChannelData(0))};
}"""


@pytest.mark.parametrize("name", FILES)
def test_it_plays(name: str, page: Page) -> None:
    recording = audio.read(FILES[name])

    played = page.evaluate(PLAY, base64.b64encode(audio.write(recording)).decode())

    assert played["length"] == pytest.approx(recording.seconds, abs=0.002)
    assert played["at"] == pytest.approx(recording.seconds / 2, abs=0.002)
    # Decoding all at once, Chromium takes the lead away twice: 6.5 ms.
    assert played["decoded"] == pytest.approx(recording.seconds, abs=0.007)
    assert (played["loudest"] > 0.1) == ("AAC" not in name)  # those are of silence
