"""Refolding every timeline and comparing it with all that is read from the tables.

Reads in batches of cases, so that any number fits into memory. A case that looks wrong is looked at
again under lock: while a worker writes, half of what it wrote may have been read.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from lianhu.cases import rules, store
from lianhu.cases.models import (
    Attachment,
    Case,
    CaseDesk,
    Consultation,
    Event,
    Follower,
    Stage,
)
from lianhu.cases.rules.attention import KINDS, needs
from lianhu.cases.services import locked
from lianhu.files.rules import Kind
from lianhu.files.services import is_whole
from lianhu.grid.models import Desk
from lianhu.grid.queries import supervision_desk
from lianhu.inbox.models import Item
from lianhu.inbox.rules import Address, Need

BATCH = 500

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the timeline says. `case` is its number, "" for none."""

    case: str
    what: str

    def __str__(self) -> str:
        return f"{self.case}: {self.what}" if self.case else self.what


@dataclass(slots=True)
class Report:
    cases: int = 0
    events: int = 0
    findings: list[Finding] = field(default_factory=list)


def verify(progress: Callable[[int], None] = lambda cases: None) -> Report:
    """Check every case. `progress` hears how many have been checked so far."""
    report = Report()
    last = 0
    while batch := list(Case.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        suspects = []
        for case, events, found in _check(batch):
            report.cases += 1
            report.events += events
            if found:
                suspects.append(case.pk)
        report.findings += _again(suspects)
        progress(report.cases)
    report.findings += _orphans()
    return report


@transaction.atomic
def _again(cases: Sequence[int]) -> list[Finding]:
    if not cases:
        return []
    rows = list(locked().filter(pk__in=cases).order_by("pk"))
    return [Finding(case.number, what) for case, _events, found in _check(rows) for what in found]


def _orphans() -> Iterator[Finding]:
    items = Item.objects.filter(~Exists(Case.objects.filter(pk=OuterRef("ref"))), kind__in=KINDS)
    for item in items.iterator():
        yield Finding("", f"inbox item {item.pk} ({item.key}) belongs to no case")


@dataclass(slots=True)
class _Stay:
    """What the row of a stage must hold, as the events tell it."""

    stage: rules.Stage
    path: tuple[int, ...]
    used_s: int
    closed_at: datetime | None = None


@dataclass(slots=True)
class _Asked:
    """What the row of a consultation must hold."""

    asked: rules.Consultation
    replied: bool = False
    closed_at: datetime | None = None


class _Timeline:
    """The events of a case, folded one by one. Raises whatever folding raises."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.state: rules.State | None = None
        self.stays: dict[int, _Stay] = {}
        self.consultations: dict[int, _Asked] = {}
        for seq, row in enumerate(events, 1):
            if row.seq != seq:
                raise ValueError(f"event {seq} is missing")
            event = rules.Event(
                kind=rules.Kind(row.kind),
                at=row.at,
                actor=row.actor_id,
                desk=row.desk_id,
                data=row.data,
            )
            before: rules.State | None = self.state
            self.state = rules.evolve(before, event)
            self._follow_stage(before, self.state, event)
            self._follow_consultations(self.state, event)

    def _follow_stage(
        self, before: rules.State | None, after: rules.State, event: rules.Event
    ) -> None:
        stage = after.stage
        if before is not None and before.stage is not None:
            left = self.stays[before.stage.number]
            if stage is None or stage.number != before.stage.number:
                left.closed_at, left.used_s = event.at, event.data["used_s"]
        if stage is None:
            return
        if stage.number in self.stays:
            stay = self.stays[stage.number]
            stay.stage, stay.used_s = stage, stage.used_s
        else:
            self.stays[stage.number] = _Stay(stage, after.path, stage.used_s)

    def _follow_consultations(self, after: rules.State, event: rules.Event) -> None:
        still = {row.number: row for row in after.consultations}
        for number, row in still.items():
            known = self.consultations.setdefault(number, _Asked(row))
            known.asked = row
        for number, known in self.consultations.items():
            if number not in still and known.closed_at is None:
                known.closed_at = event.at
                known.replied = event.kind is rules.Kind.CONSULT_REPLIED


def _check(cases: Sequence[Case]) -> Iterator[tuple[Case, int, list[str]]]:
    """Each case with the number of its events and what is wrong with it. Eight queries for all."""
    events = _by_case(Event.objects.order_by("seq"), cases)
    stages = _by_case(Stage.objects.order_by("number"), cases)
    asked = _by_case(Consultation.objects.order_by("number"), cases)
    followers: dict[int, list[int]] = defaultdict(list)
    following = Follower.objects.filter(case__in=[c.pk for c in cases if c.summary_id])
    for case_id, resident in following.order_by("id").values_list("case", "resident"):
        followers[case_id].append(resident)
    seen = _by_case(CaseDesk.objects.all(), cases)
    items: dict[int, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(
        done_at=None, kind__in=KINDS, ref__in=[case.pk for case in cases]
    ):
        items[item.ref].append(item)
    attached: dict[int, list[Attachment]] = defaultdict(list)
    for row in Attachment.objects.filter(words__case__in=cases).select_related("blob"):
        attached[row.words_id].append(row)
    supervision = _Supervision(stages)
    for case in cases:
        pk = case.pk
        try:
            timeline = _Timeline(events[pk])
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            yield case, len(events[pk]), [f"its events do not fold: {error!r}"]
            continue
        if timeline.state is None:
            yield case, 0, ["it has no events"]
            continue
        found = [
            *_wrong_case(case, timeline.state, stages[pk], asked[pk], followers[pk]),
            *_wrong_stages(timeline, stages[pk]),
            *_wrong_consultations(timeline, asked[pk]),
            *_wrong_desks(timeline, seen[pk]),
            *_wrong_items(case, timeline.state, items[pk], supervision),
            *_wrong_attachments(events[pk], attached),
        ]
        yield case, len(events[pk]), found


def _by_case(rows: "QuerySet[Row]", cases: Sequence[Case]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows.filter(case__in=[case.pk for case in cases]):
        found[row.case_id].append(row)  # type: ignore[attr-defined]
    return found


def _wrong_case(
    case: Case,
    state: rules.State,
    stages: Sequence[Stage],
    asked: Sequence[Consultation],
    followers: Sequence[int],
) -> Iterator[str]:
    if not stages:
        yield "it has no stage"
        return
    stored = store.state_of(case, stages[-1], asked, followers)
    for name in (part.name for part in fields(state)):
        if name not in ("stage", "consultations"):  # compared row by row below
            yield from _differs(name, getattr(stored, name), getattr(state, name))


def _wrong_stages(timeline: _Timeline, rows: Sequence[Stage]) -> Iterator[str]:
    yield from _differs("stages", [row.number for row in rows], sorted(timeline.stays))
    for row in rows:
        stay = timeline.stays.get(row.number)
        if stay is None:
            continue
        stage, is_open = stay.stage, stay.closed_at is None
        yield from _differing(
            f"stage {row.number}",
            {
                "desk": (row.desk_id, stage.desk),
                "started_at": (row.started_at, stage.started_at),
                "taken_by": (row.taken_by_id, stage.taken_by),
                "budget_s": (row.budget_s, stage.budget_s),
                "used_s": (row.used_s, stay.used_s),
                "running_since": (row.running_since, stage.running_since if is_open else None),
                "due_at": (row.due_at, stage.due_at if is_open else None),
                "on_behalf": (row.on_behalf, stage.on_behalf),
                "shared_at": (row.shared_at, stage.shared_at),
                "alerted_at": (row.alerted_at, stage.alerted_at),
                "transferred": (row.transferred, stage.transferred),
                "waiting_until": (row.waiting_until, stage.waiting_until if is_open else None),
                "promise_left_s": (row.promise_left_s, stage.promise_left_s if is_open else 0),
                "path": (tuple(row.path), stay.path),
                "closed_at": (row.closed_at, stay.closed_at),
            },
        )


def _wrong_consultations(timeline: _Timeline, rows: Sequence[Consultation]) -> Iterator[str]:
    numbers = [row.number for row in rows]
    yield from _differs("consultations", numbers, sorted(timeline.consultations))
    for row in rows:
        known = timeline.consultations.get(row.number)
        if known is None:
            continue
        yield from _differing(
            f"consultation {row.number}",
            {
                "desk": (row.desk_id, known.asked.desk),
                "asked_by": (row.asked_by_id, known.asked.asked_by),
                "started_at": (row.started_at, known.asked.started_at),
                "due_at": (row.due_at, known.asked.due_at),
                "late": (row.late, known.asked.late),
                "joint": (row.joint, known.asked.joint),
                "replied": (row.reply_id is not None, known.replied),
                "closed_at": (row.closed_at, known.closed_at),
            },
        )


def _wrong_desks(timeline: _Timeline, rows: Sequence[CaseDesk]) -> Iterator[str]:
    been = sorted({stay.stage.desk for stay in timeline.stays.values()})
    yield from _differs("desks it has been at", sorted(row.desk_id for row in rows), been)


def _wrong_items(
    case: Case, state: rules.State, rows: Sequence[Item], supervision: "_Supervision"
) -> Iterator[str]:
    wanted = {
        (need.place, need.kind): (need.due_at, need.hidden_from)
        for need in needs(case.pk, case.asker_id, state, supervision=supervision.of(state))
    }
    open_items = {(_address(row), row.kind): (row.due_at, row.hidden_from_id) for row in rows}
    for (_, who, key), kind in wanted.keys() - open_items.keys():
        yield f"inbox: {kind} item {key} is missing at {who}"
    for (_, who, key), kind in open_items.keys() - wanted.keys():
        yield f"inbox: {kind} item {key} at {who} should be done"
    for place in wanted.keys() & open_items.keys():
        for what, stored, told in zip(
            ("due time", "hidden from"), open_items[place], wanted[place], strict=True
        ):
            yield from _differs(f"inbox: {what} of {place[0][2]}", stored, told)


def _address(item: Item) -> tuple[Address, int, str]:
    for address in Address:
        who = getattr(item, f"{address.value}_id")
        if who is not None:
            return Need(address, who, item.kind, item.key, item.ref).place
    raise ValueError(f"inbox item {item.pk} has no address")


def _wrong_attachments(
    events: Sequence[Event], attached: Mapping[int, Sequence[Attachment]]
) -> Iterator[str]:
    for event in events:
        rows = attached.get(event.words_id or 0, ())
        kinds = Counter(row.blob.kind for row in rows)
        for kind, told in ((Kind.PHOTO, "photos"), (Kind.VOICE, "voice")):
            yield from _differs(
                f"{told} of event {event.seq}", kinds[kind], event.data.get(told, 0)
            )
        for row in rows:
            if not row.blob.kept or not is_whole(row.blob):
                place = f"{row.blob.kind} {row.position + 1} of event {event.seq}"
                yield f"{place}: its file is not there"


class _Supervision:
    """Who hears of alerts of these stages' desks; each desk is looked up once."""

    def __init__(self, stages: Mapping[int, Sequence[Stage]]) -> None:
        alerted = {
            row.desk_id for rows in stages.values() for row in rows if row.alerted_at is not None
        }
        self._desks = {}
        for desk in Desk.objects.select_related("node").filter(pk__in=alerted):
            above = supervision_desk(desk)
            self._desks[desk.pk] = above.pk if above else None

    def of(self, state: rules.State) -> int | None:
        return self._desks.get(state.stage.desk) if state.stage else None


def _differing(where: str, pairs: Mapping[str, tuple[Any, Any]]) -> Iterator[str]:
    for name, (stored, told) in pairs.items():
        yield from _differs(f"{where}, {name}", stored, told)


def _differs(what: str, stored: Any, told: Any) -> Iterator[str]:
    if stored != told:
        yield f"{what}: the table says {stored}, the timeline {told}"
