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
    return _status(replace(FOLDS[event.kind](state, event), seq=state.seq + 1))


def refold(events: Iterable[Event]) -> State:
    state: State | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("a timeline without events")
    return state


def _status(state: State) -> State:
    """The status follows from the rest; it is never set on its own."""
    if state.withdrawn_at is not None:
        status = Status.WITHDRAWN
    elif state.settled_at is not None:
        status = Status.SETTLED
    elif state.merged_into is not None:
        status = Status.MERGED
    elif state.stage is None:
        status = Status.ANSWERED
    elif state.stage.waiting_until is not None:
        status = Status.WAITING
    elif state.awaited:
        status = Status.CONSULTING
    elif state.stage.on_behalf:
        status = Status.ON_BEHALF
    elif state.stage.taken_by is not None:
        status = Status.TAKEN
    else:
        status = Status.ASKED
    return replace(state, status=status)
