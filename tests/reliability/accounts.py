"""Holding what people were told against what is in the tables."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.db.models import Count, F

from lianhu.cases.models import Case, Consultation, Event, Words
from lianhu.cases.rules import Kind
from lianhu.cases.verify import verify
from lianhu.channels.models import Delivery
from lianhu.kernel.models import Idempotency
from lianhu.privacy.jobs import broken_seals
from tests.reliability.writers import Sent

MARK = re.compile(r"w\d+n\d+q")
# What a write becomes on the timeline. Departments reply, and so do residents who were asked.
KINDS = {
    "ask": {Kind.ASKED},
    "take": {Kind.TAKEN},
    "answer": {Kind.ANSWERED},
    "pass-up": {Kind.MOVED},
    "return": {Kind.MOVED},
    "consult": {Kind.CONSULTED},
    "reply": {Kind.CONSULT_REPLIED, Kind.RESIDENT_REPLIED},
    "on-behalf": {Kind.ON_BEHALF},
    "note": {Kind.NOTED},
    "ask-resident": {Kind.RESIDENT_ASKED},
    "confirm": {Kind.SETTLED},
    "reopen": {Kind.REOPENED},
}
# After these a case may be taken anew, by the same person too.
STARTS_ANEW = {Kind.MOVED, Kind.REOPENED}


@dataclass
class Findings:
    """What is wrong, in words. `denied`: done, though its author was told that it was not."""

    lost: list[str] = field(default_factory=list)
    duplicate: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)

    def counted(self) -> dict[str, int]:
        return {name: len(found) for name, found in asdict(self).items()}


def settle_up(sent: list[Sent]) -> Findings:
    found = Findings(half=list(_halves()))
    marks = _marks()
    by_words = {event.words_id: event for event in Event.objects.exclude(words=None)}
    found.duplicate += [f"{mark} {len(keys)} times" for mark, keys in marks.items() if keys[1:]]
    found.duplicate += _taken_twice()
    for write in sent:
        event = _event_of(write, marks, by_words)
        if write.acknowledged and event is None:
            found.lost.append(str(write))
        if not write.acknowledged and event is not None and write.mark:
            found.denied.append(str(write))
    return found


def _marks() -> dict[str, list[int]]:
    """The words in which each mark stands, by key."""
    found: dict[str, list[int]] = defaultdict(list)
    for words in Words.objects.order_by("pk"):
        for mark in MARK.findall(words.body):
            found[mark].append(words.pk)
    return found


def _event_of(
    write: Sent, marks: dict[str, list[int]], by_words: dict[int | None, Event]
) -> Event | None:
    """What the write became, by its author's hand."""
    if write.mark:
        event = next((by_words.get(key) for key in marks.get(write.mark, ())), None)
        is_it = event is not None and event.kind in KINDS[write.act]
        return event if is_it and event and event.actor_id == write.session.person else None
    return Event.objects.filter(
        case__number=write.number,
        kind__in=KINDS[write.act],
        actor=write.session.person,
        seq__gt=write.seq,
    ).first()


def _taken_twice() -> Iterator[str]:
    """What carries no words: the same person took the same stage, or settled it, again."""
    last: dict[tuple[int, Kind], int | None] = {}
    for event in Event.objects.order_by("case", "seq"):
        kind = Kind(event.kind)
        if kind in STARTS_ANEW:
            last.pop((event.case_id, Kind.TAKEN), None)
            last.pop((event.case_id, Kind.SETTLED), None)
        elif kind in (Kind.TAKEN, Kind.SETTLED):
            if last.get((event.case_id, kind)) == event.actor_id is not None:
                yield f"{event.case} {kind} at {event.seq}"
            last[event.case_id, kind] = event.actor_id


def _halves() -> Iterator[str]:
    """Parts of a transaction without the rest."""
    yield from map(str, verify().findings)
    yield from broken_seals()
    for case in Case.objects.annotate(count=Count("events")).exclude(count=F("seq")):
        yield f"{case}: {case.seq} and its events do not agree"
    for row in Idempotency.objects.filter(ref=""):
        yield f"key {row.key} of {row.caller} stands for nothing"
    briefs = Consultation.objects.values_list("brief", "reply")
    pointed_to = {pk for pair in briefs for pk in pair}
    for words in Words.objects.filter(event=None).exclude(pk__in=pointed_to - {None}):
        yield f"{words.case}: words {words.pk} belong to nothing"
    yield from _untold()


def _untold() -> Iterator[str]:
    """Every answer to somebody with a phone is one message to them, in the same transaction."""
    queued = Counter(Delivery.objects.values_list("source", flat=True))
    for event in Event.objects.filter(kind=Kind.ANSWERED).select_related("case__asker"):
        if event.case.asker.phone and queued[f"case:{event.case_id}:{event.seq}"] != 1:
            yield f"{event.case}: the answer at {event.seq} is not told"
