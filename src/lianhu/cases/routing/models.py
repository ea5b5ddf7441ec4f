"""What was learnt of where questions belong."""

from typing import ClassVar

from django.db import models


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
