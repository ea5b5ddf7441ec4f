"""Forgetting who was on a list."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.notices.audience.models import ListRow
from lianhu.notices.rules.sending import Stage
from lianhu.notices.services import KIND

BATCH = 2000


def sweep(now: datetime) -> int:
    """Remove a batch of rows of what is long over, or of drafts that were left; return how many."""
    old = now - KEPT_FOR
    lasting = Broadcast.objects.filter(
        kind=KIND, thread=OuterRef("version__notice"), expires_at__gte=old
    )
    rows = ListRow.objects.filter(~Exists(lasting), version__written_at__lt=old)
    # What is planned goes out half a year later at the latest; what waits for a second person goes
    # out, or is given back.
    rows = rows.exclude(version__stage__in=[Stage.PLANNED, Stage.WAITING]).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    return ListRow.objects.filter(pk__in=keys).delete()[0]
