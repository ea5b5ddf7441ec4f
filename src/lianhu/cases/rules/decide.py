"""Which events a command brings about. Pure: the city comes in as a Setting, time as `now`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.consulting import consult, consult_reply, consultations_late
from lianhu.cases.rules.evolve import evolve
from lianhu.cases.rules.stages import (
    Events,
    alert,
    held,
    iso,
    landing,
    need,
    place_of,
    promised,
    stay,
    take_first,
    taken_event,
    taker,
    used_seconds,
)
from lianhu.cases.rules.state import Event, Kind, Reason, Stage, State, Status
from lianhu.grid.rules import Place


def decide(state: State | None, command: c.Command, now: datetime, setting: c.Setting) -> Events:
    """The events that `command` brings about at `now`, at least one.

    Raises an `errors.Refused` and changes nothing when it cannot be done.
    """
    if isinstance(command, c.Ask):
        if state is not None:
            raise errors.NotNow
        return _ask(command, now, setting)
    if state is None:
        raise errors.NotNow
    return _DECIDE[type(command)](state, command, now, setting)


def apply(state: State | None, events: Events) -> State:
    for event in events:
        state = evolve(state, event)
    assert state is not None
    return state


def _ask(command: c.Ask, now: datetime, setting: c.Setting) -> Events:
    need(command.words)
    promise_due_at = promised(setting, 0, command.case_class, now)
    stage, skipped, unmanned = landing(
        setting,
        0,
        now,
        case_class=command.case_class,
        promise_due_at=promise_due_at,
        number=1,
    )
    asked = Event(
        Kind.ASKED,
        now,
        actor=command.actor,
        data={
            "class": command.case_class,
            "door": command.door,
            "promise_due_at": promise_due_at.isoformat(),
            "stage": stage,
            "skipped": skipped,
            **_photos(command),
        },
        words=command.words,
    )
    return (asked, alert(now, stage["desk"], "unmanned")) if unmanned else (asked,)


def _photos(command: c.Ask | c.Note | c.Reopen) -> dict[str, int]:
    """How many photos the words of an event have."""
    return {"photos": command.photos} if command.photos else {}


def _take(state: State, command: c.Take, now: datetime, setting: c.Setting) -> Events:
    stage = state.stage
    if stage is None:
        raise errors.NotNow
    if stage.desk == command.desk:
        if taker(stage, place_of(setting, stage.desk), now) is not None:
            raise errors.NotNow
        return (taken_event(state, stage, command.actor, now, setting),)
    return _take_from_below(state, stage, command, now, setting)


def _take_from_below(
    state: State, stage: Stage, command: c.Take, now: datetime, setting: c.Setting
) -> Events:
    """The roster above takes a question that its officer has not got to."""
    below, above = setting.rung(stage.desk), setting.rung(command.desk)
    if below is None or above != below + 1:
        raise errors.NotHere
    if stage.shared_at is None or now < stage.shared_at or stage.taken_by is not None:
        raise errors.NotHere
    to, due = _next_stay(state, setting.ladder[above], now, setting)
    if due is None:
        raise errors.NobodyOnDuty
    moved = _moved_event(state, Reason.ROSTER_TOOK, to, [], now, setting, actor=command.actor)
    after = evolve(state, moved)
    assert after.stage is not None
    return (moved, taken_event(after, after.stage, command.actor, now, setting))


def _next_stay(
    state: State, place: Place, now: datetime, setting: c.Setting
) -> tuple[dict[str, Any], datetime | None]:
    return stay(
        place,
        now,
        promise=setting.promises[state.case_class],
        case_class=state.case_class,
        promise_due_at=state.promise_due_at,
        number=state.stages + 1,
    )


def _moved_event(
    state: State,
    reason: Reason,
    to: Mapping[str, Any],
    skipped: list[int],
    now: datetime,
    setting: c.Setting,
    *,
    actor: int | None = None,
    words: str = "",
) -> Event:
    stage = state.stage
    assert stage is not None
    path = state.path[:-1] if reason is Reason.RETURNED else (*state.path, stage.desk)
    withdrawn = [] if reason is Reason.TIMED_OUT else [k.number for k in state.consultations]
    return Event(
        Kind.MOVED,
        now,
        actor=actor,
        desk=stage.desk,
        data={
            "reason": reason,
            "used_s": used_seconds(stage, place_of(setting, stage.desk), now),
            "stage": to,
            "path": list(path),
            "skipped": skipped,
            "withdrawn": withdrawn,
        },
        words=words,
    )


def _up(
    state: State,
    reason: Reason,
    now: datetime,
    setting: c.Setting,
    *,
    actor: int | None = None,
    words: str = "",
) -> Events:
    assert state.stage is not None
    rung = setting.rung(state.stage.desk)
    if rung is None or rung + 1 >= len(setting.ladder):
        raise errors.NoWayUp
    to, skipped, unmanned = landing(
        setting,
        rung + 1,
        now,
        case_class=state.case_class,
        promise_due_at=state.promise_due_at,
        number=state.stages + 1,
    )
    moved = _moved_event(state, reason, to, skipped, now, setting, actor=actor, words=words)
    return (moved, alert(now, to["desk"], "unmanned")) if unmanned else (moved,)


def _pass_up(state: State, command: c.PassUp, now: datetime, setting: c.Setting) -> Events:
    held(state, command.desk)
    return _up(state, Reason.PASSED_UP, now, setting, actor=command.actor, words=command.words)


def _return(state: State, command: c.Return, now: datetime, setting: c.Setting) -> Events:
    held(state, command.desk)
    need(command.words)
    if not state.path:
        raise errors.NoWayBack
    place = place_of(setting, state.path[-1])
    to, due = _next_stay(state, place, now, setting)
    if due is None or place.unmanned(now, due):
        raise errors.NobodyOnDuty
    return (
        _moved_event(
            state,
            Reason.RETURNED,
            to,
            [],
            now,
            setting,
            actor=command.actor,
            words=command.words,
        ),
    )


def _on_behalf(state: State, command: c.OnBehalf, now: datetime, setting: c.Setting) -> Events:
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
    elif state.answered_by != command.desk:
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


def _follow_up(state: State, command: c.FollowUp, now: datetime, setting: c.Setting) -> Events:
    need(command.words)
    if state.follow_up_on is None:
        raise errors.NotNow
    if state.follow_up_by != command.desk:
        raise errors.NotHere
    return (
        Event(Kind.FOLLOWED_UP, now, actor=command.actor, desk=command.desk, words=command.words),
    )


def _note(state: State, command: c.Note, now: datetime, setting: c.Setting) -> Events:
    if not command.photos:
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
        data=_photos(command),
        words=command.words,
    )
    return (noted,)


def _answer(state: State, command: c.Answer, now: datetime, setting: c.Setting) -> Events:
    stage = held(state, command.desk)
    need(command.words)
    state, taken = take_first(state, stage, command.actor, now, setting)
    assert state.stage is not None
    answered = Event(
        Kind.ANSWERED,
        now,
        actor=command.actor,
        desk=command.desk,
        data={
            "used_s": used_seconds(state.stage, place_of(setting, stage.desk), now),
            "withdrawn": [k.number for k in state.consultations],
        },
        words=command.words,
        papers=command.papers,
    )
    return (*taken, answered)


def _confirm(state: State, command: c.Confirm, now: datetime, setting: c.Setting) -> Events:
    if state.status is not Status.ANSWERED:
        raise errors.NotNow
    return (Event(Kind.SETTLED, now, actor=command.actor, data={"how": "confirmed"}),)


def _reopen(state: State, command: c.Reopen, now: datetime, setting: c.Setting) -> Events:
    """To the desk that answered; the second time one level higher; then to the top.

    The third time the supervisor hears of it as well.
    """
    if state.status not in (Status.ANSWERED, Status.SETTLED) or state.answered_by is None:
        raise errors.NotNow
    top = len(setting.ladder) - 1
    answered = setting.rung(state.answered_by)
    times = state.reopened + 1
    rung = top if answered is None or times > 2 else min(top, answered + times - 1)
    promise_due_at = promised(setting, rung, state.case_class, now)
    stage, skipped, unmanned = landing(
        setting,
        rung,
        now,
        case_class=state.case_class,
        promise_due_at=promise_due_at,
        number=state.stages + 1,
    )
    landed = setting.rung(stage["desk"])
    assert landed is not None
    below = {place.desk for place in setting.ladder[:landed]}
    been = (*state.path, state.answered_by)
    reopened = Event(
        Kind.REOPENED,
        now,
        actor=command.actor,
        data={
            "promise_due_at": promise_due_at.isoformat(),
            "stage": stage,
            "path": [desk for desk in been if desk in below],
            "skipped": skipped,
            **_photos(command),
        },
        words=command.words,
    )
    if unmanned:
        return (reopened, alert(now, stage["desk"], "unmanned"))
    if times > 2:
        return (reopened, alert(now, stage["desk"], "reopened"))
    return (reopened,)


def _time_out(state: State, command: c.TimeOut, now: datetime, setting: c.Setting) -> Events:
    stage = state.stage
    if stage is None:
        raise errors.NothingDue
    late = [k for k in state.awaited if k.due_at <= now]
    if late:
        return consultations_late(state, stage, [k.number for k in late], now, setting)
    if stage.due_at is None or stage.due_at > now or stage.alerted_at is not None:
        raise errors.NothingDue
    if stage.desk == setting.ladder[-1].desk:
        return (alert(now, stage.desk, "timed_out"),)
    return _up(state, Reason.TIMED_OUT, now, setting)


_DECIDE: Mapping[type, Callable[[State, Any, datetime, c.Setting], Events]] = {
    c.Take: _take,
    c.Answer: _answer,
    c.PassUp: _pass_up,
    c.Return: _return,
    c.Consult: consult,
    c.ConsultReply: consult_reply,
    c.OnBehalf: _on_behalf,
    c.FollowUp: _follow_up,
    c.Note: _note,
    c.Confirm: _confirm,
    c.Reopen: _reopen,
    c.TimeOut: _time_out,
}
