"""Notices that are sent again and again: each time one of its own (`Notice.turn`)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.notices.recurring.rules import Every, Rhythm


class Series(models.Model):
    """In which rhythm, and until when. What it says is in the notice that went out last."""

    EVERY: ClassVar = [(every.value, every.value) for every in Every]

    every = models.CharField(max_length=5, choices=EVERY)
    starts_on = models.DateField()
    # Of day, where the desk is.
    goes_at = models.TimeField()
    until = models.DateField()
    # The turn that was planned last, and its day.
    turn = models.PositiveSmallIntegerField(default=1)
    last_on = models.DateField()
    # How often it had gone out when somebody said last that it is still needed.
    reviewed = models.PositiveSmallIntegerField(default=0)
    # Who answers for it, and is asked.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Of those that ended because nobody said that they are needed.
    unreviewed = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Series"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the worker that plans the next turn.
            models.Index(
                fields=["id"], condition=Q(ended_at=None, paused_at=None), name="series_running"
            ),
        ]

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.starts_on, Every(self.every), self.until)
