"""Departments: asked for a word while the desk keeps the case, or handling it together."""

from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.evolve import evolve
from lianhu.cases.rules.moving import moved_event
from lianhu.cases.rules.promises import MIN_STAGE_S
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import (
    Events,
    arrival,
    from_book,
    held,
    iso,
    manned_stay,
    need,
    place_of,
    promise_now,
    resumed,
    stopped,
    take_first,
)
from lianhu.cases.rules.state import Event, Kind, Reason, Stage, State
from lianhu.grid.rules import DeskKind, Place


def consult(state: State, command: c.Consult, now: datetime, setting: Setting) -> Events:
    stage = held(state, command.desk)
    need(command.words)
    section = _department(command.department, setting)
    if any(k.desk == command.department for k in state.consultations):
        raise errors.AlreadyAsked
    due = _due(state, section, now, setting)
    state, taken = take_first(state, stage, command.actor, now, setting)
    assert state.stage is not None
    consulted = Event(
        Kind.CONSULTED,
        now,
        actor=command.actor,
        desk=command.desk,
        data={
            "number": state.consulted + 1,
            "department": command.department,
            "due_at": due.isoformat(),
            "clock": stopped(state.stage, place_of(setting, stage.desk), now),
        },
        words=command.words,
    )
    return (*taken, consulted)


def _department(desk: int, setting: Setting) -> Place:
    section = setting.beside.get(desk)
    if section is None or section.kind is not DeskKind.DEPARTMENT:
        raise errors.NotADepartment
    return section


def _due(state: State, section: Place, now: datetime, setting: Setting) -> datetime:
    """Until when a department has time for its word. Raises NobodyOnDuty."""
    promise = setting.promises[state.case_class]
    left = section.schedule.open_seconds(now, promise_now(state, setting, now))
    due = section.schedule.add(now, max(MIN_STAGE_S, min(promise.department_minutes * 60, left)))
    if due is None or section.unmanned(now, due):
        raise errors.NobodyOnDuty
    return due


def joint(state: State, command: c.Joint, now: datetime, setting: Setting) -> Events:
    """The holder leads, or a department to which the case goes; the others get their part."""
    stage = held(state, command.desk)
    need(command.words)
    parts = [_department(desk, setting) for desk in dict.fromkeys(command.others)]
    if not parts or any(part.desk in (command.lead, command.desk) for part in parts):
        raise errors.NoSuchDesk
    busy = {k.desk for k in state.consultations} if command.lead == command.desk else set()
    if any(part.desk in busy for part in parts):
        raise errors.AlreadyAsked
    first: Events
    if command.lead == command.desk:
        state, first = take_first(state, stage, command.actor, now, setting)
    else:
        lead = _department(command.lead, setting)
        to = manned_stay(lead, now, setting, arrival(state, setting, now))
        moved = moved_event(state, Reason.LEADS, to, now, setting, actor=command.actor)
        state, first = evolve(state, moved), (moved,)
    dues = [iso(_due(state, part, now, setting)) for part in parts]
    asked = Event(
        Kind.JOINT,
        now,
        actor=command.actor,
        desk=command.desk,
        data={
            "lead": command.lead,
            "parts": [
                {"number": number, "desk": part.desk, "due_at": due}
                for number, part, due in zip(count(state.consulted + 1), parts, dues, strict=False)
            ],
        },
        words=command.words,
    )
    return (*first, asked)


def consult_reply(state: State, command: c.ConsultReply, now: datetime, setting: Setting) -> Events:
    consultation = state.consultation(command.consultation)
    if consultation is None or state.stage is None:
        raise errors.NotNow
    need(command.words)
    department = place_of(setting, consultation.desk)
    data: dict[str, Any] = {
        "number": consultation.number,
        "asked_by": consultation.asked_by,
        "used_s": department.schedule.open_seconds(consultation.started_at, now),
    }
    still = tuple(k for k in state.consultations if k.number != consultation.number)
    data |= _clock_goes_on(state, replace(state, consultations=still), now, setting)
    data |= from_book(command.version)
    return (
        Event(
            Kind.CONSULT_REPLIED,
            now,
            actor=command.actor,
            desk=consultation.desk,
            data=data,
            words=command.words,
        ),
    )


def consult_transfer(
    state: State, command: c.ConsultTransfer, now: datetime, setting: Setting
) -> Events:
    """One word for the desk that asked, and its question for the other department, at one instant:
    its clock does not run in between. A part of a joint case is for who leads to give away.
    """
    consultation = state.consultation(command.consultation)
    if consultation is None or state.stage is None or consultation.joint:
        raise errors.NotNow
    need(command.words)
    section = _department(command.to, setting)
    if command.to in (consultation.desk, state.stage.desk):
        raise errors.NoSuchDesk
    if any(k.desk == command.to for k in state.consultations):
        raise errors.AlreadyAsked
    reply = c.ConsultReply(command.actor, command.consultation, command.words)
    replied = consult_reply(state, reply, now, setting)
    for event in replied:
        state = evolve(state, event)
    assert state.stage is not None
    asked = Event(
        Kind.CONSULTED,
        now,
        actor=command.actor,
        desk=consultation.asked_by,
        data={
            "number": state.consulted + 1,
            "department": command.to,
            "due_at": _due(state, section, now, setting).isoformat(),
            "clock": stopped(state.stage, place_of(setting, state.stage.desk), now),
            "passed_on_by": consultation.desk,
        },
        words=command.brief,
    )
    return (*replied, asked)


def _clock_goes_on(before: State, after: State, now: datetime, setting: Setting) -> dict[str, Any]:
    """The holder's clock, once nothing stops it any more."""
    stage: Stage | None = after.stage
    if stage is None or not before.is_stopped or after.is_stopped:
        return {}
    return {"clock": resumed(stage, place_of(setting, stage.desk), now, after.promise_due_at)}


def consultations_late(state: State, numbers: list[int], now: datetime, setting: Setting) -> Events:
    """The holder's clock goes on once no department is within its own deadline any more."""
    found: list[Event] = []
    for number in numbers:
        after = replace(
            state,
            consultations=tuple(
                replace(k, late=True) if k.number == number else k for k in state.consultations
            ),
        )
        data = {"number": number, **_clock_goes_on(state, after, now, setting)}
        found.append(Event(Kind.CONSULT_LATE, now, data=data))
        state = after
    return tuple(found)
