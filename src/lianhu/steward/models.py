"""What administrators changed: one line each, never edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """Somebody changed how the city is set up, and what that was before and afterwards."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Whoever wrote it down for somebody without a smart phone.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # As `desk.hours`; its text is in `verbs.VERBS`.
    verb = models.CharField(max_length=40)
    # Whatever it concerns, as it was called when it was changed. Never a resident.
    subject = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["Change"]] = models.Manager()
