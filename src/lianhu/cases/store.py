"""Between tables and rules: loading states and settings, writing what was decided.

Loads and writes many cases with as many statements as one.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianhu.cases import rules
from lianhu.cases.models import (
    Attachment,
    Case,
    CaseDesk,
    Consultation,
    Event,
    PromiseTime,
    Stage,
    Words,
)
from lianhu.cases.rules.attention import needs
from lianhu.files.models import Blob
from lianhu.files.services import keep
from lianhu.grid.models import Desk
from lianhu.grid.queries import ladders, places, supervision_desk, with_setting
from lianhu.inbox.services import Transition


@dataclass(slots=True)
class Loaded:
    """A case with the rows that make its state. `last`: its newest stage, open or closed."""

    case: Case
    last: Stage | None
    consultations: list[Consultation]
    state: rules.State | None


@dataclass(frozen=True, slots=True)
class Change:
    """`photos` belong to the words of the event that counts them."""

    loaded: Loaded
    events: Sequence[rules.Event]
    after: rules.State
    photos: Sequence[Blob] = ()


def load(cases: Iterable[Case]) -> list[Loaded]:
    """Two queries for all. Give cases locked, in id order, if they will be written."""
    rows = list(cases)
    ids = [case.pk for case in rows]
    last: dict[int, Stage] = {}
    for stage in Stage.objects.filter(case__in=ids).order_by("number"):
        last[stage.case_id] = stage
    asked: dict[int, list[Consultation]] = defaultdict(list)
    for consultation in Consultation.objects.filter(case__in=ids).order_by("number"):
        asked[consultation.case_id].append(consultation)
    return [
        Loaded(case, last[case.pk], asked[case.pk], state_of(case, last[case.pk], asked[case.pk]))
        for case in rows
    ]


def state_of(case: Case, last: Stage, consultations: Sequence[Consultation]) -> rules.State:
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
        ),
        consultations=tuple(
            rules.Consultation(
                number=row.number,
                desk=row.desk_id,
                asked_by=row.asked_by_id,
                started_at=row.started_at,
                due_at=row.due_at,
                late=row.late,
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


def settings(
    cases: Iterable[Case], departments: Mapping[int, set[int]], now: datetime
) -> dict[int | None, rules.Setting]:
    """The setting of each case, by key. `departments`: desks besides the ladder, by case key.

    Four queries whatever the number of cases; give cases with `beat` joined.
    """
    rows = list(cases)
    ways = ladders(case.beat for case in rows)
    desks = {desk.pk: desk for way in ways.values() for desk in way}
    beside = {pk for wanted in departments.values() for pk in wanted} - desks.keys()
    if beside:
        desks |= {desk.pk: desk for desk in with_setting().filter(pk__in=beside)}
    seen = places(desks.values(), now)
    promised = promises()
    return {
        case.pk: rules.Setting(
            ladder=tuple(seen[desk.pk] for desk in ways[case.beat_id]),
            promises=promised,
            departments={pk: seen[pk] for pk in departments.get(case.pk or 0, ()) if pk in seen},
        )
        for case in rows
    }


def save(changes: Sequence[Change], now: datetime) -> list[Transition]:
    """Write events, words and the rows they fold to; return what it means for inboxes."""
    words = _save_events(changes)
    for change in changes:
        _case_row(change)
        # One by one: bulk_update's CASE expressions cost more than they save, at 200 rows too.
        change.loaded.case.save(update_fields=_CASE_FIELDS)
    _save_stages(changes, now)
    _save_consultations(changes, words, now)
    return _transitions(changes)


_CASE_FIELDS = (
    "status",
    "seq",
    "promise_due_at",
    "answered_by",
    "answered_at",
    "settled_at",
    "follow_up_on",
    "follow_up_by",
    "follow_up_due_at",
    "reopened",
)


def _case_row(change: Change) -> None:
    case, state = change.loaded.case, change.after
    case.status = state.status
    case.seq = state.seq
    case.promise_due_at = state.promise_due_at
    case.answered_by_id = state.answered_by
    case.answered_at = state.answered_at
    case.settled_at = state.settled_at
    case.follow_up_on = state.follow_up_on
    case.follow_up_by_id = state.follow_up_by
    case.follow_up_due_at = state.follow_up_due_at
    case.reopened = state.reopened


def _save_events(changes: Sequence[Change]) -> dict[tuple[int, int], Words]:
    """Returns the words written, by (case, seq)."""
    words: dict[tuple[int, int], Words] = {}
    attached: list[Attachment] = []
    rows = []
    for change in changes:
        case = change.loaded.case
        first = change.after.seq - len(change.events) + 1
        for seq, event in enumerate(change.events, first):
            photos = change.photos if event.data.get("photos") else ()
            if event.words or event.papers or photos:
                papers = json.dumps(list(event.papers), ensure_ascii=False) if event.papers else ""
                said = Words(case=case, body=event.words, papers=papers)
                words[case.pk, seq] = said
                attached += [
                    Attachment(words=said, blob=b, position=n) for n, b in enumerate(photos)
                ]
            rows.append((case, seq, event))
    Words.objects.bulk_create(words.values())
    if attached:
        keep([attachment.blob for attachment in attached])
        Attachment.objects.bulk_create(attached)
    Event.objects.bulk_create(
        [
            Event(
                case=case,
                seq=seq,
                kind=event.kind,
                actor_id=event.actor,
                desk_id=event.desk,
                data=dict(event.data),
                words=words.get((case.pk, seq)),
                at=event.at,
            )
            for case, seq, event in rows
        ]
    )
    return words


_STAGE_FIELDS = (
    "taken_by",
    "budget_s",
    "used_s",
    "running_since",
    "due_at",
    "on_behalf",
    "alerted_at",
    "closed_at",
)


def _save_stages(changes: Sequence[Change], now: datetime) -> None:
    updated, created, seen = [], [], []
    for change in changes:
        last, stage = change.loaded.last, change.after.stage
        if last is not None and (stage is None or stage.number != last.number):
            if last.closed_at is None:
                closing, used_s = _as_it_closed(change)
                last.taken_by_id = closing.taken_by
                last.budget_s = closing.budget_s
                last.used_s = used_s
                last.running_since = last.due_at = None
                last.closed_at = now
                updated.append(last)
            last = None
        if stage is None:
            continue
        if last is None:
            last = Stage(
                case=change.loaded.case,
                number=stage.number,
                desk_id=stage.desk,
                started_at=stage.started_at,
                shared_at=stage.shared_at,
                path=list(change.after.path),
            )
            created.append(last)
            seen.append(CaseDesk(case=change.loaded.case, desk_id=stage.desk))
        else:
            updated.append(last)
        last.taken_by_id = stage.taken_by
        last.budget_s = stage.budget_s
        last.used_s = stage.used_s
        last.running_since = stage.running_since
        last.due_at = stage.due_at
        last.on_behalf = stage.on_behalf
        last.alerted_at = stage.alerted_at
    # Closing comes first: a case has one open stage at a time.
    for row in updated:
        row.save(update_fields=_STAGE_FIELDS)
    Stage.objects.bulk_create(created)
    CaseDesk.objects.bulk_create(seen, ignore_conflicts=True)


def _as_it_closed(change: Change) -> tuple[rules.Stage, int]:
    """The stage that these events close, as it was just before, and the seconds it has used.

    Whoever answers an untaken case takes it by that, so the row alone does not know.
    """
    state = change.loaded.state
    for event in change.events:
        assert state is not None and state.stage is not None
        after = rules.evolve(state, event)
        if after.stage is None or after.stage.number != state.stage.number:
            return state.stage, int(event.data["used_s"])
        state = after
    raise AssertionError("no event closes the stage")


def _save_consultations(
    changes: Sequence[Change], words: Mapping[tuple[int, int], Words], now: datetime
) -> None:
    updated, created = [], []
    for change in changes:
        case, state = change.loaded.case, change.after
        still = {row.number: row for row in state.consultations}
        replies = _words_of(change, words, rules.Kind.CONSULT_REPLIED)
        for row in change.loaded.consultations:
            if row.closed_at is not None:
                continue
            if row.number not in still:
                row.closed_at = now
                row.reply = replies.get(row.number)
                updated.append(row)
            elif row.late != still[row.number].late:
                row.late = True
                updated.append(row)
        briefs = _words_of(change, words, rules.Kind.CONSULTED)
        created += [
            Consultation(
                case=case,
                number=number,
                desk_id=still[number].desk,
                asked_by_id=still[number].asked_by,
                brief=brief,
                started_at=still[number].started_at,
                due_at=still[number].due_at,
            )
            for number, brief in briefs.items()
        ]
    for row in updated:
        row.save(update_fields=["late", "closed_at", "reply"])
    Consultation.objects.bulk_create(created)


def _words_of(
    change: Change, words: Mapping[tuple[int, int], Words], kind: rules.Kind
) -> dict[int, Words]:
    """What these events say, by number of the consultation."""
    first = change.after.seq - len(change.events) + 1
    return {
        int(event.data["number"]): words[change.loaded.case.pk, seq]
        for seq, event in enumerate(change.events, first)
        if event.kind is kind
    }


def _transitions(changes: Sequence[Change]) -> list[Transition]:
    found = []
    for change in changes:
        case, before, after = change.loaded.case, change.loaded.state, change.after
        alerted = [s for s in (before, after) if s and s.stage and s.stage.alerted_at]
        desk = None
        if alerted and alerted[0].stage is not None:
            desk = supervision_desk(
                Desk.objects.select_related("node").get(pk=alerted[0].stage.desk)
            )
        supervision = desk.pk if desk else None
        found.append(
            Transition(
                before=frozenset()
                if before is None
                else needs(case.pk, case.asker_id, before, supervision=supervision),
                after=needs(case.pk, case.asker_id, after, supervision=supervision),
            )
        )
    return found
