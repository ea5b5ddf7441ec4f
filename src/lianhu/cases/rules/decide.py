"""Which events a command brings about. Pure: the city comes in as a Setting, time as `now`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any

from lianhu.cases.rules import (
    answering,
    asking,
    clockwork,
    consulting,
    errors,
    moving,
    neighbours,
    together,
)
from lianhu.cases.rules import commands as c
from lianhu.cases.rules.evolve import evolve
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import Events
from lianhu.cases.rules.state import State


def decide(state: State | None, command: c.Command, now: datetime, setting: Setting) -> Events:
    """The events that `command` brings about at `now`, at least one.

    Raises an `errors.Refused` and changes nothing when it cannot be done. Whoever a case is about
    has no part in it, at whatever desk: as if that person served nowhere.
    """
    if isinstance(command, c.Ask):
        if state is not None:
            raise errors.NotNow
        if command.about is not None:
            setting = setting.without(command.about)
        return asking.ask(command, now, setting)
    if state is None:
        raise errors.NotNow
    if state.about is not None:
        if getattr(command, "actor", None) == state.about:
            raise errors.NotHere
        setting = setting.without(state.about)
    return _DECIDE[type(command)](state, command, now, setting)


class Around(Enum):
    """How much of the city has a say in a command: desks, hours, people. Of more, any will do."""

    NOTHING = auto()
    # Where the case is.
    ITS_DESK = auto()
    # The ladder, and the desks that case and command name.
    EVERYTHING = auto()


def looks_around(state: State | None, command: c.Command) -> Around:
    if type(command) in _BY_THE_CASE_ALONE:
        return Around.NOTHING
    if isinstance(command, _BY_ITS_DESK) and state is not None and state.stage is not None:
        return Around.ITS_DESK if command.desk == state.stage.desk else Around.EVERYTHING
    return Around.EVERYTHING


_BY_THE_CASE_ALONE = frozenset(
    {c.Confirm, c.Note, c.MarkConfidential, c.Summarise, c.Follow, c.TakeUp, c.Visited}
)
_BY_ITS_DESK = (c.Take, c.Answer, c.AskResident, c.OnBehalf, c.Extend, c.HandToRoster)


def apply(state: State | None, events: Events) -> State:
    for event in events:
        state = evolve(state, event)
    assert state is not None
    return state


_DECIDE: Mapping[type, Callable[[State, Any, datetime, Setting], Events]] = {
    c.Take: moving.take,
    c.Answer: answering.answer,
    c.PassUp: moving.pass_up,
    c.Return: moving.send_back,
    c.Consult: consulting.consult,
    c.ConsultReply: consulting.consult_reply,
    c.ConsultTransfer: consulting.consult_transfer,
    c.OnBehalf: answering.on_behalf,
    c.FollowUp: asking.follow_up,
    c.Note: answering.note,
    c.Confirm: asking.confirm,
    c.Reopen: asking.reopen,
    c.Transfer: moving.transfer,
    c.Contest: moving.contest,
    c.Joint: consulting.joint,
    c.AskResident: asking.ask_resident,
    c.ResidentReply: asking.resident_reply,
    c.Extend: answering.extend,
    c.HandToRoster: moving.hand_to_roster,
    c.Withdraw: asking.withdraw,
    c.MarkConfidential: asking.mark_confidential,
    c.Merge: together.merge,
    c.Join: together.join,
    c.Split: together.split,
    c.AnswerMerged: together.answer_merged,
    c.Summarise: neighbours.summarise,
    c.Follow: neighbours.follow,
    c.PublishNeed: neighbours.publish_need,
    c.TakeUp: neighbours.take_up,
    c.Visited: neighbours.visited,
    c.ConfirmNeed: neighbours.confirm_need,
    c.TimeOut: clockwork.time_out,
    c.CloseBySilence: clockwork.close_by_silence,
    c.MoveDeadline: clockwork.move_deadline,
}
