"""What was done and may be taken back: an act is added, and says when it was undone.

Personal data: what somebody answered or told, and when. Shown to nobody; kept so that it can be
taken back, and gone after a day (`inbox.jobs.sweep`).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Act(models.Model):
    class Kind(models.TextChoices):
        ANSWER = "answer"  # to what was broadcast
        TOLD = "told"  # whoever is called has been told

    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+"
    )
    # Of an answer: whose, and what it was before. Read by the sweep of receipts as well.
    receipt = models.ForeignKey("inbox.Receipt", models.CASCADE, null=True, related_name="+")
    acked_before = models.DateTimeField(null=True)
    acted_before = models.DateTimeField(null=True)
    entered_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    # Keys of the calls that were done with it.
    calls = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Act"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the sweep.
            models.Index(fields=["at"], name="act_at"),
        ]
