"""People who write all the time, by the forms of the pages, and note what they were told.

What is written carries a mark of its own, so that it can be looked for afterwards. A request that
broke off, or met an outage, is sent again as it is, with the same key, until it is answered.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock, Thread
from time import monotonic
from urllib.parse import parse_qs, urljoin, urlsplit

from lianhu.demo.visitor import Form
from tests.reliability.client import Answer, Client, encoded
from tests.reliability.people import DEPARTMENTS, OFFICERS, RESIDENTS, Session

PAUSE_S = 0.2
IDLE_S = 0.5
PATIENCE_S = 150
# Answers come often enough that cases come to an end.
STAFF_ACTS = (
    *("answer", "answer", "answer", "take", "pass-up", "return", "consult"),
    *("on-behalf", "note", "ask-resident"),
)
RESIDENTS_ACTS = ("note", "confirm", "confirm", "reopen", "reply")
# Where staff find their work, and how the address of a piece of work looks.
LISTS = {
    "officer": ("/inbox/", re.compile(r'href="(/cases/LH[^/"]+/)'), STAFF_ACTS),
    "clerk": ("/desk/", re.compile(r'href="(/desk/LH[^/"]+/)'), STAFF_ACTS),
    "department": ("/consultations/", re.compile(r'href="(/consultations/\d+/)'), ("reply",)),
}
# No page says that something took less than no time.
NEGATIVE = re.compile(r"(?<![\d-])[-−]\d+ ?(秒|分|小时|天)")
OUTAGE = "这会儿暂时办不了"


@dataclass(frozen=True)
class Sent:
    """One form that was sent until it was answered. `number`: of the case, if its page says."""

    session: Session
    act: str
    number: str
    mark: str
    seq: int
    key: str
    status: int
    location: str
    tries: int

    @property
    def acknowledged(self) -> bool:
        return self.status == 302


@dataclass
class Told:
    """What all writers sent and were told meanwhile."""

    sent: list[Sent] = field(default_factory=list)
    broken: int = 0
    outages: int = 0
    # Answers that are neither the page one wants nor one that says what to do.
    unclear: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def hear(self, answer: Answer | None) -> None:
        with self._lock:
            if answer is None:
                self.broken += 1
            elif answer.status == 503 and _is_clear(answer):
                self.outages += 1
            elif (
                answer.status >= 500
                or answer.status in (400, 404, 405)
                or NEGATIVE.search(answer.text)
            ):
                self.unclear.append(f"{answer.status} {answer.url}: {answer.text[:300]}")

    def hear_unclear(self, what: str) -> None:
        with self._lock:
            self.unclear.append(what)

    def add(self, sent: Sent) -> None:
        with self._lock:
            self.sent.append(sent)

    @property
    def acknowledged(self) -> list[Sent]:
        return [sent for sent in list(self.sent) if sent.acknowledged]

    def counted(self) -> dict[str, int]:
        return {
            "acknowledged": len(self.acknowledged),
            "sent_again": sum(sent.tries > 1 for sent in self.sent),
            "outage_pages": self.outages,
            "broken_connections": self.broken,
        }


def _is_clear(answer: Answer) -> bool:
    return (
        answer.headers.get("content-type", "").startswith("text/html")
        and answer.headers.get("retry-after", "").isdecimal()
        and OUTAGE in answer.text
        and "Traceback" not in answer.text
    )


class Writer:
    def __init__(self, port: int, session: Session, told: Told, stop: Event, seed: int) -> None:
        self.client = Client(port, session)
        self._session, self._told, self._stop = session, told, stop
        self._dice = Random(seed)
        self._number = seed
        self._count = 0
        self._asked: list[str] = []

    def run(self) -> None:
        turn = self._resident if self._session.name in RESIDENTS else self._staff
        while not self._stop.is_set():
            turn()

    def _resident(self) -> None:
        self._stop.wait(PAUSE_S)  # or there would be more to read than staff can answer
        if not self._asked or self._dice.random() < 0.25:
            page = self._open("/ask/")
            form = page and form_for(page, "/ask/")
            if page and form:
                sent = self._send(page, form, "ask")
                if sent.acknowledged:
                    self._asked.append(sent.location.removeprefix("/my/").strip("/"))
            return
        number = self._dice.choice(self._asked[-5:])
        self._act_on(f"/my/{number}/", RESIDENTS_ACTS)

    def _staff(self) -> None:
        path, pattern, acts = LISTS[_kind_of(self._session.name)]
        listed = self._open(path)
        if listed is None:
            return
        found = sorted(set(pattern.findall(listed.text)))
        if found:
            self._act_on(self._dice.choice(found), acts)
        else:
            self._stop.wait(IDLE_S)  # nothing has come to this desk yet

    def _act_on(self, path: str, acts: Sequence[str]) -> None:
        """Do one of the things that the page offers, by a form on it or on the page it leads to."""
        page = self._open(path)
        if page is None:
            return
        forms = {_act_of(path, form.action): form for form in page.page.forms}
        links = {_act_of(path, link): link for link in page.page.links}
        possible = [act for act in acts if act in forms or act in links]
        if not possible:
            self._stop.wait(PAUSE_S)
            return
        act = self._dice.choice(possible)
        if act in forms:
            self._send(page, forms[act], act)
        elif page := self._open(urljoin(path, links[act])):
            form = form_for(page, f"{path}{act}/")
            if form:
                self._send(page, form, act)

    def _open(self, path: str) -> Answer | None:
        answer = self.client.get(path)
        self._told.hear(answer)
        if answer is None or answer.status == 503:
            self._stop.wait(PAUSE_S)
        return answer if answer is not None and answer.status == 200 else None

    def _send(self, answer: Answer, form: Form, act: str) -> Sent:
        fields, mark = self._filled(form)
        return self.send(urljoin(answer.url, form.action or answer.url), fields, act, mark)

    def send(self, target: str, fields: dict[str, str], act: str, mark: str) -> Sent:
        """Send it until it is answered."""
        body = encoded(fields)
        give_up = monotonic() + PATIENCE_S
        tries = 0
        while True:
            tries += 1
            answer = self.client.post(target, body)
            self._told.hear(answer)
            if answer is not None and answer.status < 500:
                break
            assert monotonic() < give_up, f"no answer to {act} within {PATIENCE_S} s"
            Event().wait(PAUSE_S)
        number = re.search(r"LH(?:-[0-9A-Z]{4}){2}", f"{target} {answer.location}")
        sent = Sent(
            session=self._session,
            act=act,
            number=number[0] if number else "",
            mark=mark,
            seq=int(fields.get("seq", "0")),
            key=fields.get("key", ""),
            status=answer.status,
            location=answer.location,
            tries=tries,
        )
        assert not answer.location.startswith("/sign-in/"), "a session was lost"
        self._told.add(sent)
        if sent.acknowledged and self._dice.random() < 0.2:
            self._press_twice(target, body, answer)
        return sent

    def _press_twice(self, target: str, body: bytes, first: Answer) -> None:
        """What was acknowledged is sent once more, and must be acknowledged just as before."""
        again = self.client.post(target, body)
        self._told.hear(again)
        if again is not None and again.status != 503 and again.location != first.location:
            self._told.hear_unclear(f"sent twice to {target}: {again.status} {again.location}")

    def _filled(self, form: Form) -> tuple[dict[str, str], str]:
        """What the form sends, and the mark in it; "" where there is nothing to write."""
        fields = dict(form.fields)
        assert fields.get("key"), f"no key in the form that posts to {form.action}"
        mark = ""
        if "words" in fields:
            self._count += 1
            mark = f"w{self._number}n{self._count}q"
            fields["words"] = f"记号{mark}。回去怎么报销?"
        if "department" in fields:
            fields["department"] = self._dice.choice(["insurance", "water"])
        return fields, mark


def _kind_of(name: str) -> str:
    if name in OFFICERS:
        return "officer"
    return "department" if name in DEPARTMENTS else "clerk"


def _act_of(path: str, address: str) -> str:
    """`note`, of …/note/?tab=mine or …/?act=desk_note, if that lies at `path`."""
    there = urlsplit(urljoin(path, address))
    if there.path == path:
        act = parse_qs(there.query).get("act", [""])[0]
        return act.removeprefix("desk_").replace("_", "-")
    return there.path.removeprefix(path).strip("/") if there.path.startswith(path) else ""


def form_for(answer: Answer, path: str) -> Form | None:
    """The form on the page that posts to `path`."""
    for form in answer.page.forms:
        if form.method == "post" and urlsplit(urljoin(answer.url, form.action)).path == path:
            return form
    return None


@dataclass
class Load:
    """Writers at work. `more(n)` waits until they have been acknowledged n more writes."""

    told: Told
    more: Callable[[int], None]


@contextmanager
def writing(port: int, sessions: list[Session]) -> Iterator[Load]:
    """Let these people write while the block runs; each ends with the answer to its last request.

    Raises what stopped a writer early.
    """
    told, stop = Told(), Event()
    errors: list[BaseException] = []

    def work(writer: Writer) -> None:
        try:
            writer.run()
        except BaseException as error:
            errors.append(error)

    def more(count: int) -> None:
        enough = len(told.acknowledged) + count
        give_up = monotonic() + PATIENCE_S
        while len(told.acknowledged) < enough:
            assert not errors, errors
            assert monotonic() < give_up, f"fewer than {count} writes in {PATIENCE_S} s"
            stop.wait(PAUSE_S)

    writers = [Writer(port, session, told, stop, n) for n, session in enumerate(sessions, 1)]
    threads = [Thread(target=work, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield Load(told, more)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not errors, errors
