"""Templates of notices: what a desk, and those below it, write again with other dates.

No personal data: numbers that belong to somebody are refused.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.knowledge.models import Topic


class Template(models.Model):
    ASKS: ClassVar = [(asks.value, asks.value) for asks in Asks]

    desk = models.ForeignKey(Desk, models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    body = models.TextField()
    asks = models.CharField(max_length=12, choices=ASKS)
    minutes = models.PositiveSmallIntegerField()
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    saved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Template"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by the list of templates as well.
            models.UniqueConstraint(
                fields=["desk", "name"],
                condition=Q(withdrawn_at=None),
                name="template_name_once",
            ),
        ]
