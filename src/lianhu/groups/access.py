"""Who reads a group, who may write there, who looks after it. The one gate for all its pages.

| relation    | reads                                          | may                               |
| resident    | own beat's, and of two places above it         | write, ask officially, take back  |
| serves      | those of the place, of all above, right below  | write                             |
| looks after | those whose owner is the own desk, or below it | also pin, announce, remove, close |
| enters      | those of the place spoken for, of all above    | write, and make one, in that name |

A temporary group is read by the people of its place: all, or those alone who serve there. Anybody
else, supervisors and administrators too: 404, as if it did not exist; who reads and may not do it:
403. Whoever enters what another says reads neither residents' names nor photos. Whoever has shown
a card and no more reads, and does nothing under that name. A group whose place was closed is kept
for the people of the place that took its households in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest, is_card_only
from lianhu.files.models import Blob
from lianhu.grid.models import Desk, Node, Resident
from lianhu.grid.queries import MyDesk, beat_of, resident_of
from lianhu.grid.rules import ANSWERING, DeskKind
from lianhu.groups import naming
from lianhu.groups.models import Group, Message, Photo, way
from lianhu.groups.rules import life, people, saying
from lianhu.groups.rules.people import People, Reader
from lianhu.inbox.speaking import speaker_of
from lianhu.kernel import clock

# Places that closed one into the other, followed so far.
MOST_CLOSED = 5


@dataclass(frozen=True, slots=True)
class Who:
    """The person of a request, as groups see them."""

    person: User
    resident: Resident | None
    beat: Node | None
    serves: Sequence[MyDesk]
    entered_by: User | None = None

    @property
    def reader(self) -> Reader:
        return Reader(
            way(self.beat.path) if self.beat else None,
            tuple(way(my.desk.node.path) for my in self.serves),
            # Whoever is right above reads all but what those below read as a backup.
            backs_up=self.entered_by is None,
        )


def who(request: PersonRequest) -> Who:
    """Two queries for a resident, besides those of `served_desks`; nothing of anybody's home where
    another enters what that person says at work.
    """
    speaker = speaker_of(request)
    if speaker.entered_by is not None:
        return Who(speaker.person, None, None, at_places(speaker.serves), speaker.entered_by)
    resident = resident_of(request.user)
    beat = beat_of(resident.household) if resident and resident.household else None
    return Who(request.user, resident, beat, at_places(speaker.serves))


def at_places(serves: Sequence[MyDesk]) -> list[MyDesk]:
    """The places one serves at: departments and supervisors have no neighbours to talk with."""
    return [my for my in serves if my.role in ANSWERING and my.desk.kind == DeskKind.NODE]


@dataclass(frozen=True, slots=True)
class Access:
    """A group as one person has it."""

    group: Group
    who: Who
    looks_after: bool
    is_open: bool
    card_only: bool

    @property
    def is_entered(self) -> bool:
        """Another than `who` reads it, to write down what they say: words, and nothing else."""
        return self.who.entered_by is not None

    @property
    def may_write(self) -> bool:
        return self.is_open and not self.card_only

    @property
    def desk(self) -> Desk | None:
        """As whose somebody writes who serves: the owner's, if that is theirs, else of those that
        read the group the one nearest to its place. None for who writes as a resident.
        """
        owner, where = self.group.owner_id, people_of(self.group)
        desks = [
            my.desk
            for my in self.who.serves
            if my.desk.pk == owner or people.reads(Reader(serves=(way(my.desk.node.path),)), where)
        ]
        depth = len(where.place)
        return min(
            desks,
            key=lambda desk: (desk.pk != owner, abs(desk.node.depth - depth), desk.pk),
            default=None,
        )

    @property
    def resident(self) -> Resident | None:
        return None if self.desk is not None else self.who.resident

    @property
    def name(self) -> str:
        return naming.name_of(self.group, by_staff=self.desk is not None)

    @property
    def place(self) -> str:
        return naming.place_of(self.group, by_staff=self.desk is not None)

    @property
    def keeper(self) -> str:
        return naming.keeper(self.group, by_staff=self.desk is not None)

    @property
    def goes_on(self) -> tuple[str, str] | None:
        """Where it goes on once it is closed: code and name. Of a place that was closed: its own
        group, which the households came to.
        """
        other = self.group.successor
        if other is not None:
            return other.code, naming.name_of(other, by_staff=self.desk is not None)
        place = self.group.node.successor
        return (place.code, place.shown_name) if self.group.node.closed_at and place else None


def group_for(request: PersonRequest, code: str, *, write: bool = False) -> Access:
    """Raises Http404 for who does not read it, PermissionDenied for who may not write there."""
    group, reader = _group(code), who(request)
    if group is None or not people.reads(reader.reader, people_of(group)):
        raise Http404
    access = Access(
        group,
        reader,
        people.looks_after(reader.reader.serves, way(group.owner.node.path)),
        life.is_open(group.life, clock.now()),
        is_card_only(request),
    )
    if write and not access.may_write:
        raise PermissionDenied
    return access


def looked_after(request: PersonRequest, code: str) -> Access:
    """For who looks after it, in the own name, also once it is closed. Raises as `group_for`."""
    access = group_for(request, code)
    if not access.looks_after or access.is_entered:
        raise PermissionDenied
    return access


def people_of(group: Group) -> People:
    return People(way(now_at(group.node).path), group.people.audience)


def now_at(node: Node) -> Node:
    """Where the people of a place are: of one that was closed, where its households went."""
    for _again in range(MOST_CLOSED):
        if node.closed_at is None or node.successor is None:
            break
        node = node.successor
    return node


def _group(code: str) -> Group | None:
    groups = Group.objects.select_related("node__level", "node__successor", "owner__node__level")
    groups = groups.select_related("successor__node__level", "successor__owner__node__level")
    found = groups.filter(code=code).first()
    if found is not None:
        return found
    desks = Desk.objects.select_related("node__level", "node__successor")
    desk = desks.filter(kind=DeskKind.NODE, node__code=code).first()
    return None if desk is None else unwritten(desk, clock.now())


def unwritten(desk: Desk, now: datetime) -> Group:
    """A place's own group in which nobody has said anything: `services` writes its row then."""
    return Group(code=desk.node.code, node=desk.node, owner=desk, made_at=now)


