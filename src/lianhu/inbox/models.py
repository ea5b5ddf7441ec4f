"""The one door to a person's attention."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk, Resident


class Item(models.Model):
    """Something that needs somebody: the people of a desk, one person, or a resident.

    Put and cleared in the same transaction as its cause. Read through duties, so that a change of
    people moves no rows.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="items")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="items"
    )
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="items")
    kind = models.CharField(max_length=20)
    # Serves at the desk and yet has no part in it.
    hidden_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # What it is about, for the app that registered `kind`.
    ref = models.BigIntegerField()
    # Says "the same thing again" to put(); unique among what is open at one address.
    key = models.CharField(max_length=80)
    due_at = models.DateTimeField(null=True)
    put_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(desk__isnull=False, person=None, resident=None)
                    | Q(desk=None, person__isnull=False, resident=None)
                    | Q(desk=None, person=None, resident__isnull=False)
                ),
                name="item_one_address",
            ),
            models.UniqueConstraint(
                fields=["desk", "key"], condition=Q(done_at=None), name="item_desk_once"
            ),
            models.UniqueConstraint(
                fields=["person", "key"], condition=Q(done_at=None), name="item_person_once"
            ),
            models.UniqueConstraint(
                fields=["resident", "key"], condition=Q(done_at=None), name="item_resident_once"
            ),
        ]
        indexes: ClassVar = [
            # Read by the inbox page: a desk's open items by what falls due.
            models.Index(
                fields=["desk", "due_at", "id"], condition=Q(done_at=None), name="item_desk_due"
            ),
            models.Index(
                fields=["resident", "id"], condition=Q(done_at=None), name="item_resident_open"
            ),
            # Read by `verify`: all that is open about one thing, wherever it is.
            models.Index(fields=["ref"], condition=Q(done_at=None), name="item_ref_open"),
        ]
