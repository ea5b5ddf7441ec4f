"""Who looked at whose data. Floors above name desks and residents by plain ids."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """A batch of looks, closed: its Merkle root bound to the seal before it."""

    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    value = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Look(models.Model):
    """One look at personal data. Rows are only ever added."""

    class Verb(models.TextChoices):
        CASE = "case", _("opened a case")
        HOUSEHOLDS = "households", _("read the list of households")
        CALL = "call", _("saw the phone number")
        VISIT = "visit", _("read where to visit")
        HOUSEHOLD = "household", _("opened a household")
        CARDS = "cards", _("opened the cards of a household")
        CARD = "card", _("gave a card to sign in with")
        ANSWERS = "answers", _("read what desks answered to a request")
        FACTS = "facts", _("read what a household lets be known")
        FACT_TOLD = "fact_told", _("wrote down, as told, what a household lets be known")
        FACT_BACK = "fact_back", _("wrote down, as told, that a household takes it back")

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks")
    desk = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=20, choices=Verb)
    resident = models.BigIntegerField(null=True)
    household = models.BigIntegerField(null=True)
    # Why: a case number, a request, the duty that it belongs to, or who told what was written down.
    purpose = models.CharField(max_length=120)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="looks")

    class Meta:
        indexes: ClassVar = [
            # Read by the job that seals.
            models.Index(fields=["id"], condition=models.Q(seal=None), name="look_unsealed"),
            # Read by the resident's page "who has looked at my information".
            models.Index(fields=["resident", "-id"], name="look_resident"),
            models.Index(fields=["household", "-id"], name="look_household"),
            models.Index(
                fields=["desk", "-id"],
                condition=models.Q(verb="households"),
                name="look_households",
            ),
        ]
