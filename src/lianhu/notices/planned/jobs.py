"""Sending what is planned, when its time has come. The table is the queue."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from lianhu.notices.models import Version
from lianhu.notices.planned import services
from lianhu.notices.recurring import services as recurring
from lianhu.notices.rules.sending import Stage

logger = logging.getLogger(__name__)

BATCH = 50


def plan_next(now: datetime) -> int:
    """Plan the next turn of what is sent again and again; of how many something became."""
    keys = recurring.running().order_by("pk").values_list("pk", flat=True)
    return _each(keys, lambda key: recurring.go_on(key, now))


def send_planned(now: datetime) -> int:
    """Send what is due, the first planned first; of how many something became. Any worker may do
    it and may die: `services.go_out` does it once, or not at all.
    """
    due = Version.objects.filter(stage=Stage.PLANNED, send_at__lte=now).order_by("send_at", "pk")
    keys = due.values_list("notice", flat=True)
    return _each(keys, lambda key: services.go_out(key, now) is not None)


def _each(keys: Iterable[int], do: Callable[[int], bool]) -> int:
    """Up to a batch, in which those that fail do not count: they keep no others back."""
    done = 0
    for key in list(keys):
        try:
            done += do(key)
        except Exception:
            logger.exception("planned notice or series %s failed", key)
        if done == BATCH:
            break
    return done
