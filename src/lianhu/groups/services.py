"""What is done in groups: one transaction each, with the group's row locked first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from lianhu.accounts.models import User
from lianhu.cases import services as cases
from lianhu.cases.models import Case
from lianhu.cases.rules import Door
from lianhu.files import services as files
from lianhu.files.models import Blob
from lianhu.grid.models import Desk, Node, Resident
from lianhu.grid.queries import beat_depth
from lianhu.groups.access import as_said
from lianhu.groups.models import Group, Message, Photo, Piece, Pin, Said, way
from lianhu.groups.rules import errors, life, saying
from lianhu.groups.rules.people import Audience, People, is_near
from lianhu.groups.words import hashes, numbers_in
from lianhu.kernel import idempotency
from lianhu.kernel.ids import new_token
from lianhu.knowledge.models import Item


@dataclass(frozen=True, slots=True)
class Author:
    """Who says something: a resident, or somebody for a desk, perhaps on the telephone."""

    person: User
    resident: Resident | None = None
    desk: Desk | None = None
    looks_after: bool = False
    entered_by: User | None = None


@dataclass(frozen=True, slots=True)
class New:
    """What is to be said. `words` are cleaned text; `photos` were received and are nobody's yet."""

    words: str
    announces: bool = False
    reply_to: Message | None = None
    photos: Sequence[Blob] = ()


@transaction.atomic
def say(group: Group, author: Author, new: New, *, key: str, now: datetime) -> Message:
    """The same `key` says it once. Raises a `rules.errors.Refused`, `idempotency.OtherBody`, or
    `files.Gone`.
    """
    draft = saying.Draft(
        new.words,
        photos=len(new.photos),
        numbers=[kind.value for kind in numbers_in(new.words)],
        announces=new.announces,
    )
    group = _locked(group)
    saying.check(draft, is_open=life.is_open(group.life, now), looks_after=author.looks_after)
    if new.reply_to is not None and _message(new.reply_to.pk).removed_at is not None:
        raise errors.NotNow

    def work() -> str:
        kind = Message.Kind.ANNOUNCEMENT if new.announces else Message.Kind.TALK
        waits = author.desk is None and saying.asks(new.words)
        message = _add(group, author, new, kind, waits=waits, now=now)
        if author.desk is not None and new.reply_to is not None:
            Message.objects.filter(pk=new.reply_to.pk).update(waits=False)
        return str(message.pk)

    said = f"{group.code}\n{new.announces}\n{new.reply_to and new.reply_to.pk}\n{new.words}"
    said += "".join(f"\n{photo.upload_digest}" for photo in new.photos)
    return Message.objects.get(pk=int(_once(author.person, key, said, work)))


def _once(person: User, key: str, said: str, work: Callable[[], str]) -> str:
    return idempotency.once(f"user:{person.pk}", key, said, work)


def _locked(group: Group) -> Group:
    """The group's row, written if this is the first that is said or done in it."""
    return _for_update().get(pk=_written(group).pk)


def _written(group: Group) -> Group:
    if group.is_written:
        return group
    Group.objects.bulk_create([group], ignore_conflicts=True)
    return Group.objects.get(code=group.code)


def _for_update() -> QuerySet[Group]:
    groups = Group.objects.select_related("node", "owner__node")
    return groups.select_for_update(no_key=True, of=("self",))


def _add(
    group: Group,
    author: Author,
    new: New,
    kind: Message.Kind,
    *,
    waits: bool,
    now: datetime,
) -> Message:
    said = Said.objects.create(body=new.words, at=now)
    if new.photos:
        files.keep(new.photos)
        Photo.objects.bulk_create(
            Photo(said=said, blob=blob, position=n) for n, blob in enumerate(new.photos)
        )
    message = Message.objects.create(
        group=group,
        kind=kind,
        author=author.person,
        resident=None if author.desk else author.resident,
        desk=author.desk,
        entered_by=author.entered_by,
        said=said,
        at=now,
        reply_to=new.reply_to,
        waits=waits,
    )
    Piece.objects.bulk_create(
        Piece(message=message, group=group, hash=piece) for piece in set(hashes(new.words))
    )
    group.last_at = now
    _changed(group, "last_at")
    return message


