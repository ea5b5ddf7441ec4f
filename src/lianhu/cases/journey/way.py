"""The way a case has gone: where it was, what happened there, whom it asked, what lies above."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.cases import queries
from lianhu.cases.book.suggesting import source
from lianhu.cases.models import Case, Consultation
from lianhu.cases.rules import Kind
from lianhu.cases.titles import spoken
from lianhu.files.models import Blob
from lianhu.grid.calling import phone, phone_of
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat, is_department
from lianhu.grid.queries import ladders
from lianhu.ui import timewords
from lianhu.ui.climb import MOST_STOPS, Climb, Stop, StopKind
from lianhu.ui.parts import AnswerCard, Paper, Phone, Photo, Voice

# More would not help: a timeline that never fits its case is damaged, and shown as it is.
ATTEMPTS = 3

Label = Callable[[Desk], str]


@dataclass(frozen=True, slots=True)
class Way:
    """Everything that telling a case's way needs. `ladder`: its desks from the beat to the top."""

    case: Case
    stops: Sequence[queries.Stop]
    entries: Sequence[queries.Entry]
    consultations: Sequence[Consultation]
    ladder: Sequence[Desk]

    @property
    def here(self) -> queries.Stop | None:
        """Where the case is; None once it is answered."""
        return next((stop for stop in self.stops if stop.is_open), None)

    @property
    def awaited(self) -> list[Consultation]:
        """Departments that were asked and still have time: they stop the holder's clock."""
        return [
            asked
            for asked in self.consultations
            if not (asked.closed_at or asked.late or asked.joint)
        ]

    @property
    def words(self) -> str:
        """What was asked in writing."""
        return self.entries[0].words if self.entries else ""

    @property
    def asked(self) -> str:
        """What was asked, as a heading may show it."""
        return self.words or (spoken() if self.voice else "")

    @property
    def photos(self) -> list[Photo]:
        """Those that came with the question."""
        return shown_photos(self.entries[0]) if self.entries else []

    @property
    def voice(self) -> Voice | None:
        """The one that came with the question."""
        return shown_voice(self.entries[0]) if self.entries else None

    @property
    def answer(self) -> queries.Entry | None:
        """The latest answer; it stays readable when the case is taken up again."""
        return self.last(Kind.ANSWERED)

    def last(self, kind: Kind) -> queries.Entry | None:
        """The latest event of that kind."""
        return next((e for e in reversed(self.entries) if e.kind is kind), None)

    @property
    def told(self) -> list[queries.Entry]:
        """The events worth telling. Whoever acts on an untaken case takes it by doing so: that is
        one act, not two.
        """
        return [
            entry
            for entry, following in zip_longest(self.entries, self.entries[1:])
            if entry.kind is not Kind.TAKEN
            or following is None
            or (entry.at, entry.actor) != (following.at, following.actor)
        ]

    @property
    def may_lead(self) -> bool:
        """Whether others may be handled with it: then it is worth asking which."""
        return any(entry.kind is Kind.JOINED for entry in self.entries)

    def above(self, desk: Desk) -> Desk | None:
        """The desk that it goes up to from `desk`, if nobody is skipped; None at the top."""
        for below, rung in pairwise(self.ladder):
            if below.pk == desk.pk:
                return rung
        if self.ladder[-1].pk == desk.pk:
            return None
        # Beside the ladder: to the lowest rung that is over it.
        over = (rung for rung in self.ladder if desk.node.path.startswith(rung.node.path))
        return next(over, self.ladder[-1])

    def stop(self, number: int) -> queries.Stop:
        """The stay that an event of the timeline opened. Stays are numbered from 1."""
        return self.stops[number - 1]

    def desk_named(self, pk: int) -> Desk | None:
        """A desk by its key, if the case has been there or asked there."""
        known = [*(stop.desk for stop in self.stops), *(row.desk for row in self.consultations)]
        return next((desk for desk in known if desk.pk == pk), None)

    def consultation(self, number: int) -> Consultation:
        return next(asked for asked in self.consultations if asked.number == number)


def way_of(case: Case, ladder: Sequence[Desk] | None = None) -> Way:
    """Four queries, or three with the ladder given; give a case with `beat` joined.

    Nothing is locked, so somebody may act on the case between two of them. Every act leaves an
    event: if the newest, read last, is not the one that `case` knows, all is read again.
    """
    if ladder is None:
        ladder = ladders([case.beat])[case.beat_id]
    way = _read(case, ladder)
    for _again in range(ATTEMPTS):
        if way.entries and way.entries[-1].seq == case.seq:
            break
        case.refresh_from_db()
        way = _read(case, ladder)
    return way


def _read(case: Case, ladder: Sequence[Desk]) -> Way:
    stops, consultations = queries.stops(case), queries.consultations(case)
    return Way(case, stops, queries.timeline(case), consultations, ladder)


