"""What a desk does with a case that it keeps."""

from datetime import date, datetime, timedelta
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.promises import SILENCE
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import (
    Events,
    attached,
    from_book,
    held,
    iso,
    leaving,
    need,
    place_of,
    promise_left,
    promise_now,
    running,
    stopped,
    take_first,
)
from lianhu.cases.rules.state import Event, Kind, State


def answer(state: State, command: c.Answer, now: datetime, setting: Setting) -> Events:
    stage = held(state, command.desk)
    need(command.words)
    state, taken = take_first(state, stage, command.actor, now, setting)
    answered = Event(
        Kind.ANSWERED,
        now,
        actor=command.actor,
        desk=command.desk,
        data=leaving(state, now, setting)
        | {"silence_due_at": iso(now + SILENCE)}
        | from_book(command.version),
        words=command.words,
        papers=command.papers,
    )
    return (*taken, answered)


def note(state: State, command: c.Note, now: datetime, setting: Setting) -> Events:
    if not (command.photos or command.voice):
        need(command.words)
    if not state.is_open:
        raise errors.NotNow
    if command.desk is not None:
        held(state, command.desk)
    noted = Event(
        Kind.NOTED,
        now,
        actor=command.actor,
        desk=command.desk,
        data=attached(command.photos, command.voice),
        words=command.words,
    )
    return (noted,)


def on_behalf(state: State, command: c.OnBehalf, now: datetime, setting: Setting) -> Events:
    need(command.words)
    data: dict[str, Any] = {}
    if command.follow_up_on is not None:
        schedule = place_of(setting, command.desk).schedule
        if command.follow_up_on < schedule.local_day(now):
            raise errors.DateNeeded
        data = {
            "follow_up_on": command.follow_up_on.isoformat(),
            "follow_up_due_at": iso(schedule.opening_on(command.follow_up_on)),
        }
    taken: Events = ()
    if state.stage is not None:
        stage = held(state, command.desk)
        state, taken = take_first(state, stage, command.actor, now, setting)
    elif state.answered_by != command.desk or state.is_open:
        raise errors.NotHere
    done = Event(
        Kind.ON_BEHALF,
        now,
        actor=command.actor,
        desk=command.desk,
        data=data,
        words=command.words,
    )
    return (*taken, done)


def extendable(state: State, now: datetime, setting: Setting) -> tuple[date, date] | None:
    """The first and the last day that an extension may reach; None if there is no such day."""
    if state.stage is None:
        return None
    schedule = place_of(setting, state.stage.desk).schedule
    promised = max(promise_now(state, setting, now), now)
    latest = schedule.add_working_days(promised, setting.promises[state.case_class].extension_days)
    if latest is None:
        return None
    first, last = schedule.local_day(promised), schedule.local_day(latest)
    while first <= last:
        closing = schedule.closing_on(first)
        if closing is not None and closing > promised:
            return first, last
        first += timedelta(days=1)
    return None


def extend(state: State, command: c.Extend, now: datetime, setting: Setting) -> Events:
    """Once, to the end of a day that is later than what was promised, with the reason."""
    stage = held(state, command.desk)
    need(command.words)
    if state.extended:
        raise errors.AlreadyExtended
    place = place_of(setting, stage.desk)
    due = place.schedule.closing_on(command.until)
    days = extendable(state, now, setting)
    if days is None or due is None or command.until < days[0]:
        raise errors.NotLater
    if command.until > days[1]:
        raise errors.TooFar
    state, taken = take_first(state, stage, command.actor, now, setting)
    assert state.stage is not None
    left = promise_left(place, now, due)
    if state.is_stopped:
        clock = stopped(state.stage, place, now)
        clock["budget_s"] = clock["used_s"] + left
    else:
        clock = running(state.stage, place, now, left)
    data: dict[str, Any] = {"promise_due_at": due.isoformat(), "clock": clock}
    if state.stage.waiting_until is not None:
        data["promise_left_s"] = left
    extended = Event(
        Kind.EXTENDED,
        now,
        actor=command.actor,
        desk=command.desk,
        data=data,
        words=command.words,
    )
    return (*taken, extended)
