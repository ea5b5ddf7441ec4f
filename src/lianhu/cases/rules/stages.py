"""Where a case goes, how long it may stay there, and whose it is."""

from datetime import datetime, timedelta
from typing import Any

from lianhu.cases.rules import errors
from lianhu.cases.rules.commands import Setting
from lianhu.cases.rules.evolve import evolve
from lianhu.cases.rules.promises import MIN_STAGE_S, SHARE_AFTER_S, Promise
from lianhu.cases.rules.state import CaseClass, Event, Kind, Stage, State
from lianhu.grid.rules import Place

Events = tuple[Event, ...]


def landing(
    setting: Setting,
    rung: int,
    now: datetime,
    *,
    case_class: CaseClass,
    promise_due_at: datetime,
    number: int,
) -> tuple[dict[str, Any], list[int], bool]:
    """The stage at the first desk from `rung` up where somebody is on duty before it ends.

    Returns the stage's data, the desks skipped, and whether even the top is unmanned: there the
    case stays all the same, and its supervisor hears of it.
    """
    skipped: list[int] = []
    for place in setting.ladder[rung:]:
        stage, due = stay(
            place,
            now,
            promise=setting.promises[case_class],
            case_class=case_class,
            promise_due_at=promise_due_at,
            number=number,
        )
        manned = due is not None and not place.unmanned(now, due)
        if manned or place is setting.ladder[-1]:
            return stage, skipped, not manned
        skipped.append(place.desk)
    raise errors.NoWayUp


def stay(
    place: Place,
    now: datetime,
    *,
    promise: Promise,
    case_class: CaseClass,
    promise_due_at: datetime,
    number: int,
) -> tuple[dict[str, Any], datetime | None]:
    """The data of a stage that begins at `place` now, and its due time; None if it never opens."""
    budget = budget_for(place, now, promise, promise_due_at)
    due = place.schedule.add(now, budget)
    stage = {"number": number, "desk": place.desk, "budget_s": budget, "due_at": iso(due)}
    if place.is_beat and case_class is CaseClass.QUESTION:
        stage["shared_at"] = iso(place.schedule.add(now, SHARE_AFTER_S))
    return stage, due


def budget_for(place: Place, now: datetime, promise: Promise, promise_due_at: datetime) -> int:
    left = promise_left(place, now, promise_due_at)
    return max(MIN_STAGE_S, min(place.minutes * 60 * promise.pace, left))


def promise_left(place: Place, now: datetime, promise_due_at: datetime) -> int:
    return place.schedule.open_seconds(now, promise_due_at)


def promised(setting: Setting, rung: int, case_class: CaseClass, now: datetime) -> datetime:
    """When an answer is due. A desk that never opens promises by the first above it that does."""
    promise = setting.promises[case_class]
    dues = (promise.due(place.schedule, now) for place in setting.ladder[rung:])
    due = next((due for due in dues if due is not None), None)
    if due is None:
        raise errors.NobodyOnDuty
    return due


def used_seconds(stage: Stage, place: Place, now: datetime) -> int:
    if stage.running_since is None:
        return stage.used_s
    return stage.used_s + place.schedule.open_seconds(stage.running_since, now)


def stopped(stage: Stage, place: Place, now: datetime) -> dict[str, Any]:
    return {"used_s": used_seconds(stage, place, now), "budget_s": stage.budget_s, "due_at": None}


def running(stage: Stage, place: Place, now: datetime, left: int) -> dict[str, Any]:
    """A clock with `left` seconds from now on."""
    used = used_seconds(stage, place, now)
    left = max(MIN_STAGE_S, left)
    # A desk that has closed for good meanwhile: without a due time nothing would move the case on.
    due = place.schedule.add(now, left) or now + timedelta(seconds=left)
    return {"used_s": used, "budget_s": used + left, "due_at": iso(due)}


def resumed(stage: Stage, place: Place, now: datetime, promise_due_at: datetime) -> dict[str, Any]:
    """What was left when the clock stopped; the promise's clock has gone on meanwhile."""
    left = stage.budget_s - used_seconds(stage, place, now)
    return running(stage, place, now, min(left, promise_left(place, now, promise_due_at)))


def iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def alert(now: datetime, desk: int, why: str) -> Event:
    return Event(Kind.ALERTED, now, desk=desk, data={"why": why})


def place_of(setting: Setting, desk: int) -> Place:
    rung = setting.rung(desk)
    if rung is None:
        raise errors.NotHere
    return setting.ladder[rung]


def held(state: State, desk: int) -> Stage:
    """The open stage, if it is at `desk`."""
    if state.stage is None:
        raise errors.NotNow
    if state.stage.desk != desk:
        raise errors.NotHere
    return state.stage


def need(words: str) -> None:
    if not words.strip():
        raise errors.WordsNeeded


def taker(stage: Stage, place: Place, now: datetime) -> int | None:
    """Who has taken the stage: it lapses when that person does not serve there any more."""
    if stage.taken_by is not None and place.roster.has(stage.taken_by, now):
        return stage.taken_by
    return None


def taken_event(state: State, stage: Stage, actor: int, now: datetime, setting: Setting) -> Event:
    data: dict[str, Any] = {}
    if setting.promises[state.case_class].until_taken and stage.running_since is not None:
        place = place_of(setting, stage.desk)
        left = promise_left(place, now, state.promise_due_at)
        data["clock"] = running(stage, place, now, left)
    return Event(Kind.TAKEN, now, actor=actor, desk=stage.desk, data=data)


def take_first(
    state: State, stage: Stage, actor: int, now: datetime, setting: Setting
) -> tuple[State, Events]:
    """Whoever acts on an untaken case takes it by doing so."""
    if stage.taken_by == actor or taker(stage, place_of(setting, stage.desk), now) is not None:
        return state, ()
    taken = taken_event(state, stage, actor, now, setting)
    return evolve(state, taken), (taken,)
