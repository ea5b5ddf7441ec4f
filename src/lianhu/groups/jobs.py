"""Emptying what is kept no longer."""

from datetime import datetime, timedelta

from django.db import transaction

from lianhu.groups.models import Said
from lianhu.groups.services import empty

KEPT_FOR = timedelta(days=2 * 365)
BATCH = 500


def sweep(now: datetime) -> int:
    """Erase up to BATCH old messages, the oldest first; return how many."""
    old = Said.objects.filter(at__lt=now - KEPT_FOR, erased_at=None).order_by("at")
    with transaction.atomic():
        return empty(list(old.values_list("pk", flat=True)[:BATCH]), now)
