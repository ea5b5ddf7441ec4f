"""Removing what households let be known for a time that is over."""

from datetime import datetime

from django.utils import timezone

from lianhu.grid.facts.models import HouseholdFact

BATCH = 1000


def sweep(now: datetime) -> int:
    """Remove a batch; return how many."""
    over = HouseholdFact.objects.filter(until__lt=timezone.localtime(now).date()).order_by("until")
    keys = list(over.values_list("pk", flat=True)[:BATCH])
    return HouseholdFact.objects.filter(pk__in=keys).delete()[0]
