"""A message as one person reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianhu.cases.access import is_open_to
from lianhu.cases.journey.way import photos_at
from lianhu.cases.titles import title_of
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.groups import queries
from lianhu.groups.access import Access, as_said
from lianhu.groups.models import Message, Pin
from lianhu.groups.rules import saying
from lianhu.kernel import names
from lianhu.knowledge.models import Item
from lianhu.ui.parts import Photo


@dataclass(frozen=True, slots=True)
class Shown:
    """`removed`: what stands in its place. `own_words`, `own_photos`: what of it is still there for
    its author alone.

    `progress`: of its matter, what all may see; `case_url`: of its asker's alone.
    """

    key: int
    who: str
    role: str
    entered_by: str
    at: datetime
    words: str
    photos: Sequence[Photo]
    url: str
    is_mine: bool
    is_announcement: bool
    is_answer: bool
    removed: str
    own_words: str
    own_photos: Sequence[Photo]
    quoted: str
    quoted_url: str
    progress: queries.Progress | None
    case_url: str
    answers: Sequence["Shown"]
    waits: bool
    may_ask: bool
    is_offered: bool
    may_offer: bool
    may_settle: bool
    may_remove: bool
    may_tell: bool

    @property
    def initial(self) -> str:
        return self.who.strip()[:1].upper()


@dataclass(frozen=True, slots=True)
class Titled:
    """A how-to item under its name; `pin` where it stands at the head of a group."""

    code: str
    title: str
    pin: int = 0


def pinned(pins: Iterable[Pin]) -> list[Titled]:
    return [Titled(pin.item.code, _title(pin.item), pin.pk) for pin in pins]


def titled(items: Iterable[Item]) -> list[Titled]:
    return [Titled(item.code, _title(item)) for item in items]


def _title(item: Item) -> str:
    return names.shown(item.title, item.title_en)


def shown(
    request: HttpRequest,
    access: Access,
    messages: Iterable[Message],
    answers: Mapping[int, Sequence[Message]],
) -> list[Shown]:
    return [_shown(request, access, message, answers.get(message.pk, ())) for message in messages]


def _shown(
    request: HttpRequest, access: Access, message: Message, answers: Sequence[Message] = ()
) -> Shown:
    me, said = access.who.person.pk, as_said(message)
    # The roster above, which enters words, does the rest in its own name: it is the backup.
    is_entered, is_removed = access.is_entered, said.is_removed
    acts = not access.card_only and not is_entered
    is_mine = said.author == me and not is_entered
    blobs = [] if is_entered else [photo.blob for photo in message.said.photos.all()]
    photos = photos_at("group_photo", blobs)
    progress = None if is_removed else queries.progress(message.case)
    quoted = message.reply_to
    return Shown(
        key=message.pk,
        who=who(message, access),
        role=role(message.desk),
        entered_by=message.entered_by.shown_name if message.entered_by else "",
        at=message.at,
        words="" if is_removed else _words(message),
        photos=() if is_removed else photos,
        url=reverse("group_message", args=[message.pk]),
        is_mine=is_mine,
        is_announcement=message.kind == Message.Kind.ANNOUNCEMENT,
        is_answer=message.kind == Message.Kind.ANSWER,
        removed=_removed(message) if is_removed else "",
        own_words=message.said.body if is_removed and is_mine else "",
        own_photos=photos if is_removed and is_mine else (),
        quoted=_quoted(quoted, access) if quoted else "",
        quoted_url=reverse("group_message", args=[quoted.pk]) if quoted else "",
        progress=progress,
        case_url=_case_url(request, message) if is_mine else "",
        answers=[_shown(request, access, answer) for answer in answers],
        waits=message.waits,
        may_ask=acts and access.who.beat is not None and saying.may_ask(said, me),
        is_offered=said.is_offered,
        may_offer=acts and saying.may_offer(said, me, looks_after=access.looks_after),
        may_settle=acts and message.waits and (is_mine or access.looks_after),
        may_remove=acts
        and ((is_mine and not said.is_empty) or (access.looks_after and not is_removed)),
        may_tell=access.looks_after
        and access.is_open
        and progress is not None
        and message.case is not None
        and message.case.answered_at is not None,
    )


def _words(message: Message) -> str:
    return _("(words taken away)") if message.said.erased_at else message.said.body


def who(message: Message, access: Access) -> str:
    """Whoever enters what another says reads no resident's name."""
    if message.resident is None:
        return message.author.shown_name
    return pgettext("group", "A resident") if access.is_entered else message.resident.shown_name


def role(desk: Desk | None) -> str:
    """For which desk somebody speaks; nothing for residents."""
    if desk is None:
        return ""
    return pgettext("group", "contact officer") if is_beat(desk) else desk.shown_name


def _removed(message: Message) -> str:
    if message.removed_by_id == message.author_id:
        return _("Taken back by who wrote it")
    name = message.removed_by.shown_name if message.removed_by else ""
    return _("Removed by %(name)s: %(reason)s") % {"name": name, "reason": message.reason}


def _quoted(message: Message, access: Access) -> str:
    said = message.said
    is_photo = not (said.body or said.erased_at or message.removed_at)
    words = (
        pgettext("group", "(a photo)")
        if is_photo
        else title_of("" if message.removed_at else said.body)
    )
    return _("To %(name)s: %(words)s") % {"name": who(message, access), "words": words}


def _case_url(request: HttpRequest, message: Message) -> str:
    case = message.case
    if case is None or not is_open_to(request, case):
        return ""
    return reverse("my_case", args=[case.number])
