"""What the asker does, and what is asked of the asker."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.clockwork import no_longer_waiting
from lianhu.cases.rules.promises import REPLY_WITHIN, SILENCE
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import (
    Arrival,
    Events,
    alert,
    attached,
    held,
    landing,
    leaving,
    manned_stay,
    need,
    place_of,
    promise_left,
    promised,
    stopped,
    take_first,
    trimmed,
)
from lianhu.cases.rules.state import Event, Kind, Settled, State, Status


def ask(command: c.Ask, now: datetime, setting: Setting) -> Events:
    if not command.voice:
        need(command.words)
    coming = Arrival(
        command.case_class,
        promised(setting, 0, command.case_class, now),
        confidential=command.confidential,
    )
    stage, skipped, unmanned = _first_stage(command, now, setting, coming)
    data: dict[str, Any] = {
        "class": command.case_class,
        "door": command.door,
        "promise_due_at": coming.promise_due_at.isoformat(),
        "stage": stage,
        "skipped": skipped,
        **attached(command.photos, command.voice),
    }
    if command.confidential:
        data["confidential"] = True
    if command.about is not None:
        data["about"] = command.about
    asked = Event(Kind.ASKED, now, actor=command.actor, data=data, words=command.words)
    return (asked, alert(now, stage["desk"], "unmanned")) if unmanned else (asked,)


def _first_stage(
    command: c.Ask, now: datetime, setting: Setting, coming: Arrival
) -> tuple[dict[str, Any], list[int], bool]:
    """Straight to the department that answers for the topic; without one, or while nobody is on
    duty there, to the beat and up.
    """
    if command.straight is not None:
        try:
            return (
                manned_stay(place_of(setting, command.straight), now, setting, coming),
                [],
                False,
            )
        except errors.NobodyOnDuty:
            pass
    return landing(setting, 0, now, coming)


def ask_resident(state: State, command: c.AskResident, now: datetime, setting: Setting) -> Events:
    """The clocks of stage and promise stop until the reply, three days at most."""
    stage = held(state, command.desk)
    need(command.words)
    if stage.waiting_until is not None:
        raise errors.AlreadyAsked
    state, taken = take_first(state, stage, command.actor, now, setting)
    assert state.stage is not None
    place = place_of(setting, stage.desk)
    asked = Event(
        Kind.RESIDENT_ASKED,
        now,
        actor=command.actor,
        desk=command.desk,
        data={
            "waiting_until": (now + REPLY_WITHIN).isoformat(),
            "promise_left_s": promise_left(place, now, state.promise_due_at),
            "clock": stopped(state.stage, place, now),
        },
        words=command.words,
    )
    return (*taken, asked)


def resident_reply(
    state: State, command: c.ResidentReply, now: datetime, setting: Setting
) -> Events:
    if state.stage is None or state.stage.waiting_until is None:
        raise errors.NotNow
    if command.desk is not None:
        held(state, command.desk)
    if not (command.photos or command.voice):
        need(command.words)
    data = {**no_longer_waiting(state, now, setting), **attached(command.photos, command.voice)}
    replied = Event(
        Kind.RESIDENT_REPLIED,
        now,
        actor=command.actor,
        desk=command.desk,
        data=data,
        words=command.words,
    )
    return (replied,)


def withdraw(state: State, command: c.Withdraw, now: datetime, setting: Setting) -> Events:
    if not state.is_open:
        raise errors.NotNow
    data = leaving(state, now, setting) if state.stage is not None else {}
    return (Event(Kind.WITHDRAWN, now, actor=command.actor, data=data, words=command.words),)


def mark_confidential(
    state: State, command: c.MarkConfidential, now: datetime, setting: Setting
) -> Events:
    if state.confidential:
        raise errors.NotNow
    if command.desk is not None:
        held(state, command.desk)
    return (Event(Kind.MARKED_CONFIDENTIAL, now, actor=command.actor, desk=command.desk),)


def confirm(state: State, command: c.Confirm, now: datetime, setting: Setting) -> Events:
    if state.status is not Status.ANSWERED:
        raise errors.NotNow
    return (Event(Kind.SETTLED, now, actor=command.actor, data={"how": Settled.CONFIRMED}),)


def reopen(state: State, command: c.Reopen, now: datetime, setting: Setting) -> Events:
    """To the desk that answered; the second time one level higher; then to the top.

    The third time the supervisor hears of it as well.
    """
    if state.status not in (Status.ANSWERED, Status.SETTLED) or state.answered_by is None:
        raise errors.NotNow
    times = state.reopened + 1
    rung = _reopened_at(state.answered_by, times, setting)
    coming = Arrival(
        state.case_class,
        promised(setting, rung, state.case_class, now),
        state.stages + 1,
        state.confidential,
    )
    stage, skipped, unmanned = landing(setting, rung, now, coming)
    if times == 1 and setting.rung(state.answered_by) is None:
        try:
            place = place_of(setting, state.answered_by)
            stage, skipped, unmanned = manned_stay(place, now, setting, coming), [], False
        except errors.Refused:
            pass  # whoever is above it has it instead
    reopened = Event(
        Kind.REOPENED,
        now,
        actor=command.actor,
        data={
            "promise_due_at": coming.promise_due_at.isoformat(),
            "stage": stage,
            "path": _path_below(state, stage["desk"], setting),
            "skipped": skipped,
            **attached(command.photos, command.voice),
        },
        words=command.words,
    )
    if unmanned:
        return (reopened, alert(now, stage["desk"], "unmanned"))
    if times > 2:
        return (reopened, alert(now, stage["desk"], "reopened"))
    return (reopened,)


def _reopened_at(answered_by: int, times: int, setting: Setting) -> int:
    """The rung; for an answer from beside the ladder, that above it counts as the first."""
    top = len(setting.ladder) - 1
    answered = setting.rung(answered_by)
    if times > 2:
        return top
    if answered is None:
        above = setting.rung_above(answered_by)
        return top if above is None else above
    return min(top, answered + times - 1)


def _path_below(state: State, desk: int, setting: Setting) -> list[int]:
    """The desks that it has been at on the way up to `desk`, which may lie beside the ladder."""
    landed = setting.rung(desk)
    if landed is None:
        return trimmed(state.path, desk)
    below = {place.desk for place in setting.ladder[:landed]}
    been = (*state.path, *(() if state.answered_by is None else (state.answered_by,)))
    return [been_at for been_at in dict.fromkeys(been) if been_at in below]


def follow_up(state: State, command: c.FollowUp, now: datetime, setting: Setting) -> Events:
    """What the resident said when asked how it went: that may settle the case or open it again."""
    need(command.words)
    if state.follow_up_on is None:
        raise errors.NotNow
    if state.follow_up_by != command.desk:
        raise errors.NotHere
    followed_up = Event(
        Kind.FOLLOWED_UP,
        now,
        actor=command.actor,
        desk=command.desk,
        data=_asked_again(state, command, now),
        words=command.words,
    )
    if command.solved is None:
        return (followed_up,)
    if command.solved:
        if state.status is not Status.ANSWERED:
            return (followed_up,)
        data = {"how": Settled.FOLLOWED_UP}
        return (followed_up, Event(Kind.SETTLED, now, actor=command.actor, data=data))
    after = replace(state, follow_up_on=None, follow_up_by=None, follow_up_due_at=None)
    return (followed_up, *reopen(after, c.Reopen(command.actor), now, setting))


def _asked_again(state: State, command: c.FollowUp, now: datetime) -> dict[str, Any]:
    """Who was called and has not said whether it is solved is called again a week later."""
    left = state.status is Status.ANSWERED and state.silence_due_at is None
    if command.solved is not None or not left:
        return {}
    return {"silence_due_at": (now + SILENCE).isoformat()}
