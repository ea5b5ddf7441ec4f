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
from lianhu.grid.queries import my_desks
from lianhu.inbox.broadcasts.reading import Reached, at_work, waiting
from lianhu.inbox.calling import listeners_of, one_at_a_time
from lianhu.inbox.models import Digest, Item
from lianhu.kernel import clock
from lianhu.kernel.lease import claim
from lianhu.ui import timewords

LEASE = timedelta(minutes=5)


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
    dues = [item.due_at for item in _still_theirs(digest, now)]
    dues += [each.card.due_at for each in broadcasts_in(digest, now)]
    if dues and digest.person.phone:
        queue(
            Delivery.Class.ATTENTION,
            channel="console",
            address=digest.person.phone,
            body=_body(digest.person, dues),
            source=f"digest:{digest.pk}",
            silent=True,
        )


def _still_theirs(digest: Digest, now: datetime) -> list[Item]:
    """What of it waits still. Of what is somebody else's by now it is decided anew who hears."""
    items = list(
        Item.objects.filter(digest_lines__digest=digest, done_at=None)
        .select_related("desk__node__level")
        .order_by("id")
    )
    there = listeners_of(items, now)
    theirs = [
        item for item in items if any(one.person.pk == digest.person_id for one in there[item.pk])
    ]
    gone = {item.pk for item in items} - {item.pk for item in theirs}
    if gone:
        digest.lines.filter(item__in=gone).delete()
        Item.objects.filter(pk__in=gone).update(call_at=now)
    return theirs


def broadcasts_in(digest: Digest, now: datetime) -> list[Reached]:
    """The cards of broadcasts in a digest that wait for its person still."""
    told = set(digest.broadcast_lines.values_list("broadcast", flat=True))
    if not told:
        return []
    found = waiting(at_work(digest.person, my_desks(digest.person, now)), now)
    return [each for each in found if any(row.pk in told for row in each.broadcasts)]


def _body(person: User, dues: Sequence[datetime | None]) -> str:
    first = min((due_at for due_at in dues if due_at is not None), default=None)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if first is None:
            return npgettext(
                "message",
                "%(count)d thing waits for your next look.",
                "%(count)d things wait for your next look.",
                len(dues),
            ) % {"count": len(dues)}
        return npgettext(
            "message",
            "%(count)d thing waits for your next look, %(time)s.",
            "%(count)d things wait for your next look, the first %(time)s.",
            len(dues),
        ) % {"count": len(dues), "time": timewords.by_time(first)}
