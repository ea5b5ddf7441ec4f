"""What the worker does for policies. Any of it may die at any moment and run several times."""

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from lianhu.grid.facts.models import HouseholdFact
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.inbox.models import Item
from lianhu.notices.policies.models import Offer, Policy
from lianhu.notices.policies.services import propose
from lianhu.notices.rules.policies import KIND

logger = logging.getLogger(__name__)
BATCH = 1000


def propose_all(now: datetime) -> int:
    """Each policy that is on, and each that has items left; a transaction each. How many."""
    today = timezone.localtime(now).date()
    left = Item.objects.filter(kind=KIND, done_at=None).order_by().values("ref")
    on = Policy.objects.filter(until__gte=today, stopped_at=None)
    rows = on | Policy.objects.filter(pk__in=left)
    keys = list(rows.distinct().order_by("pk").values_list("pk", flat=True))
    for key in keys:
        try:
            propose(key, now=now)
        except Exception:  # one that fails does not hold up those after it
            logger.exception("Policy %s could not be proposed", key)
    return len(keys)


def sweep(now: datetime) -> int:
    """Forget a batch of households: of what is long over, and of those without any fact by now."""
    today = timezone.localtime(now).date()
    facts = HouseholdFact.objects.filter(household=OuterRef("household"), until__gte=today)
    gone = 0
    for old in (
        Offer.objects.filter(policy__until__lt=today - KEPT_FOR),
        Offer.objects.filter(policy__stopped_at__lt=now - KEPT_FOR),
        Offer.objects.filter(~Exists(facts)),
    ):
        keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
        gone += Offer.objects.filter(pk__in=keys).delete()[0]
    return gone
