"""Folding events into a state. Needs nothing but the events."""

from collections.abc import Iterable
from dataclasses import replace

from lianhu.cases.rules.folds import FOLDS, asked
from lianhu.cases.rules.state import Event, Kind, State, Status


def evolve(state: State | None, event: Event) -> State:
    """Apply one event. The first must be `asked`, and only the first."""
    if state is None:
        if event.kind is not Kind.ASKED:
            raise ValueError(f"a timeline begins with asked, not {event.kind}")
        return asked(event)
    after = FOLDS[event.kind](state, event)
    return replace(after, seq=state.seq + 1, status=_status(after))


def refold(events: Iterable[Event]) -> State:
    state: State | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("a timeline without events")
    return state


def _status(state: State) -> Status:
    """The status follows from the rest; it is never set on its own."""
    if state.withdrawn_at is not None:
        return Status.WITHDRAWN
    if state.settled_at is not None:
        return Status.SETTLED
    if state.merged_into is not None:
        return Status.MERGED
    if state.stage is None:
        return Status.ANSWERED
    if state.stage.waiting_until is not None:
        return Status.WAITING
    if state.awaited:
        return Status.CONSULTING
    if state.stage.on_behalf:
        return Status.ON_BEHALF
    if state.stage.taken_by is not None:
        return Status.TAKEN
    return Status.ASKED
