"""Who looked at whose data. Floors above name desks and residents by plain ids."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Look(models.Model):
    """One look at personal data. Rows are only ever added."""

    class Verb(models.TextChoices):
        CASE = "case", _("opened a case")
        HOUSEHOLDS = "households", _("read the list of households")
        CALL = "call", _("saw the phone number")

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks")
    desk = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=20, choices=Verb)
    resident = models.BigIntegerField(null=True)
    household = models.BigIntegerField(null=True)
    # Why: a case number, or the duty that the look belongs to.
    purpose = models.CharField(max_length=120)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            # Read by the resident's page "who has looked at my information".
            models.Index(fields=["resident", "-id"], name="look_resident"),
            models.Index(fields=["household", "-id"], name="look_household"),
        ]
