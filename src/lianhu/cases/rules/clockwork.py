"""What the clock does to a case when nobody else does anything."""

from datetime import datetime

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.consulting import consultations_late
from lianhu.cases.rules.moving import up
from lianhu.cases.rules.promises import MIN_STAGE_S
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import (
    Events,
    alert,
    iso,
    level_seconds,
    place_of,
    promise_left,
    promise_now,
    resumed,
    running,
    used_seconds,
)
from lianhu.cases.rules.state import Door, Event, Kind, Reason, Settled, Stage, State, Status

# Who asked through somebody else is called, and not closed in silence.
CALLED = frozenset({Door.PHONE, Door.OFFICER, Door.PASTE})


def time_out(state: State, command: c.TimeOut, now: datetime, setting: Setting) -> Events:
    stage = state.stage
    if stage is None:
        raise errors.NothingDue
    if stage.waiting_until is not None and stage.waiting_until <= now:
        return (_resident_silent(state, now, setting),)
    late = [k.number for k in state.consultations if not k.late and k.due_at <= now]
    if late:
        return consultations_late(state, late, now, setting)
    if stage.due_at is None or stage.due_at > now or stage.alerted_at is not None:
        raise errors.NothingDue
    if setting.rung_above(stage.desk) is None:
        return (alert(now, stage.desk, "timed_out"),)
    if command.flood and not state.confidential and setting.rung(stage.desk) is not None:
        waited_on = _waited_on(state, stage, now, setting)
        if waited_on is not None:
            return (waited_on,)
    return up(state, Reason.TIMED_OUT, now, setting)


def _resident_silent(state: State, now: datetime, setting: Setting) -> Event:
    """Back to the desk with what it had left."""
    return Event(Kind.RESIDENT_SILENT, now, data=no_longer_waiting(state, now, setting))


def no_longer_waiting(state: State, now: datetime, setting: Setting) -> dict[str, object]:
    """The promise goes on where it stood still, and so does the clock if nothing else stops it."""
    stage = state.stage
    assert stage is not None
    promise_due_at = promise_now(state, setting, now)
    data: dict[str, object] = {"promise_due_at": promise_due_at.isoformat()}
    if not state.awaited:
        data["clock"] = resumed(stage, place_of(setting, stage.desk), now, promise_due_at)
    return data


def _waited_on(state: State, stage: Stage, now: datetime, setting: Setting) -> Event | None:
    """It stays, if somebody is there, for as long as the level above would have had it."""
    rung = setting.rung_above(stage.desk)
    assert rung is not None
    above, place = setting.ladder[rung], place_of(setting, stage.desk)
    left = level_seconds(above, setting.promises[state.case_class])
    due = place.schedule.add(now, left)
    if due is None or place.unmanned(now, due):
        return None
    data = {"above": above.desk, "clock": running(stage, place, now, left)}
    return Event(Kind.WAITED_ON, now, desk=stage.desk, data=data)


def close_by_silence(
    state: State, command: c.CloseBySilence, now: datetime, setting: Setting
) -> Events:
    due = state.silence_due_at
    if state.status is not Status.ANSWERED or due is None or due > now:
        raise errors.NothingDue
    if state.door not in CALLED:
        return (Event(Kind.SETTLED, now, data={"how": Settled.SILENCE}),)
    assert state.answered_by is not None
    schedule = place_of(setting, state.answered_by).schedule
    today = schedule.local_day(now)
    data = {
        "follow_up_on": today.isoformat(),
        "follow_up_due_at": iso(schedule.opening_on(today)),
    }
    return (Event(Kind.CALL_DUE, now, desk=state.answered_by, data=data),)


def move_deadline(state: State, command: c.MoveDeadline, now: datetime, setting: Setting) -> Events:
    """Reckon anew from now on. Nothing is back-dated, and what has run out stays so."""
    stage = state.stage
    if stage is None or stage.due_at is None or stage.alerted_at is not None:
        raise errors.NothingDue
    place = place_of(setting, stage.desk)
    left = stage.budget_s - used_seconds(stage, place, now) + command.lost_s
    if left <= 0 or (stage.due_at <= now and not command.lost_s):
        raise errors.NothingDue
    if not command.lost_s:
        # Past the promise it still has the least that a stage gets.
        left = min(left, max(promise_left(place, now, state.promise_due_at), MIN_STAGE_S))
    due = place.schedule.add(now, left)
    is_top = setting.rung_above(stage.desk) is None
    if not is_top and (due is None or place.unmanned(now, due)):
        return up(state, Reason.UNMANNED, now, setting)
    if due == stage.due_at:
        raise errors.NothingDue
    data = {"clock": running(stage, place, now, left)}
    return (Event(Kind.DEADLINE_MOVED, now, desk=stage.desk, data=data),)
