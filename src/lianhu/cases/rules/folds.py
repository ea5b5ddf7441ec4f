"""What each kind of event does to the state of a case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from lianhu.cases.rules.promises import SILENCE
from lianhu.cases.rules.state import (
    CaseClass,
    Consultation,
    Door,
    Event,
    Kind,
    Need,
    Reason,
    Stage,
    State,
    Status,
)


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def asked(event: Event) -> State:
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
        door=Door(data["door"]),
        confidential=data.get("confidential", False),
        about=data.get("about"),
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
        transferred=data.get("transferred", False),
    )


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


def _promise(state: State, event: Event) -> State:
    """An event may say that an answer is due at another time than was promised before."""
    due = instant(event.data.get("promise_due_at"))
    return state if due is None else replace(state, promise_due_at=due)


def _taken(state: State, event: Event) -> State:
    stage = _open_stage(state, event)
    return replace(state, stage=_clock(replace(stage, taken_by=event.actor), event))


def _moved(state: State, event: Event) -> State:
    left = _open_stage(state, event)
    reason = Reason(event.data["reason"])
    # A case that ran out keeps its late consultations: the reply helps whoever has it now.
    stay = reason is Reason.TIMED_OUT
    contested = (*state.contested, left.desk) if reason is Reason.CONTESTED else state.contested
    return replace(
        _promise(state, event),
        stage=_stage(event),
        stages=state.stages + 1,
        path=tuple(event.data["path"]),
        consultations=state.consultations if stay else (),
        contested=contested,
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
    return replace(
        state,
        follow_up_on=None,
        follow_up_by=None,
        follow_up_due_at=None,
        silence_due_at=instant(event.data.get("silence_due_at")) or state.silence_due_at,
    )


def _noted(state: State, event: Event) -> State:
    return state


def _answered(state: State, event: Event) -> State:
    if state.merged_into is None:
        _open_stage(state, event)
    return replace(
        _promise(state, event),
        stage=None,
        consultations=(),
        merged_into=None,
        merged_at=None,
        answered_by=event.desk,
        answered_at=event.at,
        # Answers of before this was kept say nothing of it.
        silence_due_at=instant(event.data.get("silence_due_at")) or event.at + SILENCE,
    )


def _settled(state: State, event: Event) -> State:
    if state.stage is not None:  # by help that came, at the desk that saw to it
        state = replace(state, answered_by=state.stage.desk, answered_at=event.at)
    return replace(
        _promise(state, event),
        stage=None,
        consultations=(),
        settled_at=event.at,
        silence_due_at=None,
    )


def _reopened(state: State, event: Event) -> State:
    return replace(
        _promise(state, event),
        stage=_stage(event),
        stages=state.stages + 1,
        path=tuple(event.data["path"]),
        reopened=state.reopened + 1,
        settled_at=None,
        silence_due_at=None,
        need=None,
    )


def _alerted(state: State, event: Event) -> State:
    stage = _open_stage(state, event)
    return replace(state, stage=replace(stage, alerted_at=event.at))


def _resident_asked(state: State, event: Event) -> State:
    stage = _clock(_open_stage(state, event), event)
    waiting = replace(
        stage,
        waiting_until=instant(event.data["waiting_until"]),
        promise_left_s=event.data["promise_left_s"],
    )
    return replace(state, stage=waiting)


def _no_longer_waiting(state: State, event: Event) -> State:
    stage = replace(_open_stage(state, event), waiting_until=None, promise_left_s=0)
    return replace(_promise(state, event), stage=_clock(stage, event))


def _extended(state: State, event: Event) -> State:
    return replace(_reckoned(state, event), extended=True)


def _withdrawn(state: State, event: Event) -> State:
    return replace(
        _promise(state, event),
        stage=None,
        consultations=(),
        merged_into=None,
        merged_at=None,
        withdrawn_at=event.at,
    )


def _joint(state: State, event: Event) -> State:
    _open_stage(state, event)
    parts = []
    for part in event.data["parts"]:
        due = instant(part["due_at"])
        assert due is not None
        parts.append(
            Consultation(
                number=part["number"],
                desk=part["desk"],
                asked_by=event.data["lead"],
                started_at=event.at,
                due_at=due,
                joint=True,
            )
        )
    return replace(
        state,
        consultations=(*state.consultations, *parts),
        consulted=state.consulted + len(parts),
    )


def _merged(state: State, event: Event) -> State:
    _open_stage(state, event)
    return replace(
        _promise(state, event),
        stage=None,
        consultations=(),
        merged_into=event.data["into"],
        merged_at=event.desk,
    )


def _reckoned(state: State, event: Event) -> State:
    """The clocks of stage and promise, running or kept, where the event says so."""
    stage = _clock(_open_stage(state, event), event)
    left = event.data.get("promise_left_s", stage.promise_left_s)
    return replace(_promise(state, event), stage=replace(stage, promise_left_s=left))


def _split(state: State, event: Event) -> State:
    return replace(
        state,
        stage=_stage(event),
        stages=state.stages + 1,
        path=tuple(event.data["path"]),
        merged_into=None,
        merged_at=None,
    )


def _marked_confidential(state: State, event: Event) -> State:
    stage = state.stage and replace(state.stage, shared_at=None)
    return replace(state, stage=stage, confidential=True, is_public=False, followers=())


def _handed(state: State, event: Event) -> State:
    stage = _open_stage(state, event)
    shared = instant(event.data["shared_at"])
    return replace(state, stage=replace(stage, taken_by=None, shared_at=shared))


def _summarised(state: State, event: Event) -> State:
    return replace(state, is_public=True)


def _followed(state: State, event: Event) -> State:
    return replace(state, followers=(*state.followers, event.data["resident"]))


def _need_published(state: State, event: Event) -> State:
    return replace(state, need=Need(published_at=event.at))


def _need_taken_up(state: State, event: Event) -> State:
    assert state.need is not None
    return replace(state, need=replace(state.need, taken_up_by=event.actor))


def _need_visited(state: State, event: Event) -> State:
    assert state.need is not None
    return replace(state, need=replace(state.need, visited_at=event.at))


def _call_due(state: State, event: Event) -> State:
    return replace(
        state,
        follow_up_on=date.fromisoformat(event.data["follow_up_on"]),
        follow_up_by=event.desk,
        follow_up_due_at=instant(event.data["follow_up_due_at"]),
        silence_due_at=None,
    )


def _waited_on(state: State, event: Event) -> State:
    """Nobody there has got to it: whoever is free takes it, there or above."""
    stage = _clock(_open_stage(state, event), event)
    return replace(state, stage=replace(stage, taken_by=None, shared_at=event.at))


FOLDS: Mapping[Kind, Callable[[State, Event], State]] = {
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
    Kind.RESIDENT_ASKED: _resident_asked,
    Kind.RESIDENT_REPLIED: _no_longer_waiting,
    Kind.RESIDENT_SILENT: _no_longer_waiting,
    Kind.EXTENDED: _extended,
    Kind.WITHDRAWN: _withdrawn,
    Kind.JOINT: _joint,
    Kind.MERGED: _merged,
    Kind.JOINED: _reckoned,
    Kind.SPLIT: _split,
    Kind.MARKED_CONFIDENTIAL: _marked_confidential,
    Kind.HANDED: _handed,
    Kind.SUMMARISED: _summarised,
    Kind.FOLLOWED: _followed,
    Kind.NEED_PUBLISHED: _need_published,
    Kind.NEED_TAKEN_UP: _need_taken_up,
    Kind.NEED_VISITED: _need_visited,
    Kind.CALL_DUE: _call_due,
    Kind.DEADLINE_MOVED: _reckoned,
    Kind.WAITED_ON: _waited_on,
}
