"""Facts that households let be known.

Personal data: that somebody of a kind lives in a household, who of it agreed, and when. Purpose: to
tell the household of what may be for it. Read by the household and its contact officer, whose look
the household sees. Gone when it is taken back, and when its time is over (`facts.jobs`).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lianhu.grid.facts.rules import Purpose
from lianhu.kernel.crypto import INDEX_LENGTH
from lianhu.kernel.fields import EncryptedTextField


class HouseholdFact(models.Model):
    PURPOSES: ClassVar = [(purpose.value, purpose.value) for purpose in Purpose]

    # Read by the household's pages, and by what a notice for such households reaches.
    household = models.ForeignKey("grid.Household", models.CASCADE, related_name="facts")
    # One of `rules.Fact`.
    kind = EncryptedTextField()
    # A keyed hash of household and fact: each once, and alike nowhere.
    mark = models.CharField(max_length=INDEX_LENGTH)
    purpose = models.CharField(max_length=10, choices=PURPOSES)
    # Whoever of the household gave consent, and when.
    agreed_by = models.ForeignKey("grid.Resident", models.PROTECT, db_index=False, related_name="+")
    agreed_at = models.DateTimeField()
    # The last day.
    until = models.DateField()
    # That resident's account, or the contact officer's.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )

    objects: ClassVar[models.Manager["HouseholdFact"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mark"], name="household_fact_once"),
        ]
        indexes: ClassVar = [
            # Read by the sweep.
            models.Index(fields=["until"], name="household_fact_until"),
        ]