def draw(way: Way, *, asker: str, label: Label, in_hand: str, asked: str) -> Climb:
    """The climb: the asker, every desk the case has been at, departments, and what lies above.

    A desk that had the case twice stands there once, with the minutes of both stays. `in_hand` and
    `asked` are what stands below the holder and below a department that has not replied.
    """
    rank: dict[int, float] = {desk.pk: i for i, desk in enumerate(way.ladder)}
    used: Counter[int] = Counter()
    been: dict[int, Desk] = {}
    for stop in way.stops:
        used[stop.desk.pk] += stop.used_s
        been[stop.desk.pk] = stop.desk
        if stop.desk.pk not in rank:
            over = way.above(stop.desk)
            assert over is not None
            # A department stands beside the desk over it, a place elsewhere below.
            beside = 0.5 if is_department(stop.desk) else -0.5
            rank[stop.desk.pk] = rank[over.pk] + beside
    reached = sorted(been.values(), key=lambda desk: rank[desk.pk])
    here = way.here
    found = [Stop(asker, kind=StopKind.ASKER)]
    answered_from = None
    for desk in reached:
        if here is not None and desk.pk == here.desk.pk:
            found.append(Stop(label(desk), in_hand, StopKind.HOLDER))
        else:
            kind = StopKind.PAST
            if here is None and desk.pk == way.case.answered_by_id:
                kind, answered_from = StopKind.ANSWERED, len(found)
            spent = timewords.minutes(timedelta(seconds=used[desk.pk]))
            found.append(Stop(label(desk), spent, kind))
        found += _departments(way, desk, asked)
    if here is not None:
        top = max(rank[desk.pk] for desk in reached)
        ahead = [
            Stop(label(desk), kind=StopKind.FUTURE) for desk in way.ladder if rank[desk.pk] > top
        ]
        if len(found) + len(ahead) <= MOST_STOPS:
            found += ahead
    return Climb(found, answered_from)


def _departments(way: Way, desk: Desk, asked: str) -> list[Stop]:
    """Those that `desk` asked, each once; who was asked in vain and withdrawn is left out."""
    spent = {
        entry.data["number"]: timewords.minutes(timedelta(seconds=entry.data["used_s"]))
        for entry in way.entries
        if entry.kind is Kind.CONSULT_REPLIED
    }
    found = {
        row.desk_id: Stop(row.desk.shown_name, spent.get(row.number, asked), StopKind.ASK)
        for row in way.consultations
        if row.asked_by_id == desk.pk and (row.number in spent or row.closed_at is None)
    }
    return list(found.values())


class Timed(Protocol):
    """A stage, or what a list or a journey says of one."""

    @property
    def due_at(self) -> datetime | None: ...

    @property
    def budget_s(self) -> int: ...


def time_left(stage: Timed, now: datetime) -> float:
    """The share of a stage's time that is left, for its ring.

    Reckoned as if every minute until then were an opening minute, which needs no calendar: the ring
    of a stage that ends after lunch or tomorrow is full until the desk opens again.
    """
    if stage.due_at is None:
        return 1.0
    return max(0.0, min(1.0, (stage.due_at - now).total_seconds() / max(1, stage.budget_s)))


def consultation_left(asked: Consultation, now: datetime) -> float:
    """The share of a department's time that is left."""
    whole = max(asked.due_at - asked.started_at, timedelta(seconds=1))
    return max(0.0, min(1.0, (asked.due_at - now) / whole))


def shown_photos(entry: queries.Entry) -> list[Photo]:
    return photos_at("attachment", entry.photos)


def photos_at(route: str, blobs: Iterable[Blob]) -> list[Photo]:
    """As links to `route`, which hands them out; the small ones to that with `_small`."""
    found = []
    for number, blob in enumerate(blobs, 1):
        label = _("Photo %(number)d") % {"number": number}
        match blob.state:
            case Blob.State.DONE:
                photo = Photo(
                    label,
                    url=reverse(route, args=[blob.token]),
                    small_url=reverse(f"{route}_small", args=[blob.token]),
                )
            case Blob.State.FAILED:
                photo = Photo(label, note=_("could not be read"))
            case _:
                photo = Photo(label, note=_("being prepared"))
        found.append(photo)
    return found


def shown_voice(entry: queries.Entry) -> Voice | None:
    blob = entry.voice
    if blob is None:
        return None
    label = _("Voice %(length)s") % {"length": timewords.playing_time(blob.seconds or 0)}
    match blob.state:
        case Blob.State.DONE:
            return Voice(label, url=reverse("attachment", args=[blob.token]))
        case Blob.State.FAILED:
            return Voice(label, note=_("could not be read"))
    return Voice(label, note=_("being prepared"))


def who_answers(desk: Desk, person: User | None) -> Phone | None:
    """Whom to call at `desk`: the officer of a beat in person, elsewhere the desk."""
    if not is_beat(desk):
        return phone_of(desk)
    return phone(person.shown_name, person.phone) if person and person.phone else None


def answer_card(way: Way) -> AnswerCard | None:
    """The same card for the asker and for every desk that the case has been at."""
    answer = way.answer
    if answer is None or answer.desk is None:
        return None
    said, url = source(answer.data["version"]) if "version" in answer.data else ("", "")
    return AnswerCard(
        desk=answer.desk.shown_name,
        by=answer.actor.shown_name if answer.actor else "",
        at=answer.at,
        words=answer.words,
        papers=[Paper(paper["title"], paper.get("note", "")) for paper in answer.papers],
        phone=who_answers(answer.desk, answer.actor),
        source=said,
        source_url=url,
        key=f"{way.case.number}-{answer.seq}",
    )