def message_for(request: PersonRequest, pk: int, *, write: bool = False) -> tuple[Access, Message]:
    """A message of a group that the person reads. Raises Http404, PermissionDenied."""
    found = with_authors().filter(pk=pk).first()
    if found is None:
        raise Http404
    return group_for(request, found.group.code, write=write), found


def message_to_act_on(request: PersonRequest, pk: int) -> tuple[Access, Message]:
    """For who takes it back, settles it or makes a matter of it, also in a group that is closed.
    Raises Http404, and PermissionDenied with a card and no more, and for another.
    """
    access, found = message_for(request, pk)
    if access.card_only or access.is_entered:
        raise PermissionDenied
    return access, found


def with_authors() -> QuerySet[Message]:
    """Messages with all that showing them asks for."""
    messages = Message.objects.select_related(
        "group", "said", "author", "resident", "desk__node__level", "entered_by", "removed_by"
    ).select_related("case__summary", "reply_to__said", "reply_to__author", "reply_to__resident")
    photos = Photo.objects.select_related("blob").order_by("position")
    return messages.prefetch_related(Prefetch("said__photos", photos))


def photo_for(request: PersonRequest, token: str) -> Blob:
    """A photo of a group that the person reads; of a message that was removed its author's alone.
    Raises Http404.
    """
    photos = Photo.objects.select_related("blob", "said__message__group")
    found = photos.filter(blob__token=token).first()
    if found is None:
        raise Http404
    message = found.said.message
    access = group_for(request, message.group.code)
    if access.is_entered:
        raise Http404
    if message.removed_at is not None and message.author_id != request.user.pk:
        raise Http404
    return found.blob


def as_said(message: Message) -> saying.Said:
    """As rules see it."""
    return saying.Said(
        author=message.author_id,
        by_resident=message.resident_id is not None,
        has_words=bool(message.said.body),
        has_photos=bool(message.said.photos.all()),
        is_removed=message.removed_at is not None,
        is_asked=message.case_id is not None,
        is_offered=message.offered_by_id is not None,
    )
