"""What the worker does for the inbox. Any of it may die at any moment and run several times."""

from datetime import datetime, timedelta

from lianhu.inbox.models import Digest, Interruption

KEPT_FOR = timedelta(days=60)
BATCH = 1000


def sweep(now: datetime) -> int:
    """Remove a batch of what is too old; return how many rows went."""
    gone = 0
    for old in (
        Interruption.objects.filter(at__lt=now - KEPT_FOR).order_by("at"),
        Digest.objects.filter(sent_at__lt=now - KEPT_FOR).order_by("sent_at"),
    ):
        keys = list(old.values_list("pk", flat=True)[:BATCH])
        gone += old.model.objects.filter(pk__in=keys).delete()[0]
    return gone
