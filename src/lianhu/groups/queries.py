"""Reading groups: one's own, the feed of one, what waits in it, what is found in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianhu.cases.journey import bare
from lianhu.cases.models import Case
from lianhu.files.models import Blob
from lianhu.grid.models import Desk, Node
from lianhu.grid.queries import paths_up
from lianhu.grid.rules import DeskKind
from lianhu.groups.access import Who, now_at, people_of, unwritten, with_authors
from lianhu.groups.models import Group, Message, Photo, Pin, way
from lianhu.groups.naming import name_of, place_of
from lianhu.groups.rules import life, people
from lianhu.groups.words import asked_hashes

PAGE = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A group of one's list. `waits`: somebody asked something, and it is one's own to answer."""

    group: Group
    is_open: bool
    is_idle: bool
    waits: bool
    looks_after: bool
    name: str
    place: str


def my_groups(reader: Who, now: datetime) -> list[Listed]:
    """All that a person reads: of places from the own beat up, then those right below an own desk
    and of places that were closed into these, then temporary ones. Three queries.
    """
    served = {my.desk.node.path for my in reader.serves}
    up = {path for own in served for path in paths_up(own)}
    if reader.beat is not None:
        steps = Node.steplen
        near = people.readable_places(way(reader.beat.path))
        up |= {reader.beat.path[: len(place) * steps] for place in near}
    below = Q(pk__in=[])
    for path in served if reader.entered_by is None else ():
        depth = len(path) // Node.steplen + 1
        below |= Q(node__path__gt=path, node__path__lt=path + "~", node__depth=depth)
    closed = {node.pk: node for node in _closed() if people.reads(reader.reader, _of_all(node))}
    desks = list(
        Desk.objects.filter(
            Q(Q(node__path__in=up) | below, node__closed_at=None) | Q(node__in=list(closed)),
            kind=DeskKind.NODE,
        )
        .select_related("node__level")
        .order_by("-node__depth", "node__path")
    )
    desks.sort(key=lambda desk: (desk.node.path not in up, -desk.node.depth, desk.node.path))
    rows = _groups_of([desk.node_id for desk in desks])
    for group in rows:
        group.node = closed.get(group.node_id, group.node)
    own = {group.node_id: group for group in rows if not group.is_temporary}
    # Of a place that was closed only what was said there.
    found = [
        own.get(desk.node_id) or unwritten(desk, now)
        for desk in desks
        if desk.node_id in own or desk.node.closed_at is None
    ]
    found += [
        group
        for group in rows
        if group.is_temporary and people.reads(reader.reader, people_of(group))
    ]
    return [_listed(group, reader, now) for group in found]


def _closed() -> list[Node]:
    """All places that were closed, few of all, each with where its people went."""
    rows = Node.objects.filter(closed_at__isnull=False).select_related("level", "successor")
    found = {node.pk: node for node in rows}
    for node in found.values():
        node.successor = found.get(node.successor_id, node.successor)
    return list(found.values())


def _of_all(node: Node) -> people.People:
    return people.People(way(now_at(node).path))


def _groups_of(nodes: Sequence[int]) -> list[Group]:
    waiting = Message.objects.filter(group=OuterRef("pk"), waits=True)
    rows = Group.objects.filter(node__in=nodes).annotate(has_waiting=Exists(waiting))
    return list(rows.select_related("node__level", "owner__node__level").order_by("-id"))


def _listed(group: Group, reader: Who, now: datetime) -> Listed:
    after = people.looks_after(reader.reader.serves, way(group.owner.node.path))
    waits = after and bool(getattr(group, "has_waiting", False))
    return Listed(
        group,
        life.is_open(group.life, now),
        is_idle(group, now),
        waits,
        after,
        name_of(group, by_staff=bool(reader.serves)),
        place_of(group, by_staff=bool(reader.serves)),
    )


def is_idle(group: Group, now: datetime) -> bool:
    """A place's own that nobody has ever written in has not gone quiet: it has not begun."""
    return group.is_written and life.is_idle(group.life, now)


@dataclass(frozen=True, slots=True)
class Feed:
    """One page, newest first. `answers`: what of an answer is for all, by the message that asked;
    those stand below their question and nowhere else on this page.
    """

    messages: Sequence[Message]
    answers: dict[int, list[Message]]
    before: int | None


