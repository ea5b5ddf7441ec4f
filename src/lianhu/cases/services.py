"""Asking, and acting on a case. Nothing is sent from here; everything is written or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lianhu.cases import rules, store
from lianhu.cases.book.suggesting import note_shown
from lianhu.cases.models import Case, Event, LookUp
from lianhu.cases.telling import tell_asker
from lianhu.files.models import Blob
from lianhu.grid.models import Node, Resident
from lianhu.inbox.services import settle
from lianhu.kernel import idempotency
from lianhu.kernel.ids import new_number
from lianhu.kernel.store import insert_later
from lianhu.knowledge.models import Item, Topic


class Conflict(Exception):
    """Somebody changed the case after the author of this command had read it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"{case.number} is at {case.seq} now")
        self.case = case


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `asker` lives in `beat` or is asked for there; `words` are cleaned text.

    `photos` and `voice` were received before and are nobody's yet.
    """

    asker: Resident
    beat: Node
    words: str
    case_class: rules.CaseClass = rules.CaseClass.QUESTION
    topic: Topic | None = None
    door: rules.Door = rules.Door.PAGE
    actor: int | None = None
    # Who wrote down what the actor said.
    entered_by: int | None = None
    photos: Sequence[Blob] = ()
    voice: Blob | None = None
    confidential: bool = False
    # The member of staff whom it complains about.
    about: int | None = None
    # What the book says of it that the asker has read: it was not this.
    seen: Sequence[Item] = ()

    @property
    def attached(self) -> Sequence[Blob]:
        return self.photos if self.voice is None else (*self.photos, self.voice)


def ask(question: Question, *, key: str, now: datetime) -> Case:
    """Open a case at the first manned desk from the beat up; the same `key` opens it once.

    A topic that one desk answers for by itself goes straight there. Raises a `rules.Refused` (no
    words, no desk that ever opens) or `idempotency.OtherBody`.
    """
    return idempotency.once_more(key, lambda: _ask_once(question, key, now))


def has_asked(question: Question, key: str) -> bool:
    """Whether `ask` with this key is a repetition."""
    return idempotency.is_known(_caller(question), key)


def _caller(question: Question) -> str:
    return f"resident:{question.asker.pk}"


@transaction.atomic
def _ask_once(question: Question, key: str, now: datetime) -> Case:
    case = _new(question, now)

    def work() -> str:
        _ask(case, question, now)
        return case.number

    said = "\n".join(
        [
            question.case_class,
            question.words,
            *(["confidential"] if question.confidential else []),
            *([f"about {question.about}"] if question.about else []),
            *(blob.upload_digest for blob in question.attached),
        ]
    )
    number = idempotency.once(_caller(question), key, said, work, ref=case.number)
    return case if number == case.number else Case.objects.get(number=number)


def ask_within(question: Question, *, now: datetime) -> Case:
    """As `ask`, for whoever has opened the transaction, and sees to it that it is asked once."""
    case = _new(question, now)
    _ask(case, question, now)
    return case


def _new(question: Question, now: datetime) -> Case:
    return Case(
        number=new_number(),
        asker=question.asker,
        beat=question.beat,
        topic=question.topic,
        case_class=question.case_class,
        door=question.door,
        asked_at=now,
    )


def _ask(case: Case, question: Question, now: datetime) -> None:
    command = rules.Ask(
        question.case_class,
        question.door,
        question.words,
        question.actor,
        photos=len(question.photos),
        voice=int(question.voice is not None),
        confidential=question.confidential,
        straight=question.topic.straight_to_id if question.topic else None,
        about=question.about,
    )
    new = store.Loaded(case, None, [], None)
    events = rules.decide(None, command, now, store.setting(new, command, now))
    if question.entered_by is not None:
        events = rules.entered(events, question.entered_by)
    after = rules.apply(None, events)
    # Drawn by chance: among a million cases, some eighteen draws were taken before.
    while not store.add(case, after):
        case.number = new_number()
    settle(store.save([store.Change(new, events, after, question.attached)]), now=now)
    _to_the_book(case, question)


def _to_the_book(case: Case, question: Question) -> None:
    """Looking up what the book says takes longer than asking: the worker does that.

    Not for a complaint, nor of what is told in confidence, since what is found would be kept.
    """
    if question.confidential or question.about:
        return
    note_shown(case, question.seen)
    if question.words and question.case_class is not rules.CaseClass.COMPLAINT:
        insert_later([LookUp(case_id=case.pk)])


def act(
    case: int,
    command: rules.Command,
    *,
    seq: int | None,
    now: datetime,
    attached: Sequence[Blob] = (),
    key: str = "",
    entered_by: int | None = None,
) -> Case:
    """Let `command` change the case with this key, or nothing. `attached`: what it counts.

    `seq` is what its author saw; None is for who need not have looked, as the clock. Raises
    Conflict if the case has moved on since, or a `rules.Refused` if the rules do not allow it.
    With the idempotency `key` of its author the same command is carried out once, however often it
    is sent; raises `idempotency.OtherBody` if the key came with another. `entered_by`: who wrote
    down what the actor said.
    """
    return idempotency.once_more(
        key,
        lambda: _act_once(
            case, command, seq=seq, now=now, attached=attached, key=key, entered_by=entered_by
        ),
    )


@transaction.atomic
def _act_once(
    case: int,
    command: rules.Command,
    *,
    seq: int | None,
    now: datetime,
    attached: Sequence[Blob],
    key: str,
    entered_by: int | None,
) -> Case:
    loaded = store.lock(case, now)

    def work() -> str:
        _act(loaded, command, seq, now, attached, entered_by)
        return loaded.case.number

    if key:
        caller = f"user:{getattr(command, 'actor', None)}"
        said = f"{case} {command!r} {[blob.upload_digest for blob in attached]}"
        idempotency.once(caller, key, said, work, ref=loaded.case.number)
    else:
        work()
    return loaded.case


def act_within(case: int, command: rules.Command, *, seq: int | None, now: datetime) -> Case:
    """As `act`, for whoever has opened the transaction, and sees to it that it is done once."""
    return act_on(store.lock(case, now), command, seq=seq, now=now)


def act_on(
    loaded: store.Loaded,
    command: rules.Command,
    *,
    seq: int | None,
    now: datetime,
    attached: Sequence[Blob] = (),
) -> Case:
    """As `act_within`, with a case that was locked in this transaction."""
    _act(loaded, command, seq, now, attached)
    return loaded.case


def _act(
    loaded: store.Loaded,
    command: rules.Command,
    seq: int | None,
    now: datetime,
    attached: Sequence[Blob],
    entered_by: int | None = None,
) -> None:
    case = loaded.case
    if seq is not None and case.seq != seq and not _only_quietly(case, seq):
        raise Conflict(case)
    setting = store.setting(loaded, command, now)
    change(loaded, command, setting, now, attached=attached, entered_by=entered_by)


def change(
    loaded: store.Loaded,
    command: rules.Command,
    setting: rules.Setting,
    now: datetime,
    *,
    attached: Sequence[Blob] = (),
    entered_by: int | None = None,
) -> None:
    """Decide and write, for a case that is locked; what it means for the asker is told."""
    assert loaded.state is not None
    events = rules.decide(loaded.state, command, now, setting)
    if entered_by is not None:
        events = rules.entered(events, entered_by)
    after = rules.apply(loaded.state, events)
    settle(store.save([store.Change(loaded, events, after, attached)]), now=now)
    tell_asker(loaded.case, events)


def _only_quietly(case: Case, seq: int) -> bool:
    """Whether nothing has happened since that its author would have wanted to see first."""
    since = Event.objects.filter(case=case, seq__gt=seq)
    return seq <= case.seq and not since.exclude(kind__in=rules.QUIET).exists()


def locked() -> QuerySet[Case]:
    """Cases locked for writing, with what deciding needs. SQLite locks by BEGIN IMMEDIATE."""
    cases = Case.objects.select_related("beat", "asker", "asker__user")
    return cases.select_for_update(no_key=True, of=("self",))


def merge(
    case: int,
    into: int,
    *,
    actor: int,
    desk: int,
    seq: int,
    into_seq: int,
    now: datetime,
    key: str = "",
) -> Case:
    """Handle `case` together with `into`, whose answer both get; both are at `desk`.

    Raises Conflict with the case that has moved on, or a `rules.Refused`. The `key` is as in `act`.
    """
    seen = {case: seq, into: into_seq}
    return idempotency.once_more(
        key, lambda: _merge_once(case, into, seen, actor, desk, now=now, key=key)
    )


@transaction.atomic
def _merge_once(
    case: int,
    into: int,
    seen: Mapping[int, int],
    actor: int,
    desk: int,
    *,
    now: datetime,
    key: str,
) -> Case:
    rows = {row.pk: row for row in locked().filter(pk__in=seen).order_by("pk")}

    def both() -> str:
        _merge(rows, case, into, seen, actor, desk, now)
        return rows[case].number

    if key:
        said = f"{case} with {into} at {desk}"
        idempotency.once(f"user:{actor}", key, said, both, ref=rows[case].number)
    else:
        both()
    return rows[case]


def _merge(
    rows: Mapping[int, Case],
    case: int,
    into: int,
    seen: Mapping[int, int],
    actor: int,
    desk: int,
    now: datetime,
) -> None:
    for pk in (case, into):
        if rows[pk].seq != seen[pk]:
            raise Conflict(rows[pk])
    loaded = {found.case.pk: found for found in store.load(rows.values())}
    named = {pk: store.named_in(found.state) for pk, found in loaded.items()}
    settings = store.settings(rows.values(), named, now)
    other, child = (_other(loaded[pk]) for pk in (into, case))
    merged = rules.Merge(actor, desk, other, leads=child.leads)
    joined = rules.Join(actor, desk, child)
    # Of both or of neither: deciding comes before the first is written.
    for pk, command in ((case, merged), (into, joined)):
        rules.decide(loaded[pk].state, command, now, settings[pk])
    change(loaded[case], merged, settings[case], now)
    change(loaded[into], joined, settings[into], now)


def _other(found: store.Loaded) -> rules.Other:
    state = found.state
    assert state is not None
    return rules.Other(
        case=found.case.pk,
        desk=state.stage.desk if state.stage else None,
        promise_due_at=state.promise_due_at,
        confidential=state.confidential or state.about is not None,
        merged=state.merged_into is not None,
        leads=Case.objects.filter(merged_into=found.case).exists(),
    )
