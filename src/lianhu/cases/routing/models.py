"""What was learnt of where questions belong, and who lets them go there at once."""

from typing import ClassVar

from django.db import models

from lianhu.cases.routing.rules.consent import LEAST, MOST, USUAL, Consent
from lianhu.grid.models import Node


class RoutingModel(models.Model):
    """What was learnt of which questions belong where: one row, replaced by each training."""

    trained_at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    # `routing.rules.packing`; empty while there was nothing to tell apart.
    topics = models.BinaryField()
    desks = models.BinaryField()
    # Of questions that it had not learnt from, each time.
    topics_accuracy = models.FloatField(null=True)
    desks_accuracy = models.FloatField(null=True)

    objects: ClassVar[models.Manager["RoutingModel"]] = models.Manager()


class StraightConsent(models.Model):
    """What a place says of questions that surely belong to a section: for its own desk, and for
    places below that say nothing themselves.
    """

    node = models.OneToOneField(Node, models.CASCADE, related_name="straight")
    agreed = models.BooleanField()
    # Per cent of how sure one has to be; kept where it is not agreed, for when it is again.
    least = models.PositiveSmallIntegerField(default=USUAL)

    objects: ClassVar[models.Manager["StraightConsent"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(least__gte=LEAST, least__lte=MOST), name="straight_least"
            ),
        ]

    @property
    def consent(self) -> Consent:
        return Consent(self.agreed, self.least)
