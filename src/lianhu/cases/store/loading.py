"""From tables to rules: states and settings. Many cases with as many statements as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from lianhu.accounts.models import User
from lianhu.cases import rules
from lianhu.cases.models import Case, Consultation, Follower, Stage
from lianhu.grid import store as grid
from lianhu.grid.models import Node, Resident
from lianhu.grid.queries import paths_up
from lianhu.kernel.store import Reading, as_text, join, read


class InForce(NamedTuple):
    """What holds for all cases, as the texts that it is made of: see `kernel.store.as_text`."""

    promises: str
    city: str


@dataclass(slots=True)
class Loaded:
    """A case with the rows that make its state. `last`: its newest stage, open or closed.

    `in_force`: if that was read along.
    """

    case: Case
    last: Stage | None
    consultations: list[Consultation]
    state: rules.State | None
    in_force: InForce | None = None

    @property
    def stage(self) -> Stage | None:
        """The open one."""
        return None if self.last is None or self.last.closed_at is not None else self.last


_CASE = Reading("SELECT {c} FROM cases_case c {which}", c=Case)
_BY_KEY = "WHERE c.id = %s"
_BY_NUMBER = "WHERE c.number = %s"
_BY_FILING = "JOIN cases_filing f ON f.case_id = c.id WHERE c.number = %s AND f.token_id = %s"
_BESIDE = Reading(
    "SELECT {s}, {b}, {r}, {u}, {promises}, {city},"
    " EXISTS (SELECT 1 FROM cases_consultation WHERE case_id = s.case_id)"
    " FROM cases_stage s, grid_node b, grid_resident r"
    " LEFT JOIN accounts_user u ON u.id = r.user_id"
    " WHERE s.case_id = %s AND b.id = %s AND r.id = %s ORDER BY s.number DESC LIMIT 1",
    s=Stage,
    b=(Node, "id path"),
    r=(Resident, "id user_id household_id phone"),
    u=(User, "id language"),
)


def lock(case: int, now: datetime) -> Loaded:
    """One case, locked for writing, with beat, asker and the asker's account joined, as far as
    commands want them.

    Two statements, three if a department was ever asked, one more if the case is public. Raises
    Case.DoesNotExist.
    """
    return _lock(_BY_KEY, [case], now)


def lock_numbered(number: str, now: datetime) -> Loaded:
    """The same by its number."""
    return _lock(_BY_NUMBER, [number], now)


def lock_filed(number: str, token: int, now: datetime) -> Loaded:
    """The same of those alone that were asked with this token."""
    return _lock(_BY_FILING, [number, token], now)


def _lock(which: str, values: Sequence[Any], now: datetime) -> Loaded:
    # Locking comes first and alone: a statement that has waited for a row gets its newest version,
    # but sees all else as it was before it waited. SQLite has locked by BEGIN IMMEDIATE.
    if connection.vendor != "sqlite":
        which += " FOR NO KEY UPDATE OF c"
    found = _CASE.first(values, which=which)
    if found is None:
        raise Case.DoesNotExist
    [row] = found
    parts = {"promises": _promises_as_text(), "city": grid.city_as_text(now)}
    beside = _BESIDE.first([row.pk, row.beat_id, row.asker_id], **parts)
    assert beside is not None
    last, beat, asker, user, *in_force, was_consulted = beside
    join(row, beat=beat, asker=asker)
    join(asker, user=user)
    consultations = list(row.consultations.order_by("number")) if was_consulted else []
    state = state_of(row, last, consultations, _followers([row])[row.pk])
    return Loaded(row, last, consultations, state, InForce(*in_force))


_WITH_STAGE = Reading(
    "SELECT {c}, {s} FROM cases_case c"
    " LEFT JOIN cases_stage s ON s.case_id = c.id AND s.closed_at IS NULL WHERE c.number = %s",
    c=Case,
    s=Stage,
)


def with_stage(number: str) -> tuple[Case, Stage | None] | None:
    """A case with its open stage, if it has one."""
    found = _WITH_STAGE.first([number])
    return None if found is None else (found[0], found[1])


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
    following = _followers(rows)
    return [
        Loaded(
            case,
            last[case.pk],
            asked[case.pk],
            state_of(case, last[case.pk], asked[case.pk], following[case.pk]),
        )
        for case in rows
    ]


def _followers(cases: Iterable[Case]) -> dict[int, list[int]]:
    following: dict[int, list[int]] = defaultdict(list)
    public = [case.pk for case in cases if case.summary_id is not None]
    if public:
        pairs = Follower.objects.filter(case__in=public).order_by("id")
        for case, resident in pairs.values_list("case", "resident"):
            following[case].append(resident)
    return following


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
    [(text,)] = read(f"SELECT {_promises_as_text()}", [])
    return _promises_of(text)


def in_force(now: datetime) -> InForce:
    """One statement."""
    [texts] = read(f"SELECT {_promises_as_text()}, {grid.city_as_text(now)}", [])
    return InForce(*texts)


def _promises_as_text() -> str:
    columns = ("case_class", "minutes", "days", "department_minutes", "pace")
    return as_text(" || ' ' || ".join(columns), "cases_promisetime")


@lru_cache(maxsize=4)
def _promises_of(text: str) -> Mapping[rules.CaseClass, rules.Promise]:
    found = dict(rules.PROMISES)
    for line in text.splitlines():
        name, *numbers = line.split()
        case_class = rules.CaseClass(name)
        minutes, days, department_minutes, pace = map(int, numbers)
        found[case_class] = rules.Promise(
            minutes=minutes,
            days=days,
            department_minutes=department_minutes,
            pace=pace,
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


def setting(loaded: Loaded, command: rules.Command, now: datetime) -> rules.Setting:
    """What `command` is decided in: no more of the city than has a say in it."""
    around = rules.looks_around(loaded.state, command)
    if around is rules.Around.NOTHING:
        return rules.NOWHERE
    if around is rules.Around.ITS_DESK:
        return _its_desk(loaded, now)
    case, named = loaded.case, named_in(loaded.state, command)
    return settings([case], {case.pk: named}, now, loaded.in_force)[case.pk]


def _its_desk(loaded: Loaded, now: datetime) -> rules.Setting:
    assert loaded.stage is not None
    valid = loaded.in_force or in_force(now)
    [standing] = grid.desks([loaded.stage.desk_id], now, grid.city_of(valid.city))
    place = standing.place
    return rules.Setting((), _promises_of(valid.promises), beside={place.desk: place})


def settings(
    cases: Iterable[Case],
    named: Mapping[Any, set[int]],
    now: datetime,
    known: InForce | None = None,
) -> dict[int | None, rules.Setting]:
    """The setting of each case, by key. `named`: the desks that a case names, by case key.

    Two statements whatever the number of cases, one less if it is `known` what is in force, one
    more if a desk lies beside its case's ladder. Give cases with `beat` joined.
    """
    rows, valid = list(cases), known or in_force(now)
    city, promised = grid.city_of(valid.city), _promises_of(valid.promises)
    ways = {case.beat_id: paths_up(case.beat.path) for case in rows}
    on_the_way = grid.desks_of_places(list({p for way in ways.values() for p in way}), now, city)
    by_path = {one.path: one.place for one in on_the_way}
    elsewhere = {desk for wanted in named.values() for desk in wanted}
    elsewhere -= {place.desk for place in by_path.values()}
    standing = {one.place.desk: one for one in on_the_way}
    standing |= {one.place.desk: one for one in grid.desks(list(elsewhere), now, city)}
    found: dict[int | None, rules.Setting] = {}
    for case in rows:
        way = [path for path in ways[case.beat_id] if path in by_path]
        ladder = tuple(by_path[path] for path in way)
        beside = named.get(case.pk, set()) & standing.keys() - {place.desk for place in ladder}
        found[case.pk] = rules.Setting(
            ladder=ladder,
            promises=promised,
            beside={desk: standing[desk].place for desk in beside},
            above={desk: _rung_above(standing[desk].path, way) for desk in beside},
        )
    return found


def _rung_above(path: str, ladder: Sequence[str]) -> int:
    """The lowest rung that is over `path`: a department answers to the place it stands at."""
    over = (n for n, rung in enumerate(ladder) if path.startswith(rung))
    return next(over, len(ladder) - 1)