def _changed(group: Group, *fields: str) -> None:
    group.seq += 1
    group.save(update_fields=["seq", *fields])


def _message(pk: int) -> Message:
    """In a transaction that has locked the group."""
    return Message.objects.select_related("said", "resident").get(pk=pk)


@transaction.atomic
def remove(
    message: Message, person: User, reason: str, *, looks_after: bool, now: datetime
) -> Message:
    """Take a message out of the group: its author without a word, which empties it; whoever looks
    after the group with a reason, that all read in its place. Raises a `rules.errors.Refused`.
    """
    group = _locked(message.group)
    message = _message(message.pk)
    saying.check_removing(as_said(message), person.pk, reason, looks_after=looks_after)
    is_own = message.author_id == person.pk
    if message.removed_at is None:
        message.removed_at, message.removed_by, message.waits = now, person, False
        message.reason = "" if is_own else reason
        message.save(update_fields=["removed_at", "removed_by", "waits", "reason"])
    if is_own:
        empty([message.said_id], now)
    else:
        Piece.objects.filter(message=message).delete()
    _changed(group)
    return message


def empty(said: list[int], now: datetime) -> int:
    """Erase what these say and show; that something was said stays. What search found them by goes
    too, and what was asked waits no longer.
    """
    # Messages before all that hangs on them, as `remove` locks them.
    Message.objects.filter(said__in=said, waits=True).update(waits=False)
    Piece.objects.filter(message__said__in=said).delete()
    photos = Photo.objects.filter(said__in=said)
    if blobs := list(photos.values_list("blob", flat=True)):
        photos.delete()
        files.let_go(blobs)
    return Said.objects.filter(pk__in=said, erased_at=None).update(body="", erased_at=now)


@transaction.atomic
def settle(message: Message, person: User, *, looks_after: bool) -> None:
    """A question needs no answer any more: its asker or whoever looks after the group says so.

    Raises a `rules.errors.Refused`.
    """
    if not looks_after and message.author_id != person.pk:
        raise errors.NotTheirs
    group = _locked(message.group)
    if Message.objects.filter(pk=message.pk, waits=True).update(waits=False):
        _changed(group)


@transaction.atomic
def ask_officially(
    message: Message, person: User, beat: Node, *, photos: Sequence[Blob] = (), now: datetime
) -> Case:
    """Make a matter of what a resident said, at the resident's own wish; once for a message.

    `photos`: its own once more, so that they stay with the matter when the message goes. Raises a
    `rules.errors.Refused`, or a refusal of the rules of cases.
    """
    group = _locked(message.group)
    message = _message(message.pk)
    if message.author_id == person.pk and message.case is not None:
        return message.case
    if not saying.may_ask(as_said(message), person.pk):
        raise errors.NotNow
    assert message.resident is not None
    question = cases.Question(
        asker=message.resident,
        beat=beat,
        words=message.said.body,
        door=Door.GROUP,
        actor=person.pk,
        photos=photos,
    )
    message.case, message.waits = cases.ask_within(question, now=now), False
    message.save(update_fields=["case", "waits"])
    _changed(group)
    return message.case


@transaction.atomic
def offer(message: Message, person: User, *, looks_after: bool) -> None:
    """Offer the author of a message to take it up officially; only the author's yes does it.

    Raises a `rules.errors.Refused`.
    """
    group = _locked(message.group)
    message = _message(message.pk)
    if message.offered_by_id is not None:
        return
    if not saying.may_offer(as_said(message), person.pk, looks_after=looks_after):
        raise errors.NotNow
    message.offered_by = person
    message.save(update_fields=["offered_by"])
    _changed(group)


