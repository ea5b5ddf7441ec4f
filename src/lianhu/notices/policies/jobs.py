"""What the worker does for policies. Any of it may die at any moment and run several times."""

import logging
from collections import defaultdict
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from lianhu.grid.facts.models import HouseholdFact
from lianhu.inbox.broadcasts.models import Target
from lianhu.inbox.jobs import KEPT_FOR
from lianhu.inbox.models import Item
from lianhu.notices.policies.models import Counted, Offer, Policy
from lianhu.notices.policies.queries import meant_by
from lianhu.notices.policies.services import propose
from lianhu.notices.rules.policies import KIND
from lianhu.notices.services import KIND as NOTICE

logger = logging.getLogger(__name__)
BATCH = 1000


def propose_all(now: datetime) -> int:
    """Each policy that is on, and each that has items left; a transaction each. How many.

    What households let be known stands encrypted: it is read once for all of them.
    """
    today = timezone.localtime(now).date()
    left = Item.objects.filter(kind=KIND, done_at=None).order_by().values("ref")
    on = Policy.objects.filter(until__gte=today, stopped_at=None)
    rows = on | Policy.objects.filter(pk__in=left)
    policies = list(rows.select_related("desk__node", "item").order_by("pk"))
    known = meant_by(policies, now)
    for policy in policies:
        try:
            propose(policy.pk, known=known, now=now)
        except Exception:  # one that fails does not hold up those after it
            logger.exception("Policy %s could not be proposed", policy.pk)
    return len(policies)


def sweep(now: datetime) -> int:
    """Forget a batch of households: of what is long over, and of those that do not hold any more
    what it is for.
    """
    today = timezone.localtime(now).date()
    over = Q(policy__until__lt=today - KEPT_FOR) | Q(policy__stopped_at__lt=now - KEPT_FOR)
    gone = 0
    for old in (Offer.objects.filter(over), Counted.objects.filter(over)):
        keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
        gone += old.model.objects.filter(pk__in=keys).delete()[0]
    return gone + _forget_lost(today)


def _forget_lost(today: date) -> int:
    """What it is for stands encrypted: all of those that were offered something are read."""
    rows = HouseholdFact.objects.filter(
        household__in=Offer.objects.values("household"), until__gte=today
    )
    held = defaultdict[int, set[str]](set)
    for household, kind in rows.values_list("household", "kind").iterator():
        held[household].add(kind)
    offers = Offer.objects.order_by("pk").values_list("pk", "household", "policy__facts", "notice")
    lost = [row for row in offers.iterator() if held[row[1]].isdisjoint(row[2])][:BATCH]
    for _key, household, _facts, notice in lost:
        # That it was chosen for it says the same.
        chosen = Target.objects.filter(household=household, broadcast__is_private=True)
        chosen.filter(broadcast__kind=NOTICE, broadcast__thread=notice).delete()
    return Offer.objects.filter(pk__in=[row[0] for row in lost]).delete()[0]