def feed(group: Group, *, before: int | None = None) -> Feed:
    """Four queries: messages, the answers to them, and the photos of each."""
    rows = with_authors().filter(group=group.pk)
    return _page(_before(rows, before))


def _before(rows: QuerySet[Message], before: int | None) -> list[Message]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[: PAGE + 1])


def _page(found: Sequence[Message]) -> Feed:
    shown = found[:PAGE]
    keys = {message.pk for message in shown}
    answers = answers_to(keys)
    return Feed(
        [m for m in shown if m.kind != Message.Kind.ANSWER or m.reply_to_id not in keys],
        answers,
        shown[-1].pk if len(found) > PAGE else None,
    )


def answers_to(messages: Iterable[int]) -> dict[int, list[Message]]:
    """Two queries, one if there are none: their photos are the second."""
    rows = with_authors().filter(
        reply_to__in=list(messages), kind=Message.Kind.ANSWER, removed_at=None
    )
    answers: dict[int, list[Message]] = {}
    for row in rows.order_by("pk"):
        answers.setdefault(row.reply_to_id or 0, []).append(row)
    return answers


def find(group: Group, words: str, *, before: int | None = None) -> Feed:
    """Messages with all pieces of these words, newest first. What was removed has no pieces."""
    pieces = asked_hashes(words)
    if not pieces or not group.is_written:
        return Feed([], {}, None)
    rows = with_authors().filter(group=group.pk, removed_at=None)
    for piece in pieces:
        rows = rows.filter(pieces__group=group.pk, pieces__hash=piece)
    return _page(_before(rows, before))


def waiting(group: Group) -> list[Message]:
    """Questions that nobody who serves has answered, oldest first; a page of them."""
    rows = with_authors().filter(group=group.pk, waits=True)
    return list(rows.order_by("id")[:PAGE])


def asked_at(owners: Iterable[Desk], most: int) -> list[Message]:
    """The same of the groups that these desks own. One query."""
    rows = Message.objects.filter(group__owner__in=list(owners), waits=True)
    return list(rows.select_related("said").order_by("id")[:most])


def announcement(group: Group) -> Message | None:
    """The newest one."""
    rows = with_authors().filter(group=group.pk, kind=Message.Kind.ANNOUNCEMENT, removed_at=None)
    return rows.order_by("-id").first()


def pins(group: Group) -> list[Pin]:
    """Those that everybody may read, in the order in which they were pinned."""
    rows = Pin.objects.filter(group=group.pk, item__live__isnull=False)
    return list(rows.select_related("item__live").order_by("id"))


def replies(message: Message) -> list[Message]:
    """Oldest first."""
    rows = with_authors().filter(reply_to=message)
    return list(rows.order_by("id")[: 5 * PAGE])


def mark(group: Group) -> str:
    """Another one whenever the newest page has changed: what was said, and how far its matters have
    come, of those that everybody sees; whether photos wait to be prepared. Two queries.
    """
    if not group.is_written:
        return "0"
    asked = Message.objects.filter(
        group=group.pk, case__isnull=False, case__confidential=False, case__about=None
    ).order_by("-id")
    matters = asked.values_list("case__seq", flat=True)[:PAGE]
    unprepared = Photo.objects.filter(
        said__message__group=group.pk, blob__kept=True, blob__state=Blob.State.WAITING
    ).count()
    return f"{group.seq}.{unprepared}.{'-'.join(str(seq) for seq in matters)}"


@dataclass(frozen=True, slots=True)
class Progress:
    """What everybody in the group sees of a matter: how far it is, and what a desk says of it."""

    status: str
    summary: str


def progress(case: Case | None) -> Progress | None:
    """None for what is kept in confidence or complains about somebody: nobody sees that it is."""
    if case is None or case.in_confidence:
        return None
    return Progress(bare.status(case), case.summary.body if case.summary else "")


def open_beside(group: Group, now: datetime) -> list[Group]:
    """Temporary groups and the place's own that could take in the people of this one: of the same
    place or above it. One query.
    """
    rows = Group.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        node__path__in=paths_up(group.node.path),
        closed_at=None,
        node__closed_at=None,
    )
    return list(
        rows.exclude(pk=group.pk)
        .select_related("node__level", "owner__node__level")
        .order_by("-node__depth")
    )