@transaction.atomic
def tell(message: Message, author: Author, words: str, *, key: str, now: datetime) -> Message:
    """Say below a message what of the answer to its matter is for all.

    Raises a `rules.errors.Refused` or `idempotency.OtherBody`.
    """
    group = _locked(message.group)
    draft = saying.Draft(words, numbers=[kind.value for kind in numbers_in(words)])
    saying.check(draft, is_open=life.is_open(group.life, now), looks_after=author.looks_after)
    told = Case.objects.filter(confidential=False, about=None, answered_at__isnull=False)
    if author.desk is None or not told.filter(pk=message.case_id or 0).exists():
        raise errors.NotNow

    def work() -> str:
        new = New(words, reply_to=message)
        added = _add(group, author, new, Message.Kind.ANSWER, waits=False, now=now)
        return str(added.pk)

    said = f"tell {message.pk}\n{words}"
    return Message.objects.get(pk=int(_once(author.person, key, said, work)))


@transaction.atomic
def pin(group: Group, item: Item, person: User, *, now: datetime) -> None:
    """Let an item stand at the head of the group; pinned twice, it is pinned once."""
    group = _locked(group)
    pinned = Pin(group=group, item=item, by=person, at=now)
    Pin.objects.bulk_create([pinned], ignore_conflicts=True)
    _changed(group)


@transaction.atomic
def unpin(group: Group, pk: int) -> None:
    group = _locked(group)
    Pin.objects.filter(pk=pk, group=group).delete()
    _changed(group)


@transaction.atomic
def make(
    owner: Desk,
    purpose: str,
    audience: Audience,
    ends_at: datetime | None,
    person: User,
    *,
    entered_by: User | None = None,
    key: str,
    now: datetime,
) -> Group:
    """A temporary group for the people of the owner's place. The same `key` makes it once.
    `entered_by`: who wrote down what `person` said.

    Raises a `rules.errors.Refused`, AlreadyThere with the first for the same people and purpose.
    """
    # Locked, so that two who make the same at once make one.
    node: Node = Node.objects.select_for_update(no_key=True).get(pk=owner.node_id)
    place = way(node.path)
    audience = life.audience_of(is_near(place, beat_depth()), audience)

    def work() -> str:
        rows = Group.objects.filter(node=node, closed_at=None).exclude(purpose="")
        rows.filter(ends_at__lte=now).update(closed_at=F("ends_at"))
        others = [
            life.Other(row.code, row.people, row.purpose)
            for row in rows.filter(ends_at__gt=now).select_related("node").order_by("id")
        ]
        life.check_new(life.New(People(place, audience), purpose, ends_at), others, now)
        made = Group.objects.create(
            code=new_token(),
            node=node,
            owner=owner,
            audience=audience,
            purpose=purpose,
            purpose_key=life.purpose_key(purpose),
            ends_at=ends_at,
            made_by=person,
            entered_by=entered_by,
            made_at=now,
        )
        return made.code

    said = f"{owner.pk}\n{purpose}\n{audience}\n{ends_at}"
    return Group.objects.get(code=_once(person, key, said, work))


@transaction.atomic
def close(group: Group, successor: Group | None, person: User, *, now: datetime) -> None:
    """End a temporary group: what was said stays to be read, and its people go on in `successor`,
    which all of them read anyway. Raises a `rules.errors.Refused`.
    """
    keys = [group.pk] if successor is None else [group.pk, _written(successor).pk]
    # In the order of their keys, as all who lock two of them.
    rows = {row.pk: row for row in _for_update().filter(pk__in=keys).order_by("pk")}
    group, successor = rows[keys[0]], rows.get(keys[-1]) if successor else None
    if successor is not None and not life.is_open(successor.life, now):
        raise errors.IsClosed
    people = successor.people if successor else None
    life.check_closing(group.life, group.people, people, now, beat_depth())
    group.closed_at, group.closed_by, group.successor = now, person, successor
    _changed(group, "closed_at", "closed_by", "successor")
