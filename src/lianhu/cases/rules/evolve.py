"""Folding events into a state. Needs nothing but the events."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from lianhu.cases.rules.state import (
    CaseClass,
    Consultation,
    Event,
    Kind,
    Reason,
    Stage,
    State,
    Status,
)


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def evolve(state: State | None, event: Event) -> State:
    """Apply one event. The first must be `asked`, and only the first."""
    if state is None:
        if event.kind is not Kind.ASKED:
            raise ValueError(f"a timeline begins with asked, not {event.kind}")
        return _asked(event)
    return _status(replace(_APPLY[event.kind](state, event), seq=state.seq + 1))


def refold(events: Iterable[Event]) -> State:
    state: State | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("a timeline without events")
    return state


def _asked(event: Event) -> State:
    data = event.data
    promise = instant(data["promise_due_at"])
    assert promise is not None
    return State(
        seq=1,
        case_class=CaseClass(data["class"]),
        asked_at=event.at,
        promise_due_at=promise,
        status=Status.ASKED,
        stage=_stage(event),
    )


def _stage(event: Event) -> Stage:
    data: Mapping[str, Any] = event.data["stage"]
    due = instant(data["due_at"])
    return Stage(
        number=data["number"],
        desk=data["desk"],
        started_at=event.at,
        budget_s=data["budget_s"],
        due_at=due,
        running_since=event.at if due is not None else None,
        shared_at=instant(data.get("shared_at")),
    )


def _status(state: State) -> State:
    """The status follows from the rest; it is never set on its own."""
    if state.settled_at is not None:
        status = Status.SETTLED
    elif state.stage is None:
        status = Status.ANSWERED
    elif state.awaited:
        status = Status.CONSULTING
    elif state.stage.on_behalf:
        status = Status.ON_BEHALF
    elif state.stage.taken_by is not None:
        status = Status.TAKEN
    else:
        status = Status.ASKED
    return replace(state, status=status)


def _open_stage(state: State, event: Event) -> Stage:
    if state.stage is None:
        raise ValueError(f"{event.kind} on a case without an open stage")
    return state.stage


def _clock(stage: Stage, event: Event) -> Stage:
    """Set the stage's clock as the event's `clock` says: stopped without a due time."""
    clock = event.data.get("clock")
    if clock is None:
        return stage
    due = instant(clock["due_at"])
    return replace(
        stage,
        used_s=clock["used_s"],
        budget_s=clock["budget_s"],
        due_at=due,
        running_since=event.at if due is not None else None,
    )


def _taken(state: State, event: Event) -> State:
    stage = _open_stage(state, event)
    return replace(state, stage=_clock(replace(stage, taken_by=event.actor), event))


def _moved(state: State, event: Event) -> State:
    _open_stage(state, event)
    stay = event.data["reason"] == Reason.TIMED_OUT
    return replace(
        state,
        stage=_stage(event),
        stages=state.stages + 1,
        path=tuple(event.data["path"]),
        # A case that ran out keeps its late consultations: the reply helps whoever has it now.
        consultations=state.consultations if stay else (),
    )


def _consulted(state: State, event: Event) -> State:
    data = event.data
    due = instant(data["due_at"])
    assert due is not None and event.desk is not None
    asked = Consultation(
        number=data["number"],
        desk=data["department"],
        asked_by=event.desk,
        started_at=event.at,
        due_at=due,
    )
    return replace(
        state,
        stage=_clock(_open_stage(state, event), event),
        consultations=(*state.consultations, asked),
        consulted=state.consulted + 1,
    )


def _consult_replied(state: State, event: Event) -> State:
    number = event.data["number"]
    return replace(
        state,
        stage=_clock(_open_stage(state, event), event),
        consultations=tuple(c for c in state.consultations if c.number != number),
    )


def _consult_late(state: State, event: Event) -> State:
    number = event.data["number"]
    return replace(
        state,
        stage=_clock(_open_stage(state, event), event),
        consultations=tuple(
            replace(c, late=True) if c.number == number else c for c in state.consultations
        ),
    )


def _on_behalf(state: State, event: Event) -> State:
    follow_up = event.data.get("follow_up_on")
    if follow_up is not None:
        state = replace(
            state,
            follow_up_on=date.fromisoformat(follow_up),
            follow_up_by=event.desk,
            follow_up_due_at=instant(event.data["follow_up_due_at"]),
        )
    if state.stage is None:
        return state
    return replace(state, stage=replace(state.stage, on_behalf=True))


def _followed_up(state: State, event: Event) -> State:
    return replace(state, follow_up_on=None, follow_up_by=None, follow_up_due_at=None)


def _noted(state: State, event: Event) -> State:
    return state


def _answered(state: State, event: Event) -> State:
    _open_stage(state, event)
    return replace(
        state, stage=None, consultations=(), answered_by=event.desk, answered_at=event.at
    )


def _settled(state: State, event: Event) -> State:
    return replace(state, settled_at=event.at)


def _reopened(state: State, event: Event) -> State:
    promise = instant(event.data["promise_due_at"])
    assert promise is not None
    return replace(
        state,
        stage=_stage(event),
        stages=state.stages + 1,
        path=tuple(event.data["path"]),
        promise_due_at=promise,
        reopened=state.reopened + 1,
        settled_at=None,
    )


def _alerted(state: State, event: Event) -> State:
    stage = _open_stage(state, event)
    return replace(state, stage=replace(stage, alerted_at=event.at))


_APPLY = {
    Kind.TAKEN: _taken,
    Kind.MOVED: _moved,
    Kind.CONSULTED: _consulted,
    Kind.CONSULT_REPLIED: _consult_replied,
    Kind.CONSULT_LATE: _consult_late,
    Kind.ON_BEHALF: _on_behalf,
    Kind.FOLLOWED_UP: _followed_up,
    Kind.NOTED: _noted,
    Kind.ANSWERED: _answered,
    Kind.SETTLED: _settled,
    Kind.REOPENED: _reopened,
    Kind.ALERTED: _alerted,
}
