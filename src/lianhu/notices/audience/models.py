"""Whom a text is for that is for a list: as it was sent, or would be.

Personal data: which households are on it. Gone 60 days after what was sent is over and is
not sent again, or after a draft was left or its time (`audience.jobs`); the text keeps how many.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk, Household


class ListRow(models.Model):
    # Read by every page of a text that is for a list, and by the sweep.
    version = models.ForeignKey("notices.Version", models.CASCADE, related_name="list_rows")
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, db_index=False, related_name="+"
    )
    desk = models.ForeignKey(Desk, models.CASCADE, null=True, db_index=False, related_name="+")

    objects: ClassVar[models.Manager["ListRow"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(household__isnull=False, desk=None)
                | Q(household=None, desk__isnull=False),
                name="list_row_of_one",
            ),
        ]
