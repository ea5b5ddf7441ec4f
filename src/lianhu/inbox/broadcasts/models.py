"""What reaches many: read through the places above one, never written for each.

Personal data: who has seen, acknowledged or acted on what was broadcast, what a digest told of it,
which topics a household does not want, and which households an officer has chosen. A receipt is its
person's own: a sender is told which places have not acted or acknowledged, never who has read. Gone
60 days after the last of what it answers has expired (`inbox.jobs.sweep`), as is who was chosen;
a refusal stays until it is taken back.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Desk, Household, Node, Resident
from lianhu.inbox.rules.broadcasts import Asks, Who


class Wording(models.Model):
    """What is said. Broadcasts with one wording are one card, answered once."""

    # Of what is said, or of one sending where nothing else may be the same.
    key = models.CharField(max_length=64, unique=True)

    objects: ClassVar[models.Manager["Wording"]] = models.Manager()


class Broadcast(models.Model):
    """Something sent to everybody at some places, while it lasts. It is never changed: a correction
    is the next version, which ends this one.
    """

    ASKS: ClassVar = [(asks.value, asks.value) for asks in Asks]

    kind = models.CharField(max_length=20)
    # What it is about and what it says, for the app that registered `kind`.
    thread = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    ref = models.BigIntegerField()
    desk = models.ForeignKey(Desk, models.PROTECT, db_index=False, related_name="+")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="broadcasts")
    asks = models.CharField(max_length=12, choices=ASKS)
    due_at = models.DateTimeField(null=True)
    # Until then it interrupts at any hour and over any budget; null: it is none.
    emergency_until = models.DateTimeField(null=True)
    # What a household may refuse, on a higher floor.
    topic = models.BigIntegerField(null=True)
    # Takes back what was sent, and reaches those only who had seen that.
    withdraws = models.BooleanField(default=False)
    # It tells what households have let be known: not for whoever has shown a card and no more.
    is_private = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # When the next version came.
    ended_at = models.DateTimeField(null=True)
    # When those whom it reaches are gone through next, to decide who hears of it; null: not again.
    call_at = models.DateTimeField(null=True)
    # How far that has come, by keys of desks, and the earliest time to do it again.
    called_until = models.BigIntegerField(default=0)
    again_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Broadcast"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "thread", "version"], name="broadcast_version"),
            models.UniqueConstraint(
                fields=["kind", "thread"], condition=Q(ended_at=None), name="broadcast_one_open"
            ),
        ]
        indexes: ClassVar = [
            # Read by the worker that goes through those whom it reaches.
            models.Index(
                fields=["call_at", "id"], condition=Q(call_at__isnull=False), name="broadcast_call"
            ),
        ]


class Target(models.Model):
    """Everybody of a kind at a place and below it, or of one level there; of households those that
    let a fact be known, whenever they do; or one household.
    """

    WHO: ClassVar = [(who.value, who.value) for who in Who]
    FACTS: ClassVar = [(fact.value, fact.value) for fact in Fact]

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="targets")
    node = models.ForeignKey(Node, models.PROTECT, db_index=False, related_name="+")
    who = models.CharField(max_length=12, choices=WHO)
    depth = models.PositiveSmallIntegerField(null=True)
    # Empty: every household there.
    fact = models.CharField(max_length=12, choices=FACTS, blank=True, default="")
    # Chosen by its officer, or on a list; null: every household there.
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, db_index=False, related_name="+"
    )
    # As long as the broadcast lasts: its end, or when it expires.
    until = models.DateTimeField()

    objects: ClassVar[models.Manager["Target"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by every inbox and every household's page: what lasts at the places above one.
            models.Index(
                fields=["node", "who", "until"], condition=Q(household=None), name="target_reach"
            ),
            # Read by that household's page.
            models.Index(
                fields=["household", "until"],
                condition=Q(household__isnull=False),
                name="target_home",
            ),
            # Read by the sweep.
            models.Index(
                fields=["until"], condition=Q(household__isnull=False), name="target_household"
            ),
        ]


class Receipt(models.Model):
    """What somebody has done about a wording, when last."""

    wording = models.ForeignKey(Wording, models.CASCADE, db_index=False, related_name="receipts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="receipts"
    )
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="receipts")
    # Opened by themselves; acknowledged; said to be done.
    seen_at = models.DateTimeField(null=True)
    acked_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    # Of the roster above, who wrote down what the person said last; null: nobody.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )

    objects: ClassVar[models.Manager["Receipt"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None, resident__isnull=False)
                | Q(person__isnull=False, resident=None),
                name="receipt_one_reader",
            ),
            # Read by every inbox as well, and by what tells a sender which places are open.
            models.UniqueConstraint(fields=["wording", "person"], name="receipt_person_once"),
            models.UniqueConstraint(fields=["wording", "resident"], name="receipt_resident_once"),
        ]


class Refusal(models.Model):
    """A topic that a resident does not want to be sent any more."""

    resident = models.ForeignKey(Resident, models.CASCADE, db_index=False, related_name="refusals")
    # On a higher floor, as `Broadcast.topic`.
    topic = models.BigIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Refusal"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "topic"], name="refusal_once"),
        ]


class BroadcastLine(models.Model):
    """A broadcast in a digest, as `DigestLine` is of an item."""

    # Read by digest through the constraint, by broadcast when it is decided who has heard of it.
    digest = models.ForeignKey(
        "inbox.Digest", models.CASCADE, db_index=False, related_name="broadcast_lines"
    )
    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="digest_lines")

    objects: ClassVar[models.Manager["BroadcastLine"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "broadcast"], name="broadcast_line_once"),
        ]
