"""Policies, what came of each for a household, and how many have got it.

Personal data: which households were offered something, or passed over, and what they said. Read by
the household and, before it is offered, by its officer. Gone when the household holds no such fact
any more; all of it 60 days after the policy is over. Numbers by town stay.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Desk, Household, Node
from lianhu.kernel.crypto import INDEX_LENGTH
from lianhu.knowledge.models import Item
from lianhu.notices.rules.policies import LONGEST_WHY, Said


class Policy(models.Model):
    """For households at or below a desk's place that hold one of its facts: an item of the book."""

    # Read by the list of a desk.
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="policies")
    item = models.ForeignKey(Item, models.PROTECT, db_index=False, related_name="+")
    # Values of `grid.facts.rules.Fact`, of which one is enough.
    facts = models.JSONField()
    # Why it may be for them, as officers and households read it.
    why = models.CharField(max_length=LONGEST_WHY)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    written_at = models.DateTimeField()
    # The last day.
    until = models.DateField()
    stopped_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Policy"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the worker that proposes, and by the sweep.
            models.Index(fields=["until"], name="policy_until"),
        ]

    @property
    def meant(self) -> tuple[Fact, ...]:
        return tuple(Fact(fact) for fact in self.facts)


class Offer(models.Model):
    """That a household has been offered it by its officer, or passed over."""

    SAID: ClassVar = [(said.value, said.value) for said in Said]

    policy = models.ForeignKey(Policy, models.CASCADE, db_index=False, related_name="offers")
    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    # With which it came; null: the officer knows that it is not for them.
    notice = models.ForeignKey(
        "notices.Notice", models.CASCADE, null=True, db_index=False, related_name="+"
    )
    said = models.CharField(max_length=10, choices=SAID, blank=True, default=Said.NOTHING)
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Offer"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "household"], name="offer_once"),
        ]


class Got(models.Model):
    """How many households of a town say that they have got it."""

    policy = models.ForeignKey(Policy, models.CASCADE, db_index=False, related_name="got")
    town = models.ForeignKey(Node, models.PROTECT, db_index=False, related_name="+")
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Got"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "town"], name="got_once"),
        ]


class Counted(models.Model):
    """That a household counts as one that has got it, whether it can still be asked or not.

    `mark`: a keyed hash of policy and household, which says neither who nor what for.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=INDEX_LENGTH)
    # For which it counts.
    town = models.ForeignKey(Node, models.PROTECT, db_index=False, related_name="+")

    objects: ClassVar[models.Manager["Counted"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mark"], name="counted_once"),
        ]
