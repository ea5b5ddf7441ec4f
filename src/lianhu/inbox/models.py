"""The one door to a person's attention.

Personal data: how often somebody was interrupted, and what a digest held. Kept so that budgets hold
and nothing is told twice, shown to that person alone, counted for nobody, and gone after 60 days
(`jobs.sweep`). How somebody is reached; who chose to be called, or paper, is on the call list of
the roster above, which reads what waits for that person and when the digest came.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk, Resident
from lianhu.inbox.broadcasts import models as _broadcasts  # noqa: F401  # Django looks for them here
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.undoing import models as _undoing  # noqa: F401  # Django looks for them here
from lianhu.kernel.key_indexes import where_there_is_one


class Item(models.Model):
    """Something that needs somebody: the people of a desk, one person, or a resident.

    Put and cleared in the same transaction as its cause. Read through duties, so that a change of
    people moves no rows.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="items", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="items", db_index=False
    )
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, related_name="items", db_index=False
    )
    kind = models.CharField(max_length=20)
    # Serves at the desk and yet has no part in it.
    hidden_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # What it is about, for the app that registered `kind`.
    ref = models.BigIntegerField()
    # Says "the same thing again" to put(); unique among what is open at one address.
    key = models.CharField(max_length=80)
    due_at = models.DateTimeField(null=True)
    # Again, when it is back from waiting for somebody else.
    put_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    # When it is to be decided who hears of it, and how; null: that is done.
    call_at = models.DateTimeField(null=True)
    # Of which other one a person without a smart phone is to be told by telephone; done with it.
    about = models.ForeignKey(
        "self", models.CASCADE, null=True, db_index=False, related_name="calls"
    )
    # Whether such a one is about this.
    has_calls = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[models.Manager["Item"]] = models.Manager()

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
            # Read when something is done that somebody was to be called about.
            models.Index(
                fields=["about"],
                condition=Q(done_at=None, about__isnull=False),
                name="item_calls",
            ),
            # Read by the worker that decides who hears of it.
            models.Index(
                fields=["call_at", "id"],
                condition=Q(done_at=None, call_at__isnull=False),
                name="item_to_call",
            ),
            *(
                where_there_is_one("item", name)
                for name in ("desk", "person", "resident", "hidden_from")
            ),
        ]


class Interruption(models.Model):
    """Somebody was interrupted, once for one source."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="interruptions"
    )
    # The duty day, by the clock of the desk.
    day = models.DateField()
    # An item as it was put, or what else has reasons to interrupt.
    source = models.CharField(max_length=80)
    at = models.DateTimeField()
    # Against the budget of the day.
    counts = models.BooleanField()
    # An emergency, where anything else would have been quiet.
    bypasses = models.BooleanField()

    objects: ClassVar[models.Manager["Interruption"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "source"], name="interruption_once"),
        ]
        indexes: ClassVar = [
            # Read by whatever decides whether there is budget left, and by the inbox page.
            models.Index(fields=["person", "day"], name="interruption_day"),
            # Read by the worker that sweeps.
            models.Index(fields=["at"], name="interruption_at"),
        ]


class Digest(models.Model):
    """What is told to somebody together, without a sound: one is being gathered at a time.

    The table is the queue: due by the domain's clock, leased by the machine's.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="digests"
    )
    due_at = models.DateTimeField()
    # Null: still gathering.
    sent_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Digest"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(sent_at=None), name="digest_one_open"
            ),
        ]
        indexes: ClassVar = [
            # Read by the worker that sends.
            models.Index(fields=["due_at"], condition=Q(sent_at=None), name="digest_due"),
            # Read by the page of the last digest.
            models.Index(fields=["person", "sent_at"], name="digest_person"),
            # Read by the worker that sweeps.
            models.Index(fields=["sent_at"], name="digest_sent"),
        ]


class DigestLine(models.Model):
    """An item in a digest. It is shown there as long as it is open and the person's."""

    # Read by digest through the constraint, by item when it is decided who has heard of it.
    digest = models.ForeignKey(Digest, models.CASCADE, db_index=False, related_name="lines")
    item = models.ForeignKey(Item, models.CASCADE, related_name="digest_lines")

    objects: ClassVar[models.Manager["DigestLine"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "item"], name="digest_line_once"),
        ]


class Choice(models.Model):
    """How somebody wants to hear of things; who has no row wants it as usual."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attention"
    )
    # Of digests, "08:40", by the clock of the desk; at least one.
    times = models.JSONField()
    # Interruptions a duty day; null: as many as the post has.
    budget = models.PositiveSmallIntegerField(null=True)
    reach = models.CharField(
        max_length=8, choices=[(way, way.value) for way in Reach], default=Reach.PAGE
    )
    # Whoever said so for a person who cannot; null: the person.
    reach_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, db_index=False, related_name="+"
    )

    objects: ClassVar[models.Manager["Choice"]] = models.Manager()
