"""Whether people can be sent here: what load balancers and watchdogs ask again and again."""

from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError

from lianhu.kernel.models import Heartbeat

# Workers beat every ten seconds; see `web.worker`.
QUIET_AFTER = timedelta(minutes=1)


def not_ready(now: datetime) -> list[str]:
    """What is missing, one word each; empty when all is there. `now` is the wall's time.

    Tables that are not up to date are none of it: `lianhu serve` does not start with such.
    """
    try:
        return [] if workers(now) else ["worker"]
    except (DatabaseError, InterfaceError):
        return ["database"]


def workers(now: datetime) -> int:
    """How many have shown within the last minute that they live."""
    near = (now - QUIET_AFTER, now + QUIET_AFTER)
    return Heartbeat.objects.filter(beat_at__range=near).count()
