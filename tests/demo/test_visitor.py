"""The browser without a screen reads pages as a person would and sends forms as a browser does."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl

import pytest

from lianhu.demo.visitor import Astray, Visitor

pytestmark = pytest.mark.once

PAGE = """<!doctype html><html><head><title>unseen</title><style>unseen</style></head><body>
<h1>A <b>question</b>?</h1><script>unseen</script><a href="/next/?a=1">on</a>
<form id="late" method="post" action="/first/"><input type="hidden" name="seq" value="3">
<textarea name="words">old &amp; new</textarea>
<select name="kind"><option value="a">A</option><option value="b" selected>B</option></select>
<input type="checkbox" name="off" value="1"><input type="checkbox" name="on" value="1" checked>
<button type="button">no</button><button type="submit" formaction="/other/">other</button>
</form>
<button type="submit" form="late" name="step" value="+1">send</button>
<form method="post"><input name="who" value="x"><button>be x</button></form>
<form method="post"><input name="who" value="y"><button>be y</button></form>
<form method="post" action="http://192.0.2.1/"><button>away</button></form>
</body></html>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(404 if self.path == "/missing/" else 200, PAGE)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(200, f"<p>{self.path} {sorted(parse_qsl(body, keep_blank_values=True))}</p>")

    def _answer(self, status: int, html: str) -> None:
        self.send_response(status)
        self.send_header("Set-Cookie", "session=1; Path=/")
        self.end_headers()
        self.wfile.write(html.replace("</p>", f" {self.headers['Cookie']}</p>").encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    with served() as site:
        visitor = Visitor(site, "en")
        visitor.open("/page/")
        yield visitor


def test_it_reads_what_is_seen(visitor: Visitor) -> None:
    visitor.expect("A question ?", "send")
    visitor.expect_none_of("unseen")
    visitor.expect_link("/next/")


def test_it_sends_a_form_as_it_stands_with_what_is_filled_in(visitor: Visitor) -> None:
    visitor.submit("/first/", {"words": "newer"})

    visitor.expect(
        "/first/ [('kind', 'b'), ('on', '1'), ('seq', '3'), ('step', '+1'), ('words', 'newer')]",
        "session=1",
    )


def test_a_button_may_send_it_elsewhere(visitor: Visitor) -> None:
    visitor.submit("/other/")

    visitor.expect("/other/ [('kind', 'b'), ('on', '1'), ('seq', '3'), ('words', 'old & new')]")


def test_it_tells_forms_apart_by_what_they_hold(visitor: Visitor) -> None:
    visitor.submit("/page/", holding={"who": "y"})

    visitor.expect("/page/ [('who', 'y')]")


def test_what_is_not_there_leads_astray(visitor: Visitor) -> None:
    with pytest.raises(Astray, match="nowhere"):
        visitor.submit("/nowhere/")
    with pytest.raises(Astray, match="no field note"):
        visitor.submit("/first/", {"note": "x"})
    with pytest.raises(Astray, match="leads away"):
        visitor.submit("/")
    with pytest.raises(Astray, match="“absent” is not on the page"):
        visitor.expect("absent")
    with pytest.raises(Astray, match="must not be"):
        visitor.expect_none_of("send")
    with pytest.raises(Astray, match="no link to /absent/"):
        visitor.expect_link("/absent/")
    visitor.open("/missing/")
    with pytest.raises(Astray, match="status 200 expected, not 404"):
        visitor.expect()


def test_nobody_answers() -> None:
    with served() as site:
        pass

    with pytest.raises(Astray, match="does not answer"):
        Visitor(site, "en").open("/")
