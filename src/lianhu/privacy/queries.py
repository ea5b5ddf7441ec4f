"""Reading who looked. Floors above say which resident, household and desk a person means."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from lianhu.privacy.models import Look


def looks_at(
    *,
    resident: int,
    household: int | None,
    desk: int | None,
    since: datetime | None,
    before: Iterable[tuple[int, list[str]]] = (),
) -> QuerySet[Look]:
    """Looks at one resident, at the household, and at the list of households of `desk`, where they
    live since `since`; newest first. `before`: residents as whom that one was known before, with
    the purposes for which.
    """
    found = Q(resident=resident)
    for known_as, purposes in before:
        found |= Q(resident=known_as, purpose__in=purposes)
    if household is not None:
        found |= Q(household=household)
    if desk is not None and since is not None:
        found |= Q(desk=desk, verb=Look.Verb.HOUSEHOLDS, at__gte=since)
    return Look.objects.filter(found).select_related("actor").order_by("-id")
