"""The rows of a case beside what its timeline tells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from lianhu.cases import rules, store
from lianhu.cases.models import Case, Consultation, Stage
from lianhu.cases.rules.attention import needs
from lianhu.cases.verify.rows import ItemRow, Rows
from lianhu.cases.verify.timeline import Asked, Stay, Timeline
from lianhu.grid.models import Desk
from lianhu.grid.queries import supervision_desk
from lianhu.inbox.rules import Address, Need


class Supervision:
    """Who hears of alerts; each desk is looked up once."""

    def __init__(self) -> None:
        self._desks: dict[int, int | None] = {}

    def of(self, state: rules.State) -> int | None:
        stage = state.stage
        if stage is None or stage.alerted_at is None:
            return None
        if stage.desk not in self._desks:
            above = supervision_desk(Desk.objects.select_related("node").get(pk=stage.desk))
            self._desks[stage.desk] = above.pk if above else None
        return self._desks[stage.desk]


def wrong_rows(
    case: Case, timeline: Timeline, rows: Rows, supervision: Supervision
) -> Iterator[str]:
    state, pk = timeline.state, case.pk
    stages, asked = rows.stages.get(pk, ()), rows.consultations.get(pk, ())
    yield from _wrong_state(case, state, stages, asked, rows.followers.get(pk, ()))
    yield from _wrong_stages(stages, timeline.stays)
    yield from _wrong_consultations(asked, timeline.consultations)
    been = sorted({stay.stage.desk for stay in timeline.stays.values()})
    yield from differs("desks it has been at", sorted(rows.desks.get(pk, ())), been)
    yield from differs("summary", case.summary_id, timeline.summary)
    yield from differs("need", case.need_id, timeline.need)
    yield from _wrong_items(
        rows.items.get(pk, ()), needs(pk, case.asker_id, state, supervision=supervision.of(state))
    )
    if not _goes_on(state):
        yield "it is not over, and nothing will move it on"


def _wrong_state(
    case: Case,
    state: rules.State,
    stages: Sequence[Stage],
    asked: Sequence[Consultation],
    followers: Sequence[int],
) -> Iterator[str]:
    if not stages:
        yield "it has no stage"
        return
    try:
        stored = store.state_of(case, stages[-1], asked, followers)
    except (ValueError, TypeError) as error:
        yield f"its row cannot be read: {error}"
        return
    if stored == state:
        return
    for name in (part.name for part in fields(state)):
        if name not in ("stage", "consultations"):  # compared row by row
            yield from differs(name, getattr(stored, name), getattr(state, name))


_STAGE = (
    "desk_id",
    "started_at",
    "taken_by_id",
    "budget_s",
    "used_s",
    "running_since",
    "due_at",
    "on_behalf",
    "shared_at",
    "alerted_at",
    "transferred",
    "waiting_until",
    "promise_left_s",
    "path",
    "closed_at",
)
_stage_row = attrgetter(*_STAGE)


def _stage(stay: Stay) -> tuple[Any, ...]:
    stage, is_open = stay.stage, stay.closed_at is None
    return (
        stage.desk,
        stage.started_at,
        stage.taken_by,
        stage.budget_s,
        stay.used_s,
        stage.running_since if is_open else None,
        stage.due_at if is_open else None,
        stage.on_behalf,
        stage.shared_at,
        stage.alerted_at,
        stage.transferred,
        stage.waiting_until if is_open else None,
        stage.promise_left_s if is_open else 0,
        list(stay.path),
        stay.closed_at,
    )


_ASKED = (
    "desk_id",
    "asked_by_id",
    "started_at",
    "due_at",
    "late",
    "joint",
    "brief_id",
    "reply_id",
    "closed_at",
)
_asked_row = attrgetter(*_ASKED)


def _asked(known: Asked) -> tuple[Any, ...]:
    asked = known.asked
    return (
        asked.desk,
        asked.asked_by,
        asked.started_at,
        asked.due_at,
        asked.late,
        asked.joint,
        known.brief,
        known.reply,
        known.closed_at,
    )


def _wrong_stages(rows: Sequence[Stage], stays: Mapping[int, Stay]) -> Iterator[str]:
    yield from differs("stages", [row.number for row in rows], sorted(stays))
    for row in rows:
        stay = stays.get(row.number)
        if stay is not None and _stage_row(row) != (wanted := _stage(stay)):
            yield from _wrong_fields(f"stage {row.number}", _STAGE, _stage_row(row), wanted)


def _wrong_consultations(
    rows: Sequence[Consultation], consultations: Mapping[int, Asked]
) -> Iterator[str]:
    yield from differs("consultations", [row.number for row in rows], sorted(consultations))
    for row in rows:
        known = consultations.get(row.number)
        if known is not None and _asked_row(row) != (wanted := _asked(known)):
            where = f"consultation {row.number}"
            yield from _wrong_fields(where, _ASKED, _asked_row(row), wanted)


def _wrong_fields(
    where: str, names: Sequence[str], stored: Sequence[Any], wanted: Sequence[Any]
) -> Iterator[str]:
    for name, *pair in zip(names, stored, wanted, strict=True):
        yield from differs(f"{where}, {name.removesuffix('_id')}", *pair)


def _wrong_items(rows: Sequence[ItemRow], wanted: Iterable[Need]) -> Iterator[str]:
    stored = {_place(row): (row.due_at, row.hidden_from) for row in rows}
    told = {(*need.place, need.kind): (need.due_at, need.hidden_from) for need in wanted}
    if stored == told and len(rows) == len(stored):
        return
    for _address, who, key, kind in told.keys() - stored.keys():
        yield f"inbox: {kind} item {key} is missing at {who}"
    for _address, who, key, kind in stored.keys() - told.keys():
        yield f"inbox: {kind} item {key} at {who} should be done"
    for place in told.keys() & stored.keys():
        for what, *pair in zip(
            ("due time", "hidden from"), stored[place], told[place], strict=True
        ):
            yield from differs(f"inbox: {what} of {place[2]}", *pair)


def _place(row: ItemRow) -> tuple[Address, int, str, str]:
    if row.desk is not None:
        return Address.DESK, row.desk, row.key, row.kind
    if row.person is not None:
        return Address.PERSON, row.person, row.key, row.kind
    assert row.resident is not None  # a constraint: one address
    return Address.RESIDENT, row.resident, row.key, row.kind


def _goes_on(state: rules.State) -> bool:
    """A case at a desk runs out some time, waits for somebody until then, or has alerted; an
    answer is settled in silence or asked after.
    """
    stage = state.stage
    if stage is None:
        left_alone = state.silence_due_at is None and state.follow_up_on is None
        return state.status is not rules.Status.ANSWERED or not left_alone
    return (
        stage.due_at is not None
        or stage.waiting_until is not None
        or stage.alerted_at is not None
        or bool(state.awaited)
    )


def differs(what: str, stored: Any, told: Any) -> Iterator[str]:
    if stored != told:
        yield f"{what}: the table says {stored}, the timeline {told}"
