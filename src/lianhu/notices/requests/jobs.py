"""Removing answers that are kept no longer."""

from datetime import datetime, timedelta

from django.db import transaction

from lianhu.files.services import let_go
from lianhu.notices.requests.models import Answer

KEPT_FOR = timedelta(days=2 * 365)
BATCH = 500


def sweep(now: datetime) -> int:
    """Remove up to BATCH old answers, the oldest first; return how many."""
    old = Answer.objects.filter(answered_at__lt=now - KEPT_FOR).order_by("answered_at")
    with transaction.atomic():
        keys = list(old.values_list("pk", flat=True)[:BATCH])
        going = Answer.objects.filter(pk__in=keys)
        pictures = list(going.exclude(photos=None).values_list("photos__blob", flat=True))
        going.delete()
        let_go(pictures)
    return len(keys)
