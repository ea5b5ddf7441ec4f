"""Sending what is planned, when its time has come. The table is the queue."""

import logging
from datetime import datetime

from lianhu.notices.models import Version
from lianhu.notices.planned import services
from lianhu.notices.recurring import services as recurring
from lianhu.notices.rules.sending import Stage

logger = logging.getLogger(__name__)

BATCH = 50


def plan_next(now: datetime) -> int:
    """Plan the next turn of what is sent again and again; of how many something became."""
    return sum(
        recurring.go_on(key, now)
        for key in recurring.running().values_list("pk", flat=True)[:BATCH]
    )


def send_planned(now: datetime) -> int:
    """Send what is due, the first planned first; of how many something became. Any worker may do
    it and may die: `services.go_out` does it once, or not at all.
    """
    due = Version.objects.filter(stage=Stage.PLANNED, send_at__lte=now)
    done = 0
    for notice in list(due.order_by("send_at", "pk").values_list("notice", flat=True)[:BATCH]):
        try:
            done += services.go_out(notice, now) is not None
        except Exception:  # one bad notice must not keep the others back
            logger.exception("planned notice %s failed", notice)
    return done
