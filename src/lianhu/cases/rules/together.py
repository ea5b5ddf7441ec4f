"""Several askers, one answer: cases handled together, and apart again."""

from datetime import datetime
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.promises import SILENCE
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import (
    Arrival,
    Events,
    alert,
    from_book,
    held,
    iso,
    landing,
    leaving,
    need,
    place_of,
    promise_left,
    running,
)
from lianhu.cases.rules.state import Event, Kind, State


def merge(state: State, command: c.Merge, now: datetime, setting: Setting) -> Events:
    """No chains, nothing kept in confidence, and both at one desk."""
    held(state, command.desk)
    other = command.into
    if command.leads or other.merged or not _may_join(state, other, command.desk):
        raise errors.NotTogether
    data = {"into": other.case, **leaving(state, now, setting)}
    return (Event(Kind.MERGED, now, actor=command.actor, desk=command.desk, data=data),)


def _may_join(state: State, other: c.Other, desk: int) -> bool:
    private = state.confidential or state.about is not None or other.confidential
    return other.desk == desk and not private


def join(state: State, command: c.Join, now: datetime, setting: Setting) -> Events:
    """The stricter of both promises holds."""
    stage = held(state, command.desk)
    if command.other.leads or not _may_join(state, command.other, command.desk):
        raise errors.NotTogether
    data: dict[str, Any] = {"other": command.other.case}
    place, due = place_of(setting, stage.desk), command.other.promise_due_at
    if stage.waiting_until is not None:
        left = promise_left(place, now, due)
        data["promise_left_s"] = min(left, stage.promise_left_s)
    elif due < state.promise_due_at:
        data["promise_due_at"] = due.isoformat()
        if stage.due_at is not None and due < stage.due_at:
            data["clock"] = running(stage, place, now, promise_left(place, now, due))
    return (Event(Kind.JOINED, now, actor=command.actor, desk=command.desk, data=data),)


def split(state: State, command: c.Split, now: datetime, setting: Setting) -> Events:
    """Back to the desk where it was merged, with its own promise."""
    desk = state.merged_at
    if desk is None:
        raise errors.NotNow
    if command.desk is not None and command.desk != desk:
        raise errors.NotHere
    rung = setting.rung(desk)
    if rung is None:
        above = setting.rung_above(desk)
        rung = len(setting.ladder) - 1 if above is None else above
    coming = Arrival(state.case_class, state.promise_due_at, state.stages + 1, state.confidential)
    stage, skipped, unmanned = landing(setting, rung, now, coming)
    below = {place.desk for place in setting.ladder[: setting.rung(stage["desk"])]}
    data = {
        "from": state.merged_into,
        "stage": stage,
        "path": [been for been in state.path if been in below],
        "skipped": skipped,
    }
    parted = Event(Kind.SPLIT, now, actor=command.actor, desk=command.desk, data=data)
    return (parted, alert(now, stage["desk"], "unmanned")) if unmanned else (parted,)


def answer_merged(state: State, command: c.AnswerMerged, now: datetime, setting: Setting) -> Events:
    if state.merged_into is None:
        raise errors.NotNow
    need(command.words)
    data = {"from": state.merged_into, "silence_due_at": iso(now + SILENCE)}
    data |= from_book(command.version)
    return (
        Event(
            Kind.ANSWERED,
            now,
            actor=command.actor,
            desk=command.desk,
            data=data,
            words=command.words,
            papers=command.papers,
        ),
    )
