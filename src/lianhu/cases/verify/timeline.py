"""The events of a case, folded one by one into all that its rows must hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianhu.cases import rules
from lianhu.cases.rules import Kind
from lianhu.cases.telling import is_told
from lianhu.cases.verify.rows import EventRow


class Broken(Exception):
    """These events are no timeline; the message says why."""


@dataclass(slots=True)
class Stay:
    """What the row of a stage must hold."""

    stage: rules.Stage
    path: tuple[int, ...]
    used_s: int
    closed_at: datetime | None = None
    waits_below: int | None = None


@dataclass(slots=True)
class Asked:
    """What the row of a consultation must hold; `brief` and `reply` are keys of words."""

    asked: rules.Consultation
    brief: int | None
    reply: int | None = None
    closed_at: datetime | None = None


class Timeline:
    """Raises Broken, or whatever folding raises."""

    def __init__(self, rows: Iterable[EventRow]) -> None:
        self.stays: dict[int, Stay] = {}
        self.consultations: dict[int, Asked] = {}
        self.told: list[int] = []  # the numbers of events that the asker hears of
        self.merged: list[int] = []  # the cases it was merged into
        self.joined: list[int] = []  # the cases that were merged into it
        self.summary: int | None = None
        self.need: int | None = None
        state: rules.State | None = None
        last = 0
        for number, row in enumerate(rows, 1):
            if row.seq != number:
                raise Broken(f"event {number} is missing")
            # A timeline is written under a lock, one event after the other.
            if row.pk <= last:
                raise Broken(f"events {number - 1} and {number} have changed places")
            last = row.pk
            event = rules.Event(_KINDS[row.kind], row.at, row.actor, row.desk, row.data)
            before, state = state, rules.evolve(state, event)
            if before is None or before.stage is not state.stage:
                self._follow_stage(before, state, event)
            if before is None or before.consultations is not state.consultations:
                self._follow_consultations(state, event, row.words)
            if event.kind in _OTHERS:
                self._follow_others(event, row.words)
            if is_told(event):
                self.told.append(number)
        if state is None:
            raise Broken("it has no events")
        self.state = state

    @property
    def waits_below(self) -> int | None:
        """A desk that has too much to read, while the case waits for whoever is free."""
        stage = self.state.stage
        return self.stays[stage.number].waits_below if stage else None

    def _follow_stage(
        self, before: rules.State | None, after: rules.State, event: rules.Event
    ) -> None:
        stage = after.stage
        left = before.stage if before else None
        if left is not None and (stage is None or stage.number != left.number):
            stay = self.stays[left.number]
            stay.closed_at, stay.used_s = event.at, event.data["used_s"]
        if stage is None:
            return
        stay = self.stays.get(stage.number) or Stay(stage, after.path, 0)
        self.stays[stage.number] = stay
        stay.stage, stay.used_s = stage, stage.used_s
        if event.kind is Kind.WAITED_ON:
            stay.waits_below = event.data["above"]
        elif event.kind in _WAIT_NO_LONGER:
            stay.waits_below = None

    def _follow_consultations(
        self, after: rules.State, event: rules.Event, words: int | None
    ) -> None:
        still = {row.number: row for row in after.consultations}
        for number, row in still.items():
            known = self.consultations.setdefault(number, Asked(row, words))
            known.asked = row
        for number, known in self.consultations.items():
            if number not in still and known.closed_at is None:
                known.closed_at = event.at
                known.reply = words if event.kind is Kind.CONSULT_REPLIED else None

    def _follow_others(self, event: rules.Event, words: int | None) -> None:
        match event.kind:
            case Kind.MERGED:
                self.merged.append(event.data["into"])
            case Kind.JOINED:
                self.joined.append(event.data["other"])
            case Kind.SUMMARISED:
                self.summary = words
            case Kind.MARKED_CONFIDENTIAL:
                self.summary = None
            case Kind.NEED_PUBLISHED:
                self.need = words
            case Kind.REOPENED:
                self.need = None


_KINDS = {kind.value: kind for kind in Kind}
_WAIT_NO_LONGER = frozenset({Kind.TAKEN, Kind.MARKED_CONFIDENTIAL})
_OTHERS = frozenset(
    {
        Kind.MERGED,
        Kind.JOINED,
        Kind.SUMMARISED,
        Kind.MARKED_CONFIDENTIAL,
        Kind.NEED_PUBLISHED,
        Kind.REOPENED,
    }
)
