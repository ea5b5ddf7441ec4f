"""Sending something of the book, or a notice that has come, on to an officer's own households.

That is a notice of each beat's own desk, only to be known, sent at once and never corrected. What
a household has from somebody else already stands on one card with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Stay
from lianhu.inbox.broadcasts import sending
from lianhu.inbox.broadcasts.foreseeing import Foreseen
from lianhu.inbox.broadcasts.models import Broadcast, Target
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.kernel.idempotency import once
from lianhu.kernel.ids import new_token
from lianhu.knowledge.models import Item, Topic
from lianhu.notices.models import Notice, Version
from lianhu.notices.rules.sending import Audience, Stage, expires_at
from lianhu.notices.rules.sending_on import OF_NO_TOPIC, check, counts_from
from lianhu.notices.services import KIND


@dataclass(frozen=True, slots=True)
class Matter:
    """What is sent on: an item of the book or, `about`, what has reached the officer. `joined`: the
    wording of the latter. `offered_until`: to households of which nobody above may know why;
    it lasts until then.
    """

    title: str
    body: str
    topic: Topic | None
    item: Item | None = None
    about: Notice | None = None
    joined: str = ""
    offered_until: datetime | None = None

    @property
    def is_offer(self) -> bool:
        return self.offered_until is not None


def of_item(item: Item, *, offered_until: datetime | None = None) -> Matter:
    """Needs `live` and `topic` joined. One query. Households refuse its area."""
    assert item.live is not None
    entry = item.live.entry
    area = Topic.objects.get_parent(item.topic) or item.topic
    return Matter(entry.title, entry.sentence, area, item=item, offered_until=offered_until)


def of_notice(version: Version) -> Matter:
    """`version`: what was sent of it last, with `notice` and `topic` joined."""
    return Matter(
        version.title,
        version.body,
        version.topic,
        about=version.notice,
        joined=version.wording,
    )


def living_at(beats: Sequence[Desk]) -> dict[int, int]:
    """The beat's node of each household that lives at these beats today. One query."""
    stays = Stay.objects.open().filter(beat__in=[desk.node_id for desk in beats])
    return dict(stays.values_list("household", "beat"))


def had(
    beats: Sequence[Desk],
    matter: Matter,
    living: dict[int, int],
    now: datetime,
    *,
    is_blind: bool = False,
) -> dict[int, int]:
    """The notice by which households have it of late where they live, by household. Two queries at
    most. `is_blind`: besides what was offered to those that may qualify, as is read by somebody who
    must not learn whether anybody does.
    """
    same = Q(item=matter.item)
    if matter.item is None:
        # Of several who sent the officer the same, any may be what was sent on.
        copies = Version.objects.filter(number=1, wording=matter.joined)
        same = Q(about=matter.about) | Q(about__isnull=False, pk__in=copies.values("notice"))
    before = Notice.objects.filter(
        same, desk__in=beats, withdrawn_at=None, started_at__gt=counts_from(now)
    ).order_by("pk")
    if is_blind:
        before = before.filter(is_offer=False)
    nodes = {notice.pk: notice.desk_id for notice in before}
    if not nodes:
        return {}
    sent = Target.objects.filter(broadcast__kind=KIND, broadcast__thread__in=nodes)
    found: dict[int, int] = {}
    for thread, node, chosen in sent.order_by("pk").values_list(
        "broadcast__thread", "node", "household"
    ):
        for household in [chosen] if chosen else living:
            # Whoever has moved to another beat does not find it there.
            if living.get(household) == node:
                found.setdefault(household, thread)
    return found


@transaction.atomic
def send_on(
    beats: Sequence[Desk],
    matter: Matter,
    reason: str,
    *,
    households: Collection[int] | None,
    by: User,
    entered_by: User | None = None,
    key: str,
    now: datetime,
) -> int:
    """To all households of these beats, or those of them that were chosen; to how many.

    The same form twice is sent once. `entered_by`: who wrote down what `by` said, and must not read
    from it that some were offered it: these get it too. Raises Again, or Refused, changing nothing.
    """

    def make() -> str:
        # Two who send the same at once: the second reads what the first has sent.
        list(Desk.objects.select_for_update(no_key=True).filter(pk__in=desks).order_by("pk"))
        living = living_at(beats)
        wanted = [one for one in living if households is None or one in households]
        before = had(beats, matter, living, now, is_blind=entered_by is not None)
        check(wanted, before, settings.LIANHU_NOTICE_ALONE)
        for desk in beats:
            there = sorted(one for one in wanted if living[one] == desk.node_id)
            if there:
                _send(desk, matter, reason, there, households is None, by, entered_by, now)
        return str(len(wanted))

    desks = [desk.pk for desk in beats]
    sent = repr((matter.item, matter.about, reason, households and sorted(households)))
    return int(once(f"send_on:{by.pk}", key, sent, make))


def _send(
    desk: Desk,
    matter: Matter,
    reason: str,
    homes: Sequence[int],
    to_all: bool,
    by: User,
    entered_by: User | None,
    now: datetime,
) -> Broadcast:
    notice = Notice.objects.create(
        desk=desk,
        contact=desk,
        topic=matter.topic,
        item=matter.item,
        about=matter.about,
        is_offer=matter.is_offer,
        started_at=now,
    )
    version = Version.objects.create(
        notice=notice,
        number=1,
        stage=Stage.SENT,
        title=matter.title,
        body=matter.body,
        asks=Asks.KNOW.value,
        contact=desk,
        topic=matter.topic,
        reason=reason,
        audience=Audience(
            (Who.HOUSEHOLD,), (desk.node_id,), chosen=None if to_all else len(homes)
        ).to_json(),
        cost=Foreseen(households=len(homes)).to_json(),
        cost_at=now,
        by=by,
        entered_by=entered_by,
        written_at=now,
        sent_at=now,
        wording=matter.joined or new_token(),
    )
    places = [None] if to_all else homes
    outgoing = sending.Outgoing(
        kind=KIND,
        thread=notice.pk,
        ref=version.pk,
        version=version.number,
        desk=desk.pk,
        wording=version.wording,
        asks=Asks.KNOW,
        due_at=None,
        expires_at=max(expires_at(None, now), matter.offered_until or now),
        places=tuple(sending.Place(desk.node_id, Who.HOUSEHOLD, household=one) for one in places),
        topic=matter.topic.pk if matter.topic else OF_NO_TOPIC,
        is_private=matter.is_offer,
    )
    return sending.send(outgoing, now)
