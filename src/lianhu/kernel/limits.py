"""How often somebody may do something within an hour, for doors that ask nobody's name.

Kept in a table, so that it holds for all processes and outlives them. By the machine's clock and in
whole hours: at the turn of the hour twice as much fits in, which no limit here minds.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from lianhu.kernel.crypto import blind_index
from lianhu.kernel.models import Tally

KEPT = timedelta(days=1)
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many of `what` in an hour, for each phone number or address."""

    what: str
    most: int

    def spend(self, who: str, now: datetime) -> bool:
        """Count one more; False, without counting it, if that is too many.

        Call it outside a transaction: what is rolled back has been tried all the same.
        """
        Tally.objects.bulk_create([Tally(**self._row(who, now))], ignore_conflicts=True)
        row = Tally.objects.filter(**self._row(who, now), count__lt=self.most)
        return row.update(count=F("count") + 1) == 1

    def give_back(self, who: str, now: datetime) -> None:
        """Count one less: it was counted before it was tried, and turned out to be allowed."""
        Tally.objects.filter(**self._row(who, now), count__gt=0).update(count=F("count") - 1)

    def is_spent(self, who: str, now: datetime) -> bool:
        return Tally.objects.filter(**self._row(who, now), count__gte=self.most).exists()

    def _row(self, who: str, now: datetime) -> dict[str, object]:
        return {
            "what": self.what,
            "who": blind_index(who, f"kernel.tally.{self.what}"),
            "hour": now.replace(minute=0, second=0, microsecond=0),
        }


def again_at(now: datetime) -> datetime:
    """From when on whoever was refused at `now` may try again."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; the network, where one household has many addresses (IPv6).

    Behind LIANHU_PROXIES proxies, it is what the outermost of them was asked by; what stands before
    that in the header anybody may have written.
    """
    told = request.headers.get("X-Forwarded-For", "") if settings.PROXIES else ""
    hops = [*filter(None, map(str.strip, told.split(","))), request.META.get("REMOTE_ADDR", "")]
    found: str = hops[-min(len(hops), settings.PROXIES + 1)]
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return found
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def sweep(now: datetime) -> int:
    """Take away up to BATCH tallies that nobody asks for any more; return how many."""
    old = Tally.objects.filter(hour__lt=now - KEPT).order_by("hour").values_list("pk", flat=True)
    done, _ = Tally.objects.filter(pk__in=list(old[:BATCH])).delete()
    return done
