"""Where a case goes, how long it may stay there, and whose it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lianhu.cases.rules import errors
from lianhu.cases.rules.evolve import evolve
from lianhu.cases.rules.promises import MIN_STAGE_S, SHARE_AFTER_S, Promise
from lianhu.cases.rules.setting import Setting
from lianhu.cases.rules.state import CaseClass, Event, Kind, Stage, State
from lianhu.grid.rules import DeskKind, Place

Events = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a new stage has to know of its case."""

    case_class: CaseClass
    promise_due_at: datetime
    number: int = 1
    confidential: bool = False


def arrival(state: State, setting: Setting, now: datetime) -> Arrival:
    """For the next stage of a case that moves on as it is."""
    return Arrival(
        state.case_class, promise_now(state, setting, now), state.stages + 1, state.confidential
    )


def landing(
    setting: Setting, rung: int, now: datetime, coming: Arrival
) -> tuple[dict[str, Any], list[int], bool]:
    """The stage at the first desk from `rung` up where somebody is on duty before it ends.

    Returns the stage's data, the desks skipped, and whether even the top is unmanned: there the
    case stays all the same, and its supervisor hears of it.
    """
    skipped: list[int] = []
    for place in setting.ladder[rung:]:
        stage, due = stay(place, now, setting, coming)
        manned = due is not None and not place.unmanned(now, due)
        if manned or place is setting.ladder[-1]:
            return stage, skipped, not manned
        skipped.append(place.desk)
    raise errors.NoWayUp


def manned_stay(place: Place, now: datetime, setting: Setting, coming: Arrival) -> dict[str, Any]:
    """The data of a stage at just this desk. Raises NobodyOnDuty."""
    stage, due = stay(place, now, setting, coming)
    if due is None or place.unmanned(now, due):
        raise errors.NobodyOnDuty
    return stage


def stay(
    place: Place, now: datetime, setting: Setting, coming: Arrival
) -> tuple[dict[str, Any], datetime | None]:
    """The data of a stage that begins at `place` now, and its due time; None if it never opens."""
    promise = setting.promises[coming.case_class]
    budget = budget_for(place, now, promise, coming.promise_due_at)
    due = place.schedule.add(now, budget)
    stage = {"number": coming.number, "desk": place.desk, "budget_s": budget, "due_at": iso(due)}
    if place.is_beat and coming.case_class is CaseClass.QUESTION and not coming.confidential:
        stage["shared_at"] = iso(place.schedule.add(now, SHARE_AFTER_S))
    return stage, due


def budget_for(place: Place, now: datetime, promise: Promise, promise_due_at: datetime) -> int:
    if place.kind is DeskKind.DEPARTMENT:
        usual = promise.department_minutes * 60
    else:
        usual = level_seconds(place, promise)
    return max(MIN_STAGE_S, min(usual, promise_left(place, now, promise_due_at)))


def level_seconds(place: Place, promise: Promise) -> int:
    return place.minutes * 60 * promise.pace


def promise_left(place: Place, now: datetime, promise_due_at: datetime) -> int:
    return place.schedule.open_seconds(now, promise_due_at)


def promise_now(state: State, setting: Setting, now: datetime) -> datetime:
    """When an answer is due. While the resident is waited for, what was left is kept."""
    stage = state.stage
    if stage is None or stage.waiting_until is None:
        return state.promise_due_at
    schedule = place_of(setting, stage.desk).schedule
    left = stage.promise_left_s
    return schedule.add(now, left) or now + timedelta(seconds=left)


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


def leaving(state: State, now: datetime, setting: Setting) -> dict[str, Any]:
    """What an event that ends the open stage tells of it."""
    stage = state.stage
    assert stage is not None
    found: dict[str, Any] = {
        "used_s": used_seconds(stage, place_of(setting, stage.desk), now),
        "withdrawn": [asked.number for asked in state.consultations],
    }
    if stage.waiting_until is not None:
        found["promise_due_at"] = promise_now(state, setting, now).isoformat()
    return found


def iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def alert(now: datetime, desk: int, why: str) -> Event:
    return Event(Kind.ALERTED, now, desk=desk, data={"why": why})


def place_of(setting: Setting, desk: int) -> Place:
    """The desk as it stands in the city. Raises NoSuchDesk for one that the setting lacks."""
    rung = setting.rung(desk)
    if rung is not None:
        return setting.ladder[rung]
    if desk not in setting.beside:
        raise errors.NoSuchDesk
    return setting.beside[desk]


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


def attached(photos: int, voice: int) -> dict[str, int]:
    """What came along with the words of an event: how many, of what there is."""
    return {kind: count for kind, count in (("photos", photos), ("voice", voice)) if count}


def from_book(version: int | None) -> dict[str, int]:
    """What an event says of the text of the book that its words were made from."""
    return {} if version is None else {"version": version}


def trimmed(path: tuple[int, ...], desk: int) -> list[int]:
    """The way to `desk`: where it lies on the path already, the path as far as that."""
    return list(path[: path.index(desk)] if desk in path else path)


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
