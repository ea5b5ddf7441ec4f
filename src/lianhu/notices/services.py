"""Writing, approving, sending, correcting and withdrawing notices. One transaction each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from lianhu.accounts.models import User
from lianhu.files.attaching import Attached
from lianhu.grid.models import Desk
from lianhu.inbox.broadcasts import sending
from lianhu.inbox.broadcasts.foreseeing import Foreseen, Unsent, foresee
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.kernel.idempotency import once
from lianhu.kernel.ids import new_token
from lianhu.knowledge.models import Topic
from lianhu.notices import questions
from lianhu.notices.attachments import services as attachments
from lianhu.notices.audience import listing, places
from lianhu.notices.models import Notice, Version
from lianhu.notices.recurring import services as recurring
from lianhu.notices.requests import checking
from lianhu.notices.rules import sending as rules
from lianhu.notices.rules.listing import Listed
from lianhu.notices.rules.planning import check_time
from lianhu.notices.rules.sameness import Text, wording_of
from lianhu.notices.rules.sending import Audience, Code, Refused, Stage
from lianhu.notices.standing import settle, standing, throw_away

KIND = "notice"
APPROVAL = ("approved_by", "approved_for")
# What is settled once somebody says that it goes out.
SAID = ("planned_by", "entered_by", "remark", "stopped")
# How long a cost that was worked out is shown, and how many of those who are meant beside it.
FRESH = timedelta(minutes=10)
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Written:
    """What a sender fills in. `entered_by`: who did, where the sender said it by telephone."""

    title: str
    body: str
    document: str
    asks: Asks
    due_at: datetime | None
    minutes: int
    audience: Audience
    contact: Desk
    topic: Topic | None
    why: str = ""
    emergency: str = ""
    attached: tuple[Attached, ...] = ()
    listed: Listed | None = None
    entered_by: User | None = None


@transaction.atomic
def write(desk: Desk, written: Written, *, by: User, key: str, now: datetime) -> int:
    """A first draft; the key of the notice. The same form twice is one notice.

    Raises OtherBody for the key of another one, and files.Gone.
    """

    def make() -> str:
        return str(begin(desk, written, by=by, now=now).notice_id)

    return int(once(f"notices:{by.pk}", key, repr(written), make))


def begin(desk: Desk, written: Written, *, by: User, now: datetime) -> Version:
    """A first draft, of a new notice. Call inside a transaction."""
    notice = Notice.objects.create(
        desk=desk, contact=written.contact, topic=written.topic, started_at=now
    )
    version = Version.objects.create(notice=notice, number=1, **_columns(written, by, now))
    attachments.put(notice.pk, version.pk, written.attached)
    listing.keep(version, written.listed)
    return version


@transaction.atomic
def change(
    notice: int, written: Written, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """Another text for what has not been sent yet. Whoever changes it is its writer from then on.

    `seen`: the mark of the text that its author saw. Raises Refused, or files.Gone, changing
    nothing.
    """
    row, version = locked(notice)
    before = standing(row, version)
    rules.to_send(Stage(version.stage), is_withdrawn=row.withdrawn_at is not None)
    _check_seen(version, seen)
    for name, value in _columns(written, by, now).items():
        setattr(version, name, value)
    # Each time is to be read again, whatever its words.
    version.joined = new_token() if row.is_later_turn else ""
    version.remark, version.stopped = "", ""
    if written.emergency:  # goes out at once
        version.send_at = None
        if version.number == 1:
            recurring.put(row, None, None, None)
    version.save()
    attachments.put(row.pk, version.pk, written.attached)
    listing.keep(version, written.listed)
    settle(row, version, before, now)


@transaction.atomic
def correct(
    notice: int, written: Written, *, by: User, now: datetime, seen: str | None = None
) -> None:
    """A draft that puts right what was sent; nothing reaches anybody yet. `seen` as for `change`.

    Raises Refused, or files.Gone.
    """
    row, version = locked(notice)
    if row.withdrawn_at is not None:
        raise Refused(Code.WITHDRAWN)
    if row.is_sent_on:
        raise Refused(Code.SENT_ON)
    if version.stage != Stage.SENT:
        raise Refused(Code.OTHER_STAGE)
    _check_seen(version, seen)
    number = version.number + 1
    draft = Version.objects.create(notice=row, number=number, **_columns(written, by, now))
    attachments.put(row.pk, draft.pk, written.attached)
    listing.keep(draft, written.listed)


@transaction.atomic
def discard(notice: int, *, now: datetime) -> None:
    """Throw away what has not been sent; a correction leaves the text before it. Raises Refused."""
    row, version = locked(notice)
    rules.to_send(Stage(version.stage), is_withdrawn=row.withdrawn_at is not None)
    throw_away(row, version, now)


def send(
    notice: int,
    *,
    now: datetime,
    by: User | None = None,
    entered_by: User | None = None,
    at: datetime | None = None,
) -> Stage:
    """Send it or, where it reaches many, show it to a second person first; what became of it.

    `at`: the time at which the page said that it goes out, if any; `by` says so then, and it is
    planned; `entered_by` wrote that down. Raises Refused, changing nothing.
    """
    # Outside the transaction: it reads everybody whom it reaches.
    first = Version.objects.filter(notice=notice).select_related("notice").order_by("-number")[0]
    cost = known_cost(first.notice, first, now)
    with transaction.atomic():
        row, version = locked(notice)
        rules.to_send(Stage(version.stage), is_withdrawn=row.withdrawn_at is not None)
        rules.check_due(Asks(version.asks), version.due_at, now)
        if version.send_at is not None:
            urgent = bool(version.emergency)
            check_time(version.send_at, version.due_at, now, is_emergency=urgent)
        # A draft that was changed while this read is as good as another one.
        was, read = (first.pk, first.mark, first.joined), (version.pk, version.mark, version.joined)
        if was != read or version.send_at != at:
            raise Refused(Code.OTHER_STAGE)
        listing.to_send(version)
        # Whether few households let a fact be known, or none, is told nobody.
        if not cost.people and not cost.households and not version.meant_for.facts:
            raise Refused(Code.NOBODY)
        checking.to_send(version, now)
        attachments.to_send(version.pk)
        before = standing(row, version)
        version.planned_by, version.remark, version.stopped = by, "", ""
        version.entered_by = entered_by or version.entered_by
        if (waits := needs_approval(version, cost)) or at is not None:
            version.stage = Stage.WAITING if waits else Stage.PLANNED
            version.save(update_fields=["stage", *SAID])
        else:
            broadcast(row, version, now)
        settle(row, version, before, now)
        return Stage(version.stage)


@transaction.atomic
def approve(
    notice: int, *, by: User, now: datetime, seen: tuple[str, datetime | None] | None = None
) -> Stage:
    """A second person lets it through: it is sent, or goes out at its time. `seen`: the mark of the
    text that the page showed, and the time. Raises Refused, changing nothing.
    """
    row, version = locked(notice)
    _to_approve(row, version, by)
    if seen is not None and seen != (version.mark, version.send_at):
        raise Refused(Code.OTHER_STAGE)
    rules.check_due(Asks(version.asks), version.due_at, now)
    checking.to_send(version, now)
    attachments.to_send(version.pk)
    listing.to_send(version)
    before = standing(row, version)
    # What the page showed on which it was let through.
    cost = Foreseen.from_json(version.cost) if version.cost else known_cost(row, version, now)
    version.approved_by, version.approved_for = by, cost.people + cost.households
    if version.send_at is not None and version.send_at > now:
        version.stage = Stage.PLANNED
        version.save(update_fields=["stage", *APPROVAL])
    else:
        broadcast(row, version, now)
    settle(row, version, before, now)
    return Stage(version.stage)


@transaction.atomic
def give_back(notice: int, *, by: User, remark: str, now: datetime) -> None:
    """A second person wants it otherwise: a draft again, and the writer hears why."""
    row, version = locked(notice)
    _to_approve(row, version, by)
    before = standing(row, version)
    version.stage, version.remark = Stage.DRAFT, remark
    version.save(update_fields=["stage", "remark"])
    settle(row, version, before, now)


@transaction.atomic
def withdraw(
    notice: int, *, by: User, entered_by: User | None = None, why: str, now: datetime
) -> bool:
    """It reaches nobody any more; whoever had seen it reads that it was withdrawn, and why.
    Whether what is sent again and again is paused by that.

    Raises Refused for what was never sent: that is thrown away.
    """
    row, version = locked(notice)
    if row.withdrawn_at is not None:
        raise Refused(Code.WITHDRAWN)
    sent = row.versions.filter(stage=Stage.SENT).order_by("-number").first()
    if sent is None:
        raise Refused(Code.OTHER_STAGE)
    number = sent.number + 1
    if version.stage != Stage.SENT:  # a correction that nobody has read
        throw_away(row, version, now)
    last = Version.objects.create(
        notice=row,
        number=number,
        stage=Stage.SENT,
        title=sent.title,
        body=sent.body,
        document=sent.document,
        asks=Asks.KNOW.value,
        minutes=1,
        contact_id=sent.contact_id,
        topic_id=sent.topic_id,
        audience=sent.audience,
        why=why,
        withdraws=True,
        by=by,
        entered_by=entered_by,
        written_at=now,
        sent_at=now,
        wording=new_token(),
    )
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    sending.send(_outgoing(row, last, now), now)
    return recurring.withdrawn(row, now)


def text_of(version: Version) -> Text:
    return Text(version.document, version.body, version.attached)


def wording(version: Version) -> str | None:
    """The key of what is the same as this text; None if nothing is."""
    return version.wording or version.joined or wording_of(text_of(version))


def cost_of(notice: Notice, version: Version, now: datetime) -> Foreseen:
    """What sending it at `now` would cost everybody. Reads all whom it reaches."""
    unsent = Unsent(
        desk=notice.desk_id,
        asks=Asks(version.asks),
        due_at=version.due_at,
        wording=wording(version),
        version=version.number,
        emergency_until=_emergency_until(version, now),
    )
    return foresee(places.aims(version), unsent, now)


def known_cost(notice: Notice, version: Version, now: datetime) -> Foreseen:
    """As `cost_of`, of a few minutes ago: in a whole city it takes seconds to read everybody."""
    if version.cost is not None and version.cost_at and now - FRESH < version.cost_at <= now:
        return Foreseen.from_json(version.cost)
    cost = cost_of(notice, version, max(now, version.send_at or now))
    for some in (cost.desks, cost.places):
        some[:] = some[:: max(1, len(some) // SAMPLE)][:SAMPLE]
    # Nobody has written another text meanwhile, named another time, or said that it is what others
    # have sent.
    same = {"written_at": version.written_at, "send_at": version.send_at, "joined": version.joined}
    unchanged = Version.objects.filter(pk=version.pk, **same)
    unchanged.update(cost=cost.to_json(), cost_at=now)
    return cost


def needs_approval(version: Version, cost: Foreseen) -> bool:
    """Whether a second person has to look at it: an emergency always."""
    most = settings.LIANHU_NOTICE_ALONE
    return bool(version.emergency) or rules.needs_approval(cost.people, cost.households, most)


def locked(notice: int) -> tuple[Notice, Version]:
    """A notice and its newest text, for one transaction."""
    recurring.lock(notice)
    row = Notice.objects.select_for_update(no_key=True).get(pk=notice)
    return row, row.versions.order_by("-number")[0]


def _check_seen(version: Version, seen: str | None) -> None:
    if seen is not None and seen != version.mark:
        raise Refused(Code.OTHER_TEXT)


def _to_approve(row: Notice, version: Version, by: User) -> None:
    rules.to_approve(
        Stage(version.stage),
        writers=version.writers,
        person=by.pk,
        is_withdrawn=row.withdrawn_at is not None,
    )


def _columns(written: Written, by: User, now: datetime) -> dict[str, object]:
    return {
        "title": written.title,
        "body": written.body,
        "document": written.document,
        "asks": written.asks.value,
        "due_at": written.due_at,
        "minutes": written.minutes,
        "contact": written.contact,
        "topic": written.topic,
        "audience": written.audience.to_json(),
        "why": written.why,
        "emergency": written.emergency,
        "attached": attachments.key(written.attached),
        "by": by,
        "entered_by": written.entered_by,
        "written_at": now,
        "cost": None,
        "cost_at": None,
    }


def broadcast(notice: Notice, version: Version, now: datetime) -> None:
    """It reaches everybody from the end of this transaction on. Raises Refused where no place is
    left of those for which it was.
    """
    version.wording = wording(version) or new_token()
    version.stage, version.sent_at = Stage.SENT, now
    version.save(update_fields=["wording", "stage", "sent_at", *SAID, *APPROVAL])
    questions.move(notice, version.contact_id, now=now)
    notice.contact_id, notice.topic_id = version.contact_id, version.topic_id
    notice.save(update_fields=["contact", "topic"])
    outgoing = _outgoing(notice, version, now)
    if not outgoing.places:
        raise Refused(Code.NOBODY)
    if version.number > 1:
        recurring.corrected(notice, now)
    sending.send(outgoing, now)


def _outgoing(notice: Notice, version: Version, now: datetime) -> sending.Outgoing:
    return sending.Outgoing(
        kind=KIND,
        thread=notice.pk,
        ref=version.pk,
        version=version.number,
        desk=notice.desk_id,
        wording=version.wording,
        asks=Asks(version.asks),
        due_at=version.due_at,
        expires_at=rules.expires_at(version.due_at, now),
        places=() if version.withdraws else places.places(version),
        topic=version.topic_id,
        withdraws=version.withdraws,
        emergency_until=_emergency_until(version, now),
    )


def _emergency_until(version: Version, now: datetime) -> datetime | None:
    return rules.emergency_until(version.due_at, now) if version.emergency else None
