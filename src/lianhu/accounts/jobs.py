"""Sweeping what nobody came back to. May die at any moment and run several times over."""

from datetime import datetime

from django.contrib.sessions.models import Session

from lianhu.accounts.models import Draft
from lianhu.accounts.rules import KEPT_FOR

BATCH = 1000


def sweep_drafts(now: datetime) -> int:
    """Remove a batch of drafts that are too old; return how many it removed."""
    old = Draft.objects.filter(updated_at__lt=now - KEPT_FOR).order_by("updated_at")
    gone, _ = Draft.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:BATCH])).delete()
    return gone


def sweep_sessions(now: datetime) -> int:
    """Remove a batch of sessions that are over, which may carry words (`carrying`).

    `now` is the wall's time, by which sessions go.
    """
    over = Session.objects.filter(expire_date__lt=now).order_by("expire_date")
    gone, _ = Session.objects.filter(
        pk__in=list(over.values_list("pk", flat=True)[:BATCH])
    ).delete()
    return gone
