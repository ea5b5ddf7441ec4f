"""Forgetting who was on a list."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Greatest

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.notices.audience.models import ListRow
from lianhu.notices.models import Version
from lianhu.notices.rules.sending import Stage
from lianhu.notices.services import KIND

BATCH = 2000


def sweep(now: datetime) -> int:
    """Remove a batch of rows of what is long over, or of drafts that were left; return how many."""
    old = now - KEPT_FOR
    lasting = Broadcast.objects.filter(
        kind=KIND, thread=OuterRef("version__notice"), expires_at__gte=old
    )
    # Left since it was written, or since the time at which it was to go out.
    since = Greatest("version__written_at", Coalesce("version__send_at", "version__written_at"))
    rows = ListRow.objects.annotate(since=since).filter(~Exists(lasting), since__lt=old)
    # What is planned or waits for a second person still goes out.
    rows = rows.exclude(version__stage__in=[Stage.PLANNED, Stage.WAITING])
    keys = list(rows.exclude(_goes_on()).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return ListRow.objects.filter(pk__in=keys).delete()[0]


def _goes_on() -> Exists:
    """Of the newest turn of what is sent again and again, which the next one takes over."""
    later = Version.objects.filter(
        notice__series=OuterRef("notice__series"),
        notice__turn__gt=OuterRef("notice__turn"),
        notice__withdrawn_at=None,
        stage=Stage.SENT,
    )
    newest = Version.objects.filter(
        ~Exists(later),
        pk=OuterRef("version"),
        notice__series__ended_at=None,
        notice__series__isnull=False,
    )
    return Exists(newest)
