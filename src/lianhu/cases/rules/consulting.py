"""Asking a department for a word while the desk keeps the case."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.promises import MIN_STAGE_S
from lianhu.cases.rules.stages import Events, held, need, place_of, resumed, stopped, take_first
from lianhu.cases.rules.state import Event, Kind, Stage, State
from lianhu.grid.rules import DeskKind


def consult(state: State, command: c.Consult, now: datetime, setting: c.Setting) -> Events:
    stage = held(state, command.desk)
    need(command.words)
    section = setting.departments.get(command.department)
    if section is None or section.kind is not DeskKind.DEPARTMENT:
        raise errors.NotADepartment
    if any(k.desk == command.department for k in state.consultations):
        raise errors.AlreadyAsked
    promise = setting.promises[state.case_class]
    left = section.schedule.open_seconds(now, state.promise_due_at)
    budget = max(MIN_STAGE_S, min(promise.department_minutes * 60, left))
    due = section.schedule.add(now, budget)
    if due is None or section.unmanned(now, due):
        raise errors.NobodyOnDuty
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


def consult_reply(
    state: State, command: c.ConsultReply, now: datetime, setting: c.Setting
) -> Events:
    consultation = state.consultation(command.consultation)
    if consultation is None or state.stage is None:
        raise errors.NotNow
    need(command.words)
    department = setting.departments[consultation.desk]
    data: dict[str, Any] = {
        "number": consultation.number,
        "asked_by": consultation.asked_by,
        "used_s": department.schedule.open_seconds(consultation.started_at, now),
    }
    others = [k for k in state.awaited if k.number != consultation.number]
    if not consultation.late and not others:
        data["clock"] = resumed(
            state.stage, place_of(setting, state.stage.desk), now, state.promise_due_at
        )
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


def consultations_late(
    state: State, stage: Stage, numbers: list[int], now: datetime, setting: c.Setting
) -> Events:
    """The holder's clock goes on once no department is within its own deadline any more."""
    found: list[Event] = []
    for number in numbers:
        state = replace(
            state,
            consultations=tuple(
                replace(k, late=True) if k.number == number else k for k in state.consultations
            ),
        )
        data: dict[str, Any] = {"number": number}
        if not state.awaited:
            data["clock"] = resumed(stage, place_of(setting, stage.desk), now, state.promise_due_at)
        found.append(Event(Kind.CONSULT_LATE, now, data=data))
    return tuple(found)
