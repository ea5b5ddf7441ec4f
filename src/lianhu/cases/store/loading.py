"""From tables to rules: states and settings. Many cases with as many statements as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianhu.cases import rules
from lianhu.cases.models import (
    Case,
    Consultation,
    Follower,
    PromiseTime,
    Stage,
)
from lianhu.grid.models import Desk
from lianhu.grid.queries import ladders, places, with_setting


@dataclass(slots=True)
class Loaded:
    """A case with the rows that make its state. `last`: its newest stage, open or closed."""

    case: Case
    last: Stage | None
    consultations: list[Consultation]
    state: rules.State | None


def load(cases: Iterable[Case]) -> list[Loaded]:
    """Two queries for all, three if any is public. Give cases locked, in id order, if they will be
    written.
    """
    rows = list(cases)
    ids = [case.pk for case in rows]
    last: dict[int, Stage] = {}
    for stage in Stage.objects.filter(case__in=ids).order_by("number"):
        last[stage.case_id] = stage
    asked: dict[int, list[Consultation]] = defaultdict(list)
    for consultation in Consultation.objects.filter(case__in=ids).order_by("number"):
        asked[consultation.case_id].append(consultation)
    public = [case.pk for case in rows if case.summary_id is not None]
    following: dict[int, list[int]] = defaultdict(list)
    if public:
        pairs = Follower.objects.filter(case__in=public).order_by("id")
        for case_id, resident in pairs.values_list("case", "resident"):
            following[case_id].append(resident)
    return [
        Loaded(
            case,
            last[case.pk],
            asked[case.pk],
            state_of(case, last[case.pk], asked[case.pk], following[case.pk]),
        )
        for case in rows
    ]


def state_of(
    case: Case, last: Stage, consultations: Sequence[Consultation], followers: Sequence[int] = ()
) -> rules.State:
    return rules.State(
        seq=case.seq,
        case_class=rules.CaseClass(case.case_class),
        asked_at=case.asked_at,
        promise_due_at=case.promise_due_at,
        status=rules.Status(case.status),
        stage=None
        if last.closed_at is not None
        else rules.Stage(
            number=last.number,
            desk=last.desk_id,
            started_at=last.started_at,
            budget_s=last.budget_s,
            due_at=last.due_at,
            running_since=last.running_since,
            used_s=last.used_s,
            taken_by=last.taken_by_id,
            on_behalf=last.on_behalf,
            shared_at=last.shared_at,
            alerted_at=last.alerted_at,
            transferred=last.transferred,
            waiting_until=last.waiting_until,
            promise_left_s=last.promise_left_s,
        ),
        consultations=tuple(
            rules.Consultation(
                number=row.number,
                desk=row.desk_id,
                asked_by=row.asked_by_id,
                started_at=row.started_at,
                due_at=row.due_at,
                late=row.late,
                joint=row.joint,
            )
            for row in consultations
            if row.closed_at is None
        ),
        consulted=len(consultations),
        stages=last.number,
        path=tuple(last.path),
        answered_by=case.answered_by_id,
        answered_at=case.answered_at,
        follow_up_on=case.follow_up_on,
        follow_up_by=case.follow_up_by_id,
        follow_up_due_at=case.follow_up_due_at,
        reopened=case.reopened,
        settled_at=case.settled_at,
        door=rules.Door(case.door),
        confidential=case.confidential,
        about=case.about_id,
        extended=case.extended,
        contested=tuple(case.contested),
        merged_into=case.merged_into_id,
        merged_at=last.desk_id if case.merged_into_id else None,
        is_public=case.summary_id is not None,
        followers=tuple(followers),
        need=None
        if case.need_published_at is None
        else rules.Need(case.need_published_at, case.need_taken_up_by_id, case.need_visited_at),
        withdrawn_at=case.withdrawn_at,
        silence_due_at=case.silence_due_at,
    )


def promises() -> Mapping[rules.CaseClass, rules.Promise]:
    """The promises in force: the standard ones, changed where this place has its own."""
    found = dict(rules.PROMISES)
    for row in PromiseTime.objects.all():
        case_class = rules.CaseClass(row.case_class)
        found[case_class] = rules.Promise(
            minutes=row.minutes,
            days=row.days,
            department_minutes=row.department_minutes,
            pace=row.pace,
            until_taken=found[case_class].until_taken,
        )
    return found


def named_in(state: rules.State | None, command: rules.Command | None = None) -> set[int]:
    """The desks that a case or a command names: some may lie beside the case's ladder."""
    found: set[int | None] = set()
    if state is not None:
        found = {*state.path, state.answered_by, *(row.desk for row in state.consultations)}
        found.add(state.stage.desk if state.stage else None)
    match command:
        case rules.Ask(straight=desk) | rules.Consult(department=desk):
            found.add(desk)
        case rules.Transfer(to=desk) | rules.ConsultTransfer(to=desk):
            found.add(desk)
        case rules.Joint(lead=lead, others=others):
            found |= {lead, *others}
    return {desk for desk in found if desk is not None}


def settings(
    cases: Iterable[Case], named: Mapping[Any, set[int]], now: datetime
) -> dict[int | None, rules.Setting]:
    """The setting of each case, by key. `named`: the desks that a case names, by case key.

    Four queries whatever the number of cases; give cases with `beat` joined.
    """
    rows = list(cases)
    ways = ladders(case.beat for case in rows)
    desks = {desk.pk: desk for way in ways.values() for desk in way}
    elsewhere = {pk for wanted in named.values() for pk in wanted} - desks.keys()
    if elsewhere:
        desks |= {desk.pk: desk for desk in with_setting().filter(pk__in=elsewhere)}
    seen = places(desks.values(), now)
    promised = promises()
    found: dict[int | None, rules.Setting] = {}
    for case in rows:
        way = ways[case.beat_id]
        beside = named.get(case.pk, set()) - {desk.pk for desk in way}
        found[case.pk] = rules.Setting(
            ladder=tuple(seen[desk.pk] for desk in way),
            promises=promised,
            beside={pk: seen[pk] for pk in beside if pk in seen},
            above={pk: _rung_above(desks[pk], way) for pk in beside if pk in seen},
        )
    return found


def _rung_above(desk: Desk, ladder: Sequence[Desk]) -> int:
    """The lowest rung that is over `desk`: a department answers to the place it stands at."""
    over = (n for n, rung in enumerate(ladder) if desk.node.path.startswith(rung.node.path))
    return next(over, len(ladder) - 1)
