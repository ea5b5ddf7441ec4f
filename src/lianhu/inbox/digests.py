"""Sending digests: once each, however many workers die over it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import npgettext

from lianhu.accounts.models import User
from lianhu.channels.models import Delivery
from lianhu.channels.services import queue
from lianhu.grid.models import Desk
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.inbox.broadcasts.reading import Reached, at_work, waiting
from lianhu.inbox.calling import listeners_of, one_at_a_time
from lianhu.inbox.calls import Heard, calls_about, put_calls
from lianhu.inbox.hearing import in_a_row, what_for
from lianhu.inbox.models import Digest, Item
from lianhu.inbox.people import Wish, wishes
from lianhu.inbox.registry import kind_of
from lianhu.inbox.rules.reach import BY_DESK, Reach
from lianhu.kernel import clock
from lianhu.kernel.lease import claim
from lianhu.ui import timewords

LEASE = timedelta(minutes=5)
# In one message.
MOST_LINES = 5


def send_one(now: datetime) -> bool:
    """Send a digest that is due; False if there is none. Never call inside a transaction.

    The claim keeps one that cannot be sent from holding up the others; that it is sent once comes
    of the transaction that sends it. It is tried for as long as it takes.
    """
    digest = claim(Digest.objects.filter(sent_at=None, due_at__lte=now), clock.wall(), LEASE)
    if digest is None:
        return False
    _send(digest, now)
    return True


@transaction.atomic
def _send(claimed: Digest, now: datetime) -> None:
    # Nobody gathers meanwhile: a line is in the digest that is sent, or in the next one.
    one_at_a_time()
    digest = Digest.objects.select_related("person").filter(pk=claimed.pk, sent_at=None).first()
    if digest is None:  # another worker's, who had it before the lease ran out
        return
    digest.sent_at = now
    digest.save(update_fields=["sent_at"])
    heard = [*_still_theirs(digest, now), *_cards_in(digest, now)]
    if not heard:
        return
    reach = wishes([digest.person_id]).get(digest.person_id, Wish()).reach
    may_call = [
        each for each in heard if not (isinstance(each[0], Item) and kind_of(each[0]).is_own)
    ]
    calls = calls_about(digest.person, may_call) if reach in BY_DESK else []
    put_calls(calls, now)
    # Nobody calls about what comes through a desk that has none above.
    called = [call.about for call in calls]
    heard = [each for each in heard if each[0] not in called]
    if heard and digest.person.phone:
        queue(
            Delivery.Class.ATTENTION,
            channel="console",
            address=digest.person.phone,
            body=_body(digest.person, [each for each, _ in heard], reach),
            source=f"digest:{digest.pk}",
            silent=True,
        )


def _still_theirs(digest: Digest, now: datetime) -> list[tuple[Heard, Desk | None]]:
    """What of it waits still, and through which desk. Of what is somebody else's by now it is
    decided anew who hears.
    """
    items = list(
        Item.objects.filter(digest_lines__digest=digest, done_at=None)
        .select_related("desk__node__level")
        .order_by("id")
    )
    there = listeners_of(items, now)
    theirs: list[tuple[Heard, Desk | None]] = [
        (item, one.desk)
        for item in items
        for one in there[item.pk]
        if one.person.pk == digest.person_id
    ]
    gone = {item.pk for item in items} - {item.pk for item, _ in theirs}
    if gone:
        digest.lines.filter(item__in=gone).delete()
        Item.objects.filter(pk__in=gone).update(call_at=now)
    return theirs


def broadcasts_in(digest: Digest, serves: Sequence[MyDesk], now: datetime) -> list[Reached]:
    """The cards of broadcasts in a digest that wait for its person, who `serves` there, still."""
    told = set(digest.broadcast_lines.values_list("broadcast", flat=True))
    if not told:
        return []
    found = waiting(at_work(digest.person, serves), now)
    return [each for each in found if any(row.pk in told for row in each.broadcasts)]


def _cards_in(digest: Digest, now: datetime) -> list[tuple[Heard, Desk | None]]:
    """The strictest copy of each card, and a desk of the person's, if there is one."""
    if not digest.broadcast_lines.exists():
        return []
    serves = my_desks(digest.person, now)
    found = broadcasts_in(digest, serves, now)
    desk = serves[0].desk if serves else None
    return [
        (next(row for row in each.broadcasts if row.due_at == each.card.due_at), desk)
        for each in found
    ]


def _body(person: User, heard: Sequence[Heard], reach: Reach) -> str:
    dues = [each.due_at for each in heard if each.due_at is not None]
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if reach is Reach.SMS:
            lines = [what_for(each) for each in heard[:MOST_LINES]]
            if more := len(heard) - len(lines):
                rest = npgettext("message", "And %(count)d more.", "And %(count)d more.", more)
                lines.append(rest % {"count": more})
            return in_a_row(lines)
        if not dues:
            return npgettext(
                "message",
                "%(count)d thing waits for your next look.",
                "%(count)d things wait for your next look.",
                len(heard),
            ) % {"count": len(heard)}
        return npgettext(
            "message",
            "%(count)d thing waits for your next look, %(time)s.",
            "%(count)d things wait for your next look, the first %(time)s.",
            len(heard),
        ) % {"count": len(heard), "time": timewords.by_time(min(dues))}
