"""What others than the asker have to do with a case: those who follow it, those who help."""

from datetime import datetime

from lianhu.cases.rules import commands as c
from lianhu.cases.rules import errors
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.stages import Events, attached, held, leaving, need, take_first
from lianhu.cases.rules.state import CaseClass, Event, Kind, Settled, State


def summarise(state: State, command: c.Summarise, now: datetime, setting: Setting) -> Events:
    held(state, command.desk)
    need(command.words)
    if state.confidential or state.about is not None:
        raise errors.NotNow
    return (
        Event(Kind.SUMMARISED, now, actor=command.actor, desk=command.desk, words=command.words),
    )


def follow(state: State, command: c.Follow, now: datetime, setting: Setting) -> Events:
    if not state.is_public or state.confidential:
        raise errors.NotNow
    if command.own or command.resident in state.followers:
        raise errors.AlreadyFollowed
    data = {"resident": command.resident}
    return (Event(Kind.FOLLOWED, now, actor=command.actor, data=data),)


def publish_need(state: State, command: c.PublishNeed, now: datetime, setting: Setting) -> Events:
    """Also again, when whoever took it up cannot come."""
    stage = held(state, command.desk)
    need(command.words)
    if state.case_class is not CaseClass.MATTER or state.confidential:
        raise errors.NotNow
    if state.need is not None and state.need.visited_at is not None:
        raise errors.NotNow
    if not command.agreed:
        raise errors.NotAgreed
    state, taken = take_first(state, stage, command.actor, now, setting)
    published = Event(
        Kind.NEED_PUBLISHED, now, actor=command.actor, desk=command.desk, words=command.words
    )
    return (*taken, published)


def take_up(state: State, command: c.TakeUp, now: datetime, setting: Setting) -> Events:
    if state.stage is None or state.need is None or state.need.taken_up_by is not None:
        raise errors.NotNow
    return (Event(Kind.NEED_TAKEN_UP, now, actor=command.actor, desk=command.desk),)


def visited(state: State, command: c.Visited, now: datetime, setting: Setting) -> Events:
    if state.stage is None or state.need is None or state.need.visited_at is not None:
        raise errors.NotNow
    if state.need.taken_up_by != command.actor:
        raise errors.NotHere
    if not command.voice:
        need(command.words)
    data = attached(0, command.voice)
    return (Event(Kind.NEED_VISITED, now, actor=command.actor, data=data, words=command.words),)


def confirm_need(state: State, command: c.ConfirmNeed, now: datetime, setting: Setting) -> Events:
    """The help has come: that settles the case."""
    if state.stage is None or state.need is None or state.need.visited_at is None:
        raise errors.NotNow
    data = leaving(state, now, setting) | {"how": Settled.NEED_CONFIRMED}
    return (Event(Kind.SETTLED, now, actor=command.actor, data=data),)
