"""Make tests/files/samples anew: `python -m tests.record_samples`.

Chromium records the tone of its own pretended microphone, as its MediaRecorder does for our pages.
"""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM, MICROPHONE

SAMPLES = Path(__file__).parent / "files" / "samples"

# File, type, and how often the recorder hands out what it has, in ms; 0 for once.
RECORDINGS = [
    ("opus.webm", "audio/webm;codecs=opus", 0),
    ("opus-sliced.webm", "audio/webm;codecs=opus", 250),
    ("opus.mp4", "audio/mp4;codecs=opus", 0),
    ("opus-sliced.mp4", "audio/mp4;codecs=opus", 250),
]

RECORD = """async ([mimeType, slice]) => {
    const stream = await navigator.mediaDevices.getUserMedia({audio: true});
    const recorder = new MediaRecorder(stream, {mimeType, audioBitsPerSecond: 24000});
    const parts = [];
    recorder.ondataavailable = event => parts.push(event.data);
    const stopped = new Promise(resolve => recorder.onstop = resolve);
    recorder.start(slice || undefined);
    setTimeout(() => recorder.stop(), 1500);
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
}"""


class EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def main() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as server, sync_playwright() as driver:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE])
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        for name, media_type, slice_ms in RECORDINGS:
            content = base64.b64decode(page.evaluate(RECORD, [media_type, slice_ms]))
            (SAMPLES / name).write_bytes(content)
            print(f"{name}: {len(content)} bytes")
        chromium.close()
        server.shutdown()


if __name__ == "__main__":
    main()
