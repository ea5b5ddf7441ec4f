"""What the worker does for the inbox. Any of it may die at any moment and run several times."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from lianhu.inbox.broadcasts.models import Broadcast, Receipt, Target, Wording
from lianhu.inbox.models import Digest, Interruption
from lianhu.inbox.undoing.models import Act

KEPT_FOR = timedelta(days=60)
# An act may be undone for minutes; whoever is too late on the same day is told so.
ACTS_KEPT_FOR = timedelta(days=1)
BATCH = 1000


def sweep(now: datetime) -> int:
    """Remove a batch of what is too old; return how many rows went."""
    lasting = Broadcast.objects.filter(wording=OuterRef("pk"), expires_at__gte=now - KEPT_FOR)
    over = Wording.objects.filter(~Exists(lasting))
    gone = 0
    for old in (
        # First: a receipt goes with its acts.
        Act.objects.filter(at__lt=now - ACTS_KEPT_FOR).order_by("at"),
        Receipt.objects.filter(wording__in=over).order_by("id"),
        # Whom an officer has chosen is nobody's business any more.
        Target.objects.filter(household__isnull=False, until__lt=now - KEPT_FOR).order_by("until"),
        Interruption.objects.filter(at__lt=now - KEPT_FOR).order_by("at"),
        Digest.objects.filter(sent_at__lt=now - KEPT_FOR).order_by("sent_at"),
    ):
        keys = list(old.values_list("pk", flat=True)[:BATCH])
        gone += old.model.objects.filter(pk__in=keys).delete()[0]
    return gone
