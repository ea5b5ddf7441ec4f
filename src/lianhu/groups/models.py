"""Micro-communities: what people of a place say to each other, and what became of it.

Every place has its group, and nobody makes it: its row is written when somebody first says
something there, for of thousands of places most rest, and a place that is added or moved needs no
second list to be kept up. Nobody is entered as a member: a group is read by the people of its place
(`rules.people`), so hand-overs and moves change no rows.

Personal data: what residents wrote to their neighbours under their own names (`Said`, encrypted),
and the photos that came with it. Purpose: that the group reads it. Kept for two years (`jobs`), or
until its author takes it back, which empties it at once; what was removed by others keeps words
and photos for its author alone. Search goes by keyed hashes of short pieces, which tell nothing
without the key and go with the words. Nothing is kept of who has read what, nor counted of what
anybody wrote.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.cases.models import Case
from lianhu.files.models import Blob
from lianhu.grid.models import Desk, Node, Resident
from lianhu.groups.rules.life import Life
from lianhu.groups.rules.people import Audience, People
from lianhu.kernel.fields import EncryptedTextField
from lianhu.knowledge.models import Item


class Group(models.Model):
    """One micro-community: a place's own, or a temporary one with a purpose and an end."""

    # A place's own has the code of the place.
    code = models.CharField(max_length=40, unique=True)
    node = models.ForeignKey(Node, models.PROTECT, related_name="groups")
    audience = models.CharField(
        max_length=10, choices=[(a, a.value) for a in Audience], default=Audience.EVERYBODY
    )
    # Whoever serves there looks after it, so a change of people moves nothing; whoever serves at
    # the place right above is their backup.
    owner = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    # Of a temporary one alone.
    purpose = models.CharField(max_length=60, blank=True)
    purpose_key = models.CharField(max_length=60, blank=True)
    ends_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Whoever wrote that down for somebody without a smart phone.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Where its people go on.
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # When somebody last wrote; nobody's name.
    last_at = models.DateTimeField(null=True)
    # One more with every change, for pages to see that there was one.
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["node"], condition=Q(purpose=""), name="group_own_once"
            ),
            models.UniqueConstraint(
                fields=["node", "audience", "purpose_key"],
                condition=~Q(purpose="") & Q(closed_at=None),
                name="group_purpose_once",
            ),
            models.CheckConstraint(
                condition=Q(purpose="", ends_at=None) | (~Q(purpose="") & Q(ends_at__isnull=False)),
                name="group_temporary_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_written(self) -> bool:
        """Whether anything has been said or done in it."""
        return not self._state.adding

    @property
    def is_temporary(self) -> bool:
        return bool(self.purpose)

    @property
    def people(self) -> People:
        return People(way(self.node.path), Audience(self.audience))

    @property
    def life(self) -> Life:
        return Life(self.made_at, self.ends_at, self.closed_at, self.last_at, self.node.closed_at)


def way(path: str) -> tuple[str, ...]:
    """A path of the tree as rules know places."""
    return tuple(path[at : at + Node.steplen] for at in range(0, len(path), Node.steplen))


class Said(models.Model):
    """What a message says. Apart from it, so that it can be erased."""

    body = EncryptedTextField(blank=True)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            # Read by the job that empties what is kept no longer.
            models.Index(fields=["at"], condition=Q(erased_at=None), name="said_kept"),
        ]


class Photo(models.Model):
    """Came with what was said, for whoever reads that."""

    said = models.ForeignKey(Said, models.PROTECT, related_name="photos", db_index=False)
    blob = models.OneToOneField(Blob, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            # Read by whatever shows messages.
            models.UniqueConstraint(fields=["said", "position"], name="photo_once"),
        ]


class Message(models.Model):
    """Something said in a group: by a resident, or by somebody who serves at a desk."""

    class Kind(models.TextChoices):
        TALK = "talk"
        ANNOUNCEMENT = "announcement"
        ANSWER = "answer"  # what of the answer to an official question is for all

    group = models.ForeignKey(Group, models.PROTECT, related_name="messages", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TALK)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    # Whoever wrote it down for somebody without a smart phone.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    said = models.OneToOneField(Said, models.PROTECT, related_name="message")
    at = models.DateTimeField()
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    # The matter that its author made of it.
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="+")
    # A question that nobody who serves has answered yet.
    waits = models.BooleanField(default=False)
    # Whoever looks after the group offers to take it up officially.
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(resident__isnull=False, desk=None)
                | Q(resident=None, desk__isnull=False),
                name="message_of_resident_or_desk",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, waits=False),
                name="message_removed_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            # Read by the feed, newest first.
            models.Index(fields=["group", "-id"], name="message_feed"),
            # Read by the pages of whoever looks after the group: what waits, oldest first.
            models.Index(fields=["group", "id"], condition=Q(waits=True), name="message_waits"),
            # Read at each look whether the feed has changed: how far its matters have come.
            models.Index(
                fields=["group", "-id"], condition=Q(case__isnull=False), name="message_asked"
            ),
            # Read by the head of the feed.
            models.Index(
                fields=["group", "-id"],
                condition=Q(kind="announcement", removed_at=None),
                name="message_announced",
            ),
        ]


class Piece(models.Model):
    """A short piece of a message's words, as a keyed hash: what search finds it by."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="pieces")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", db_index=False)
    hash = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            # Read by search.
            models.UniqueConstraint(fields=["group", "hash", "message"], name="piece_once"),
        ]


class Pin(models.Model):
    """A how-to item that stands at the head of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="pins", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # Read by the head of the feed.
            models.UniqueConstraint(fields=["group", "item"], name="pin_once"),
        ]
