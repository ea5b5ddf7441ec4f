"""From rules to tables: what was decided. Many cases with as many statements as one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lianhu.cases import rules
from lianhu.cases.models import (
    Attachment,
    Case,
    CaseDesk,
    CaseItem,
    Consultation,
    Event,
    Follower,
    Stage,
    Words,
)
from lianhu.cases.rules.attention import needs
from lianhu.cases.store.loading import Loaded
from lianhu.files.models import Blob
from lianhu.files.services import keep
from lianhu.grid.models import Desk
from lianhu.grid.queries import supervision_desk
from lianhu.inbox.services import Transition
from lianhu.kernel.store import insert, insert_later, update_later
from lianhu.knowledge.models import ItemVersion


@dataclass(frozen=True, slots=True)
class Step:
    """One event with the states around it."""

    seq: int
    before: rules.State | None
    event: rules.Event
    after: rules.State


@dataclass(frozen=True, slots=True)
class Change:
    """What one command, or several one after the other, made of a case.

    `attached` belong to the words of the event that counts them.
    """

    loaded: Loaded
    events: Sequence[rules.Event]
    after: rules.State
    attached: Sequence[Blob] = ()

    @property
    def first(self) -> int:
        """The number of the first of these events."""
        return self.after.seq - len(self.events) + 1

    def steps(self) -> Iterator[Step]:
        before = self.loaded.state
        for seq, event in enumerate(self.events, self.first):
            after = self.after if seq == self.after.seq else rules.evolve(before, event)
            yield Step(seq, before, event, after)
            before = after


def add(case: Case, state: rules.State) -> bool:
    """Write the row of a new case; False, and nothing, if its number or token is taken."""
    fill(case, state)
    return insert([case], once=True) == 1


def save(changes: Sequence[Change]) -> list[Transition]:
    """Write events, words and the rows they fold to; return what it means for inboxes.

    A new case was `add`ed before, or created after it was `fill`ed.
    """
    words = _save_events(changes)
    for change in changes:
        case = change.loaded.case
        was = _values(case, _CASE_COLUMNS)
        fill(case, change.after)
        _public_words(change, words)
        # One by one: bulk_update's CASE expressions cost more than they save, at 200 rows too.
        update_later(case, _changed(case, was))
    steps = [list(change.steps()) for change in changes]
    _save_stages(changes, steps)
    _save_consultations(changes, steps, words)
    _save_followers(changes)
    _save_items(changes)
    return _transitions(changes)


_CASE_COLUMNS = (
    "status",
    "seq",
    "promise_due_at",
    "answered_by_id",
    "answered_at",
    "settled_at",
    "follow_up_on",
    "follow_up_by_id",
    "follow_up_due_at",
    "reopened",
    "confidential",
    "about_id",
    "extended",
    "contested",
    "merged_into_id",
    "withdrawn_at",
    "silence_due_at",
    "summary_id",
    "need_id",
    "need_published_at",
    "need_taken_up_by_id",
    "need_visited_at",
)


def _values(row: Case | Stage, columns: Sequence[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in columns}


def _changed(row: Case | Stage, was: Mapping[str, object]) -> list[str]:
    return [name for name, value in was.items() if getattr(row, name) != value]


def fill(case: Case, state: rules.State) -> None:
    """Let the row say what the state does, but for words."""
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
    case.confidential = state.confidential
    case.about_id = state.about
    case.extended = state.extended
    case.contested = list(state.contested)
    case.merged_into_id = state.merged_into
    case.withdrawn_at = state.withdrawn_at
    case.silence_due_at = state.silence_due_at
    need = state.need
    case.need_published_at = need.published_at if need else None
    case.need_taken_up_by_id = need.taken_up_by if need else None
    case.need_visited_at = need.visited_at if need else None


def _public_words(change: Change, words: Mapping[tuple[int, int], Words]) -> None:
    """What others than the asker may read of a case: the latest of each kind."""
    case = change.loaded.case
    for seq, event in enumerate(change.events, change.first):
        if event.kind is rules.Kind.SUMMARISED:
            case.summary = words[case.pk, seq]
        elif event.kind is rules.Kind.NEED_PUBLISHED:
            case.need = words[case.pk, seq]
    if not change.after.is_public:
        case.summary = None
    if change.after.need is None:
        case.need = None


def _save_events(changes: Sequence[Change]) -> dict[tuple[int, int], Words]:
    """Returns the words written, by (case, seq)."""
    words: dict[tuple[int, int], Words] = {}
    attached: list[Attachment] = []
    rows = []
    for change in changes:
        case = change.loaded.case
        for seq, event in enumerate(change.events, change.first):
            blobs = change.attached if rules.attachments(event.data) else ()
            if event.words or event.papers or blobs:
                papers = json.dumps(list(event.papers), ensure_ascii=False) if event.papers else ""
                said = Words(case_id=case.pk, body=event.words, papers=papers)
                words[case.pk, seq] = said
                attached += [
                    Attachment(words=said, blob=b, position=n) for n, b in enumerate(blobs)
                ]
            rows.append((case.pk, seq, event))
    insert(list(words.values()))
    if attached:
        keep([attachment.blob for attachment in attached])
        Attachment.objects.bulk_create(attached)
    insert_later(
        [
            Event(
                case_id=case,
                seq=seq,
                kind=event.kind,
                actor_id=event.actor,
                desk_id=event.desk,
                data=dict(event.data),
                words_id=words[case, seq].pk if (case, seq) in words else None,
                at=event.at,
            )
            for case, seq, event in rows
        ]
    )
    return words


_STAGE_COLUMNS = (
    "taken_by_id",
    "budget_s",
    "used_s",
    "running_since",
    "due_at",
    "on_behalf",
    "shared_at",
    "alerted_at",
    "waiting_until",
    "promise_left_s",
    "closed_at",
)


def _save_stages(changes: Sequence[Change], steps: Sequence[Sequence[Step]]) -> None:
    updated: list[tuple[Stage, dict[str, object]]] = []
    created, seen = [], []
    for change, taken in zip(changes, steps, strict=True):
        case, row = change.loaded.case.pk, change.loaded.last
        if row is not None and row.closed_at is None:
            updated.append((row, _values(row, _STAGE_COLUMNS)))
        for step in taken:
            before = step.before.stage if step.before else None
            stage = step.after.stage
            if before is not None and (stage is None or stage.number != before.number):
                assert row is not None
                _close(row, before, step.event)
            if stage is None:
                continue
            if row is None or row.number != stage.number:
                row = Stage(
                    case_id=case,
                    number=stage.number,
                    desk_id=stage.desk,
                    started_at=stage.started_at,
                    transferred=stage.transferred,
                    path=list(step.after.path),
                )
                created.append(row)
                seen.append(CaseDesk(case_id=case, desk_id=stage.desk))
            _fill_stage(row, stage)
    # Closing comes first: a case has one open stage at a time.
    for row, was in updated:
        update_later(row, _changed(row, was))
    insert_later(created)
    insert_later(seen, once=True)


def _fill_stage(row: Stage, stage: rules.Stage) -> None:
    row.taken_by_id = stage.taken_by
    row.budget_s = stage.budget_s
    row.used_s = stage.used_s
    row.running_since = stage.running_since
    row.due_at = stage.due_at
    row.on_behalf = stage.on_behalf
    row.shared_at = stage.shared_at
    row.alerted_at = stage.alerted_at
    row.waiting_until = stage.waiting_until
    row.promise_left_s = stage.promise_left_s


def _close(row: Stage, stage: rules.Stage, event: rules.Event) -> None:
    """As it was just before, with the seconds that it has used."""
    _fill_stage(row, stage)
    row.used_s = int(event.data["used_s"])
    row.running_since = row.due_at = row.waiting_until = None
    row.promise_left_s = 0
    row.closed_at = event.at


def _save_consultations(
    changes: Sequence[Change],
    steps: Sequence[Sequence[Step]],
    words: Mapping[tuple[int, int], Words],
) -> None:
    changed: list[Consultation] = []
    for change, taken in zip(changes, steps, strict=True):
        case = change.loaded.case
        rows = {row.number: row for row in change.loaded.consultations if row.closed_at is None}
        for step in taken:
            asked = {found.number: found for found in step.after.consultations}
            said = words.get((case.pk, step.seq))
            for number in sorted(rows.keys() - asked.keys()):
                row = rows.pop(number)
                row.closed_at = step.event.at
                row.reply = said if step.event.kind is rules.Kind.CONSULT_REPLIED else None
                changed.append(row)
            for number in sorted(asked.keys() - rows.keys()):
                rows[number] = _consultation(case, asked[number], said)
                changed.append(rows[number])
            for number, row in rows.items():
                if row.late != asked[number].late:
                    row.late = asked[number].late
                    changed.append(row)
    for row in {row.pk: row for row in changed if row.pk}.values():
        row.save(update_fields=["late", "closed_at", "reply"])
    new = {(row.case_id, row.number): row for row in changed if not row.pk}
    insert_later(list(new.values()))


def _consultation(case: Case, asked: rules.Consultation, brief: Words | None) -> Consultation:
    return Consultation(
        case=case,
        number=asked.number,
        desk_id=asked.desk,
        asked_by_id=asked.asked_by,
        brief=brief,
        started_at=asked.started_at,
        due_at=asked.due_at,
        late=asked.late,
        joint=asked.joint,
    )


def _save_followers(changes: Sequence[Change]) -> None:
    """A case that is kept in confidence from now on has none any more."""
    hidden = [change.loaded.case.pk for change in changes if _is_hidden(change)]
    if hidden:
        Follower.objects.filter(case__in=hidden).delete()
    insert_later(
        [
            Follower(case_id=change.loaded.case.pk, resident_id=event.data["resident"])
            for change in changes
            if change.after.is_public
            for event in change.events
            if event.kind is rules.Kind.FOLLOWED
        ]
    )


def _save_items(changes: Sequence[Change]) -> None:
    """Which texts of the book answers were made from."""
    named = [
        (change.loaded.case.pk, event.data["version"])
        for change in changes
        for event in change.events
        if event.data.get("version")
    ]
    if named:
        versions = ItemVersion.objects.in_bulk([version for _case, version in named])
        CaseItem.objects.bulk_create(
            [
                CaseItem(
                    case_id=case,
                    item_id=versions[version].item_id,
                    version_id=version,
                    how=CaseItem.How.ANSWERED,
                )
                for case, version in named
            ],
            ignore_conflicts=True,
        )


def _is_hidden(change: Change) -> bool:
    return any(event.kind is rules.Kind.MARKED_CONFIDENTIAL for event in change.events)


def _transitions(changes: Sequence[Change]) -> list[Transition]:
    supervised: dict[int, int | None] = {}
    found = []
    for change in changes:
        case, before, after = change.loaded.case, change.loaded.state, change.after
        alerted = [s for s in (before, after) if s and s.stage and s.stage.alerted_at]
        supervision = None
        if alerted and alerted[0].stage is not None:
            desk = alerted[0].stage.desk
            if desk not in supervised:
                supervised[desk] = _supervision(desk)
            supervision = supervised[desk]
        found.append(
            Transition(
                before=frozenset()
                if before is None
                else needs(case.pk, case.asker_id, before, supervision=supervision),
                after=needs(case.pk, case.asker_id, after, supervision=supervision),
            )
        )
    return found


def _supervision(desk: int) -> int | None:
    found = supervision_desk(Desk.objects.select_related("node").get(pk=desk))
    return found.pk if found else None
