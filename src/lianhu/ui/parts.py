"""What the apps hand to the templates of `ui/parts/`: they build these, templates only show them.

Texts come in the page's language; instants are aware. Nothing here reads a clock: what depends on
the time of day (a ring, "today") is worked out by the tags in `templatetags/lianhu.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

SOON = 0.4
"""At this share of a stage's time or less, its chip turns amber."""


@dataclass(frozen=True, slots=True)
class NavLink:
    """One entry of the desk's rail or the phone's tab bar. `icon` is a name in icons.json."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, at the foot of the rail. `note` is the duty ("on duty until 17:30")."""

    name: str
    note: str = ""
    url: str = ""

    @property
    def initial(self) -> str:
        return self.name.strip()[:1].upper()


class StageClock(StrEnum):
    RUNNING = "running"
    DEPARTMENT = "department"  # a department has it: its own clock runs, blue
    STOPPED = "stopped"  # waiting for the resident: pause sign
    DONE = "done"


@dataclass(frozen=True, slots=True)
class StageChip:
    """Ring, holder, time of day. `left` is the share of the stage's time that is left, 0 to 1.

    `note` stands where the time would: "waiting for you", "answered".
    """

    holder: str = ""
    due_at: datetime | None = None
    left: float = 1.0
    clock: StageClock = StageClock.RUNNING
    note: str = ""

    @property
    def tone(self) -> str:
        if self.clock is StageClock.RUNNING:
            return "soon" if self.left <= SOON else "plain"
        return {"department": "ask", "stopped": "paused", "done": "done"}[self.clock]

    @property
    def arc(self) -> int:
        """Per cent of the ring that is drawn; a sliver stays, so that late is not invisible."""
        return max(2, min(100, round(self.left * 100)))


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture beside words, small and as a link. Without `url` only `note` stands there."""

    label: str
    url: str = ""
    small_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice note beside words. Without `url` only `label` and `note` stand there."""

    label: str
    url: str = ""
    note: str = ""


class StepKind(StrEnum):
    PLAIN = "plain"
    ASK = "ask"  # a department was asked or replied
    DONE = "done"  # the answer, the matter done


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One line of the parcel-style list, newest first. One step of a list is `current`.

    `words` is what somebody wrote there, shown in full; `photos` and `voice` came along.
    """

    title: str
    when: datetime | None = None
    note: str = ""
    kind: StepKind = StepKind.PLAIN
    current: bool = False
    words: str = ""
    photos: Sequence[Photo] = ()
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to bring; `note` says which copy, or what to do without it."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call: shown as `number`, dialled as `e164` (E.164, or the number itself)."""

    label: str
    number: str
    e164: str = ""

    @property
    def href(self) -> str:
        dialled = "".join(c for c in self.e164 or self.number if c.isdigit() or c == "+")
        return f"tel:{dialled}"


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer as the resident and every desk it passed see it.

    `words` is plain text: blank lines part paragraphs. `after` follows the papers (where to go).
    `source` names the how-to item and its check date, `source_url` leads there. `key` remembers
    ticks in the browser.
    """

    desk: str
    by: str
    at: datetime
    words: str
    papers: Sequence[Paper] = ()
    after: str = ""
    phone: Phone | None = None
    source: str = ""
    source_url: str = ""
    key: str = ""


class Tone(StrEnum):
    PLAIN = "plain"
    DONE = "done"
    ASK = "ask"
    SOON = "soon"
    STOP = "stop"  # refused, cannot be undone, emergency; never "late"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Entering:
    """Whose words a page writes down, and where whoever does so came from."""

    pk: int
    shown_name: str
    url: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that waits: the asker's own words, a chip or a due time, one hint.

    `strong` is for questions of residents, whose icon is green. `facts` are short and in order.
    `number` is what people call it by on the telephone. `in_confidence`: nobody but whom it waits
    for reads the title.
    """

    title: str
    url: str
    icon: str = "home-heart"
    chip: StageChip | None = None
    due_at: datetime | None = None
    facts: Sequence[str] = ()
    hint: str = ""
    hint_icon: str = "book"
    strong: bool = False
    number: str = ""
    in_confidence: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a desk's list. `mark` sits at the right of the facts, blue if `asked`."""

    title: str
    url: str
    chip: StageChip | None = None
    facts: Sequence[str] = ()
    mark: str = ""
    asked: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A callout inside a page. Its icon follows the tone unless one is named."""

    title: str = ""
    text: str = ""
    tone: Tone = Tone.PLAIN
    icon: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """An empty, failed or waiting place: what happened, what is safe, what comes next."""

    title: str
    text: str = ""
    icon: str = "checks"
    tone: Tone = Tone.DONE
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of "who has it / what it waits for / when you hear". `strong` for the promise."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PersonHead:
    """The person at the top of a page. `on_duty` None: nothing to say about duty."""

    name: str
    role: str = ""
    duty: str = ""
    on_duty: bool | None = None
    phone: Phone | None = None

    @property
    def initial(self) -> str:
        return self.name.strip()[:1].upper()


@dataclass(frozen=True, slots=True)
class Reply:
    """A department's reply to a consultation, inside the blue box."""

    by: str
    at: datetime
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event on the desk's timeline, oldest first.

    `consulted`: the event is a consultation; the box says that names were withheld and holds
    `brief` (what the department sees) and the `reply`, if there is one.
    `files` are links to attachments; `photos` are shown, `voice` can be played.
    """

    at: datetime
    title: str
    words: str = ""
    icon: str = "arrow-up"
    tone: Tone = Tone.PLAIN
    consulted: bool = False
    brief: str = ""
    reply: Reply | None = None
    files: Sequence[Link] = field(default=())
    photos: Sequence[Photo] = ()
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A single-key action of a desk page: shown in the help of the shortcuts."""

    key: str
    label: str
