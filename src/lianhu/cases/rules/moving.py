"""From desk to desk: up, back, across, and by whoever is free."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.evolve import evolve
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import (
    Events,
    alert,
    arrival,
    held,
    iso,
    landing,
    leaving,
    manned_stay,
    need,
    place_of,
    stay,
    taken_event,
    taker,
    trimmed,
)
from lianhu.cases.rules.state import Event, Kind, Reason, Stage, State


def take(state: State, command: c.Take, now: datetime, setting: Setting) -> Events:
    stage = state.stage
    if stage is None:
        raise errors.NotNow
    if stage.desk == command.desk:
        if taker(stage, place_of(setting, stage.desk), now) is not None:
            raise errors.NotNow
        return (taken_event(state, stage, command.actor, now, setting),)
    return _take_from_below(state, stage, command, now, setting)


def _take_from_below(
    state: State, stage: Stage, command: c.Take, now: datetime, setting: Setting
) -> Events:
    """The roster above takes what the desk below it has not got to, or has handed over."""
    below, above = setting.rung(stage.desk), setting.rung(command.desk)
    if below is None or above != below + 1:
        raise errors.NotHere
    if stage.shared_at is None or now < stage.shared_at or stage.taken_by is not None:
        raise errors.NotHere
    # Whoever takes it is there, whatever the roster says.
    to, due = stay(setting.ladder[above], now, setting, arrival(state, setting, now))
    if due is None:
        raise errors.NobodyOnDuty
    moved = moved_event(state, Reason.ROSTER_TOOK, to, now, setting, actor=command.actor)
    after = evolve(state, moved)
    assert after.stage is not None
    return (moved, taken_event(after, after.stage, command.actor, now, setting))


def hand_to_roster(
    state: State, command: c.HandToRoster, now: datetime, setting: Setting
) -> Events:
    """Above a beat the village sees it too, unless the asker wants it kept in confidence."""
    stage = held(state, command.desk)
    place = place_of(setting, stage.desk)
    shared = place.is_beat and not state.confidential
    is_shared = stage.shared_at is not None and stage.shared_at <= now
    if taker(stage, place, now) is None and (is_shared or not shared):
        raise errors.NotNow
    data = {"shared_at": iso(now if shared else stage.shared_at)}
    return (Event(Kind.HANDED, now, actor=command.actor, desk=command.desk, data=data),)


def moved_event(
    state: State,
    reason: Reason,
    to: Mapping[str, Any],
    now: datetime,
    setting: Setting,
    *,
    skipped: list[int] | None = None,
    actor: int | None = None,
    words: str = "",
) -> Event:
    stage = state.stage
    assert stage is not None
    left = leaving(state, now, setting)
    if reason is Reason.TIMED_OUT:
        left["withdrawn"] = []
    # A desk that it did not belong to is no place to return it to.
    been = state.path if reason is Reason.CONTESTED else (*state.path, stage.desk)
    data = {
        "reason": reason,
        **left,
        "stage": dict(to),
        "path": trimmed(been, to["desk"]),
        "skipped": skipped or [],
    }
    return Event(Kind.MOVED, now, actor=actor, desk=stage.desk, data=data, words=words)


def up(
    state: State,
    reason: Reason,
    now: datetime,
    setting: Setting,
    *,
    actor: int | None = None,
    words: str = "",
) -> Events:
    """To the first manned desk above. Raises NoWayUp at the top."""
    assert state.stage is not None
    rung = setting.rung_above(state.stage.desk)
    if rung is None:
        raise errors.NoWayUp
    to, skipped, unmanned = landing(setting, rung, now, arrival(state, setting, now))
    moved = moved_event(state, reason, to, now, setting, skipped=skipped, actor=actor, words=words)
    return (moved, alert(now, to["desk"], "unmanned")) if unmanned else (moved,)


def pass_up(state: State, command: c.PassUp, now: datetime, setting: Setting) -> Events:
    held(state, command.desk)
    return up(state, Reason.PASSED_UP, now, setting, actor=command.actor, words=command.words)


def send_back(state: State, command: c.Return, now: datetime, setting: Setting) -> Events:
    stage = held(state, command.desk)
    need(command.words)
    if stage.transferred:
        raise errors.ContestIt
    if not state.path:
        raise errors.NoWayBack
    return _to(state, Reason.RETURNED, state.path[-1], command, now, setting)


def transfer(state: State, command: c.Transfer, now: datetime, setting: Setting) -> Events:
    held(state, command.desk)
    need(command.words)
    if command.to == command.desk:
        raise errors.NoSuchDesk
    if command.sure is not None and (state.confidential or state.about is not None):
        raise errors.NotNow
    return _to(state, Reason.TRANSFERRED, command.to, command, now, setting)


def _to(
    state: State,
    reason: Reason,
    desk: int,
    command: c.Return | c.Transfer,
    now: datetime,
    setting: Setting,
) -> Events:
    """To just this desk. Raises NobodyOnDuty."""
    to = manned_stay(place_of(setting, desk), now, setting, arrival(state, setting, now))
    if reason is Reason.TRANSFERRED:
        to["transferred"] = True
    moved = moved_event(state, reason, to, now, setting, actor=command.actor, words=command.words)
    if isinstance(command, c.Transfer) and command.sure is not None:
        moved = replace(moved, data={**moved.data, "sure": command.sure})
    return (moved,)


def contest(state: State, command: c.Contest, now: datetime, setting: Setting) -> Events:
    """The desk above settles it: it handles the case, or says by a transfer who does."""
    stage = held(state, command.desk)
    need(command.words)
    if not stage.transferred:
        raise errors.NotNow
    if command.desk in state.contested:
        raise errors.AlreadyContested
    return up(state, Reason.CONTESTED, now, setting, actor=command.actor, words=command.words)
