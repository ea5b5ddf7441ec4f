"""What holds of every case, at every event and between them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from lianhu.cases import rules
from lianhu.cases.rules import Event, Kind, State, Status
from lianhu.cases.rules.attention import needs
from lianhu.grid.rules import Place
from tests.cases.ladders import NEVER

# Events that may say that an answer is due at another time than was promised: the asker is told.
MAY_PROMISE_ANEW = {
    Kind.REOPENED,
    Kind.EXTENDED,
    Kind.RESIDENT_REPLIED,
    Kind.RESIDENT_SILENT,
    Kind.JOINED,
}
# What puts a stage's end off beyond the promise: its event tells so, and when it is due instead.
PUTS_OFF = {Kind.WAITED_ON, Kind.DEADLINE_MOVED}


def next_due(state: State) -> datetime | None:
    """When the clock has to do something, if nobody else does anything before."""
    if state.status is Status.ANSWERED:
        return state.silence_due_at
    stage = state.stage
    if stage is None:
        return None
    dues = [asked.due_at for asked in state.consultations if not asked.late]
    if stage.waiting_until is not None:
        dues.append(stage.waiting_until)
    if stage.due_at is not None and stage.alerted_at is None:
        dues.append(stage.due_at)
    return min(dues, default=None)


def has_no_answer_to_come(state: State) -> bool:
    """Whether what is handled with this case has to go its own way, as `jobs.hand_on` sees it."""
    helped = state.need is not None and state.need.visited_at is not None
    settled_by_help = state.status is Status.SETTLED and helped
    return state.confidential or state.status is Status.WITHDRAWN or settled_by_help


def decided_alike(
    before: State,
    command: rules.Command,
    now: datetime,
    setting: rules.Setting,
    events: Sequence[Event],
) -> None:
    assert events == rules.decide(before, command, now, setting)
    assert events
    assert all(event.at == now for event in events)
    assert all(event.actor is None or event.actor != before.about for event in events)


def follows(
    before: State, event: Event, after: State, setting: rules.Setting, changed: Collection[int]
) -> None:
    assert after.seq == before.seq + 1
    if after.promise_due_at != before.promise_due_at:
        was_waiting = before.stage is not None and before.stage.waiting_until is not None
        assert event.kind in MAY_PROMISE_ANEW or was_waiting, f"{event.kind} breaks the promise"
        if event.kind is Kind.JOINED:
            assert after.promise_due_at < before.promise_due_at
    if before.stage is not None:
        _used_time(before, event, setting, changed)


def _used_time(
    before: State, event: Event, setting: rules.Setting, changed: Collection[int]
) -> None:
    """What an event says that a stage has used is the open time in which its clock ran."""
    stage = before.stage
    assert stage is not None
    used = event.data.get("clock", event.data).get("used_s")
    if event.kind in (Kind.CONSULT_REPLIED, Kind.CONSULT_LATE) and "clock" not in event.data:
        return  # the department's time
    if used is None:
        return
    assert 0 <= used <= (event.at - stage.started_at).total_seconds()
    if stage.desk in changed:
        return
    schedule = rules.place_of(setting, stage.desk).schedule
    since = stage.running_since
    assert used == stage.used_s + (schedule.open_seconds(since, event.at) if since else 0)
    assert used <= schedule.open_seconds(stage.started_at, event.at)


def always(state: State, setting: rules.Setting) -> None:
    _one_holder(state, setting)
    _clock(state)
    _somebody_hears(state)


def _one_holder(state: State, setting: rules.Setting) -> None:
    at_a_desk = state.status in rules.AT_A_DESK
    assert (state.stage is not None) == at_a_desk
    assert (state.status is Status.MERGED) == (state.merged_into is not None)
    assert (state.status is Status.SETTLED) == (state.settled_at is not None)
    assert (state.status is Status.WITHDRAWN) == (state.withdrawn_at is not None)
    if state.stage is None:
        assert state.consultations == ()
        return
    assert rules.place_of(setting, state.stage.desk)
    assert state.stage.desk not in state.path
    assert len(set(state.path)) == len(state.path)


def _clock(state: State) -> None:
    """It runs to a due time, or stands still for a reason that ends, or somebody was alerted."""
    stage = state.stage
    if stage is None:
        return
    assert (stage.due_at is None) == (stage.running_since is None)
    if state.is_stopped:
        assert stage.due_at is None
    else:
        assert stage.due_at is not None or stage.alerted_at is not None
    assert next_due(state) is not None or stage.alerted_at is not None
    assert stage.used_s >= 0
    assert stage.budget_s >= rules.MIN_STAGE_S or state.extended
    assert stage.promise_left_s >= 0


def _somebody_hears(state: State) -> None:
    found = needs(7, 70, state, supervision=99)
    assert len({need.place for need in found}) == len(found)
    here = {need.who for need in found if need.kind == "case"}
    assert here == ({state.stage.desk} if state.stage else set())
    asked = sorted(need.who for need in found if need.kind == "consultation")
    assert asked == sorted(row.desk for row in state.consultations)
    assert {need.hidden_from for need in found} <= {state.about}
    if state.status is Status.ANSWERED:
        assert any(need.kind == "answer" for need in found)
    if state.status is Status.WAITING:
        assert any(need.kind == "reply" for need in found)


def in_time(
    state: State, events: Sequence[Event], setting: rules.Setting, changed: Collection[int]
) -> None:
    """A stage ends while its desk is open, and not after the promise unless an event says so."""
    stage = state.stage
    if stage is None or stage.due_at is None or stage.running_since is None:
        return
    since, due = stage.running_since, stage.due_at
    assert due - since >= timedelta(seconds=1)
    place: Place = rules.place_of(setting, stage.desk)
    if stage.desk in changed or place.schedule is NEVER:
        return
    assert place.schedule.is_open(due) or place.schedule.is_open(due - timedelta(microseconds=1))
    begun = next(seq for seq, event in enumerate(events) if event.at >= stage.started_at)
    if any(event.kind in PUTS_OFF for event in events[begun:]):
        return
    promised = place.schedule.open_seconds(since, state.promise_due_at)
    assert place.schedule.open_seconds(since, due) <= max(rules.MIN_STAGE_S, promised)
