"""Tables that every floor may lean on: the demo clock, answered requests, workers, tallies."""

from django.db import models
from django.db.models.functions import Now


class DemoClock(models.Model):
    """How far the demo city's clock is from the machine's. One row, in demo mode only."""

    offset = models.DurationField()


class Idempotency(models.Model):
    """What a request with this key was answered, so that sending it twice does it once."""

    # A plain reference ("user:7", "token:3"): callers live on higher floors.
    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    body_hash = models.CharField(max_length=64)
    ref = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="idempotency_once"),
        ]


class Heartbeat(models.Model):
    """A worker that lives. Rows older than a minute belong to the dead."""

    worker = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField()
    # What the domain's clock showed then; null for a beat of before this was kept.
    domain_at = models.DateTimeField(null=True)


class JobLock(models.Model):
    """A row to lock for work that only one worker may do at a time."""

    name = models.CharField(max_length=40, unique=True)


class Tally(models.Model):
    """How often somebody did something within an hour. Read and written by `kernel.limits`."""

    what = models.CharField(max_length=20)
    # Not the address or number itself: a keyed hash of it.
    who = models.CharField(max_length=32)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "who", "hour"], name="tally_once"),
        ]
        indexes = [
            # Read by the job that sweeps.
            models.Index(fields=["hour"], name="tally_hour"),
        ]
