"""From rules to tables: what was decided. Many cases with as many statements as one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianhu.cases import rules
from lianhu.cases.models import (
    Attachment,
    CaseDesk,
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


@dataclass(frozen=True, slots=True)
class Change:
    """`attached` belong to the words of the event that counts them."""

    loaded: Loaded
    events: Sequence[rules.Event]
    after: rules.State
    attached: Sequence[Blob] = ()


def save(changes: Sequence[Change], now: datetime) -> list[Transition]:
    """Write events, words and the rows they fold to; return what it means for inboxes."""
    words = _save_events(changes)
    for change in changes:
        _case_row(change)
        _public_words(change, words)
        # One by one: bulk_update's CASE expressions cost more than they save, at 200 rows too.
        change.loaded.case.save(update_fields=_CASE_FIELDS)
    _save_stages(changes, now)
    _save_consultations(changes, words, now)
    _save_followers(changes)
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
    "confidential",
    "about",
    "extended",
    "contested",
    "merged_into",
    "withdrawn_at",
    "silence_due_at",
    "summary",
    "need",
    "need_published_at",
    "need_taken_up_by",
    "need_visited_at",
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
    case, first = change.loaded.case, change.after.seq - len(change.events) + 1
    for seq, event in enumerate(change.events, first):
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
        first = change.after.seq - len(change.events) + 1
        for seq, event in enumerate(change.events, first):
            blobs = change.attached if rules.attachments(event.data) else ()
            if event.words or event.papers or blobs:
                papers = json.dumps(list(event.papers), ensure_ascii=False) if event.papers else ""
                said = Words(case=case, body=event.words, papers=papers)
                words[case.pk, seq] = said
                attached += [
                    Attachment(words=said, blob=b, position=n) for n, b in enumerate(blobs)
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
    "shared_at",
    "alerted_at",
    "waiting_until",
    "promise_left_s",
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
                last.running_since = last.due_at = last.waiting_until = None
                last.promise_left_s = 0
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
                transferred=stage.transferred,
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
        last.shared_at = stage.shared_at
        last.waiting_until = stage.waiting_until
        last.promise_left_s = stage.promise_left_s
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
        created += [
            Consultation(
                case=case,
                number=number,
                desk_id=still[number].desk,
                asked_by_id=still[number].asked_by,
                brief=brief,
                started_at=still[number].started_at,
                due_at=still[number].due_at,
                joint=still[number].joint,
            )
            for number, brief in _briefs(change, words)
        ]
    for row in updated:
        row.save(update_fields=["late", "closed_at", "reply"])
    Consultation.objects.bulk_create(created)


def _briefs(change: Change, words: Mapping[tuple[int, int], Words]) -> Iterator[tuple[int, Words]]:
    """Number and brief of every consultation that these events begin."""
    first = change.after.seq - len(change.events) + 1
    for seq, event in enumerate(change.events, first):
        match event.kind:
            case rules.Kind.CONSULTED:
                yield int(event.data["number"]), words[change.loaded.case.pk, seq]
            case rules.Kind.JOINT:
                for part in event.data["parts"]:
                    yield int(part["number"]), words[change.loaded.case.pk, seq]


def _save_followers(changes: Sequence[Change]) -> None:
    Follower.objects.bulk_create(
        Follower(case=change.loaded.case, resident_id=event.data["resident"])
        for change in changes
        for event in change.events
        if event.kind is rules.Kind.FOLLOWED
    )


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
