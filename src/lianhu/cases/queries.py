"""Reads of cases for the pages: queues, timelines, where a case has been."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q

from lianhu.accounts.models import User
from lianhu.cases.models import Attachment, Case, Consultation, Event, Stage
from lianhu.cases.rules import ENTERED_BY, OPEN, Kind, attachments, likeness
from lianhu.cases.rules.likeness import WITHIN
from lianhu.cases.titles import said
from lianhu.files import rules as files
from lianhu.files.models import Blob
from lianhu.grid.models import Desk, Resident
from lianhu.kernel.names import shown

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`words`: what was asked, as a line of a list may show it."""

    case: Case
    stage: Stage | None
    words: str


def asked_by(resident: Resident, visible: Q, *, before: int | None = None) -> list[CaseRow]:
    """A resident's own cases, newest first; `before` is the key of the last one shown. `visible`:
    those that the session may read. One query.
    """
    cases = Case.objects.filter(visible, asker=resident)
    if before is not None:
        cases = cases.filter(pk__lt=before)
    rows = list(
        cases.annotate(
            open_stage=FilteredRelation("stages", condition=Q(stages__closed_at=None)),
            asking=FilteredRelation("events", condition=Q(events__seq=1)),
        )
        .select_related("answered_by", "topic")
        .select_related(  # type: ignore[misc]  # the plugin knows fields only
            "open_stage__desk", "open_stage__taken_by", "asking__words"
        )
        .order_by("-id")[:PAGE]
    )
    # Django leaves the attribute out where the filtered relation leads nowhere.
    return [
        CaseRow(
            row,
            getattr(row, "open_stage", None),
            said(row.asking.words if hasattr(row, "asking") else None),
        )
        for row in rows
    ]


# Somebody with more open matters than this is asked about the newest only.
COMPARED = 20


def alike(resident: Resident, words: str, now: datetime, visible: Q) -> CaseRow | None:
    """The newest open matter of this asker that says much the same, of the events `visible`."""
    recent = Event.objects.filter(
        visible,
        case__asker=resident,
        case__status__in=OPEN,
        seq=1,
        at__gt=now - WITHIN,
        at__lte=now,
    )
    for event in recent.select_related("case", "words").order_by("-case")[:COMPARED]:
        asked = event.words.body if event.words else ""
        if likeness.alike(asked, words):
            return CaseRow(event.case, None, asked)
    return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a timeline with its people, desks and words. `desk` is where it happened."""

    seq: int
    kind: Kind
    at: datetime
    actor: User | None
    desk: Desk | None
    data: dict
    words: str
    papers: Sequence[dict[str, str]]
    photos: Sequence[Blob] = ()
    voice: Blob | None = None
    # Who wrote down what the actor said.
    entered_by: User | None = None


def timeline(case: Case) -> list[Entry]:
    """Every event of a case, oldest first. One query, one if anything is attached, and one if
    anything was entered for somebody.
    """
    events = list(
        Event.objects.filter(case=case)
        .select_related("actor", "desk__node__level", "words")
        .order_by("seq")
    )
    attached = _attached([event.words_id for event in events if attachments(event.data)])
    entering = {event.data[ENTERED_BY] for event in events if ENTERED_BY in event.data}
    people = User.objects.in_bulk(entering) if entering else {}
    return [
        Entry(
            seq=event.seq,
            kind=Kind(event.kind),
            at=event.at,
            actor=event.actor,
            desk=event.desk,
            data=event.data,
            words=event.words.body if event.words else "",
            papers=json.loads(event.words.papers) if event.words and event.words.papers else (),
            photos=[b for b in attached[event.words_id] if b.kind is files.Kind.PHOTO],
            voice=next((b for b in attached[event.words_id] if b.kind is files.Kind.VOICE), None),
            entered_by=people.get(event.data.get(ENTERED_BY)),
        )
        for event in events
    ]


def _attached(words: Sequence[int | None]) -> Mapping[int | None, Sequence[Blob]]:
    found: dict[int | None, list[Blob]] = defaultdict(list)
    if words:
        rows = Attachment.objects.filter(words__in=words).select_related("blob")
        for row in rows.order_by("position"):
            found[row.words_id].append(row.blob)
    return found


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay at a desk, for the journey line. `used_s`: open seconds, so far if still there."""

    desk: Desk
    level: str
    started_at: datetime
    used_s: int
    budget_s: int
    is_open: bool
    due_at: datetime | None
    taken_by: User | None
    waiting_until: datetime | None = None


def stops(case: Case) -> list[Stop]:
    """Where a case has been, in order. One query."""
    rows = (
        Stage.objects.filter(case=case)
        .select_related("desk__node__level", "taken_by")
        .order_by("number")
    )
    return [
        Stop(
            desk=row.desk,
            level=shown(row.desk.node.level.name, row.desk.node.level.name_en),
            started_at=row.started_at,
            used_s=row.used_s,
            budget_s=row.budget_s,
            is_open=row.closed_at is None,
            due_at=row.due_at,
            taken_by=row.taken_by,
            waiting_until=row.waiting_until,
        )
        for row in rows
    ]


def leader(case: Case) -> Stage | None:
    """Where the case is with which this one is handled; None if it is not, or no longer."""
    if case.merged_into_id is None:
        return None
    open_stages = Stage.objects.filter(case=case.merged_into_id, closed_at=None)
    return open_stages.select_related("case", "desk__node__level").first()


def consultations(case: Case) -> list[Consultation]:
    """Departments asked about a case, oldest first, with brief and reply. One query."""
    return list(
        Consultation.objects.filter(case=case)
        .select_related("desk__department", "asked_by", "brief", "reply")
        .order_by("number")
    )


# What happens with the name of its author on the asker's page.
NAMED = (Kind.TAKEN, Kind.ANSWERED, Kind.NEED_TAKEN_UP, Kind.NEED_VISITED)
MOST_NAMED = 12


def met(resident: Resident, visible: Q) -> list[tuple[User, Desk | None]]:
    """The members of staff whose names a resident has read on own matters, of the events `visible`,
    and where they acted; the latest first, each once.
    """
    own = Event.objects.filter(visible, case__asker=resident)
    events = own.filter(kind__in=NAMED, actor__isnull=False)
    found: dict[int, tuple[User, Desk | None]] = {}
    recent = events.select_related("actor", "desk__node__level").order_by("-id")
    for event in recent[: 10 * MOST_NAMED]:
        assert event.actor is not None
        if event.actor.pk != resident.user_id:
            found.setdefault(event.actor.pk, (event.actor, event.desk))
    return list(found.values())[:MOST_NAMED]
