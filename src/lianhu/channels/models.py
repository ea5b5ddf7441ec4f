"""Ways out: one row per sending. The table is the queue."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from lianhu.kernel.fields import EncryptedTextField


class Delivery(models.Model):
    """One sending to one address, kept until it is sent or given up."""

    class Class(models.TextChoices):
        ATTENTION = "attention"  # written by inbox only
        CODE = "code"  # by signin only
        BRIDGE = "bridge"  # by doors only

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    delivery_class = models.CharField(max_length=10, choices=Class)
    channel = models.CharField(max_length=20)
    address = EncryptedTextField()
    # Not the address: what stands for it in the unique constraint below.
    address_bi = models.CharField(max_length=32)
    body = EncryptedTextField()
    source = models.CharField(max_length=80)
    # Whether it is to arrive without a sound, where the channel can.
    silent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)
    # The request that caused it, as the log knows it.
    request = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "address_bi", "channel"], name="delivery_once"
            ),
        ]
        indexes: ClassVar = [
            # Read by the worker that sends.
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_due"),
        ]
