"""The one tree of topics, and the how-to book below it."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node

from lianhu.files.attaching import LONGEST_NAME
from lianhu.files.models import Blob
from lianhu.grid.models import Department, Desk, Node
from lianhu.kernel.ids import new_token
from lianhu.kernel.names import TwoNames
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Audience, Entry


class Topic(TwoNames, MP_Node):
    """An area (depth 1) or a what-to-do (depth 2): areas of the book, case categories and routing
    labels alike.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    # Whom to consult about it; areas and topics that several departments share have none.
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="topics"
    )
    # The desk that answers for it by itself: what is asked about it goes there at once (直达).
    straight_to = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    # The class that a case on this topic gets unless the asker says otherwise; a value of
    # cases.rules.CaseClass, which stands on a higher floor.
    case_class = models.CharField(max_length=12, default="question")
    # Not offered any more; cases that have it keep it.
    retired_at = models.DateTimeField(null=True, blank=True)

    node_order_by: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.shown_name


# For which no desk answers, or one that is closed.
UNATTENDED_ITEMS = Q(owner=None) | Q(owner__closed_at__isnull=False)


class ItemQuerySet(models.QuerySet["Item"]):
    def published(self) -> Self:
        """What everybody may read."""
        return self.filter(live__isnull=False)

    def past_review(self, today: date) -> Self:
        """Those in use that are to be checked again."""
        return self.filter(live__isnull=False, review_on__lt=today)

    def for_whom(self, *audiences: Audience) -> Self:
        """Those that say that they are for any of these."""
        wanted = Q()
        for audience in audiences:
            wanted |= Q(audiences__contains=f"|{audience.value}|")
        return self.filter(wanted)


class Item(models.Model):
    """An entry of the book, under a what-to-do. What it says is in its versions."""

    code = models.CharField(max_length=120, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="items")
    # Its place among those of its topic.
    position = models.PositiveIntegerField(default=0)
    # As in the newest version that was published, or in the first draft.
    title = models.CharField(max_length=40)
    title_en = models.CharField(max_length=120, blank=True)
    # Who answers for it; nobody knows yet for a draft from a question.
    owner = models.ForeignKey(
        Desk, models.PROTECT, null=True, blank=True, related_name="book_items"
    )
    # What everybody reads; null before it is first published, and once it is withdrawn.
    live = models.OneToOneField("ItemVersion", models.PROTECT, null=True, related_name="+")
    # Of the live text, for search to sort and filter by: when it holds, and values of
    # entry.Audience between bars.
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    audiences = models.CharField(max_length=200, default="|")
    # Written for every city, and checked by no office of this one.
    is_sample = models.BooleanField(default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    checked_on = models.DateField(null=True)
    # To be checked again; past it, residents are told so.
    review_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = ItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["title"], condition=Q(withdrawn_at=None), name="item_title_once"
            ),
        ]
        indexes: ClassVar = [
            # Read by the pages of an area.
            models.Index(fields=["topic", "position", "id"], name="item_topic"),
            # Read by the job that brings items to their owners for review.
            models.Index(fields=["review_on"], condition=Q(live__isnull=False), name="item_review"),
        ]

    def __str__(self) -> str:
        return self.title

    def show(self, version: "ItemVersion") -> None:
        """Let this be what everybody reads. The caller saves, in a transaction."""
        if self.title != version.entry.title:
            self.keep_title()
        self.live = version
        self.withdrawn_at, self.withdrawn_why = None, ""
        self.describe(version.entry)

    def keep_title(self) -> None:
        """What names it by the title of today finds it under another one too."""
        FormerTitle.objects.update_or_create(title=self.title, defaults={"item": self})

    def describe(self, entry: Entry) -> None:
        """What lists and filters read, kept beside the text itself."""
        self.title, self.title_en = entry.title, entry.title_en
        self.valid_from, self.valid_until = entry.valid_from, entry.valid_until
        self.audiences = f"|{'|'.join(one.value for one in entry.audiences)}|"

    def continued(self, newest: "ItemVersion") -> "ItemVersion":
        """The text that a newer one starts from: what is worked on, else what is published. What
        was set aside stays aside.
        """
        return newest if newest.is_open or self.live is None else self.live

    def is_being_checked(self, today: date) -> bool:
        return publishing.is_being_checked(self.review_on, today)


class ItemVersion(models.Model):
    """One text of an item: who wrote it and why, and how far it has come."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # `Entry.as_data()`.
    data = models.JSONField()
    # A value of publishing.Stage.
    stage = models.CharField(max_length=10, default=publishing.Stage.DRAFT.value)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    # Until when its reviewer stands for it; the item's from the moment it is published.
    review_on = models.DateField(null=True)
    # When it is to be published on its own.
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    # Who decided that, be it for later.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager["ItemVersion"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            # One text at a time is worked on.
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(stage__in=["draft", "reviewed"]),
                name="item_version_one_open",
            ),
        ]
        indexes: ClassVar = [
            # Read by the job that publishes what is scheduled.
            models.Index(
                fields=["publish_at"], condition=Q(stage="reviewed"), name="item_version_due"
            ),
        ]

    @property
    def entry(self) -> Entry:
        return Entry.from_data(self.data)

    @property
    def is_open(self) -> bool:
        """Whether it is worked on, or waits to be published."""
        return self.stage in publishing.OPEN

    def as_rules(self, faults: int = 0) -> publishing.Version:
        return publishing.Version(publishing.Stage(self.stage), faults, self.publish_at)


class FormerTitle(models.Model):
    """What an item was called that has another title now: texts that name it so still find it."""

    title = models.CharField(max_length=40, unique=True)
    item = models.ForeignKey(Item, models.CASCADE, db_index=False, related_name="+")

    objects: ClassVar[models.Manager["FormerTitle"]] = models.Manager()


class FormFile(models.Model):
    """A form to fill in, or another file, that goes along with a text of an item: for everybody.
    Newer texts that leave it as it is point to the same blob.
    """

    version = models.ForeignKey(
        ItemVersion, models.PROTECT, db_index=False, related_name="form_files"
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["FormFile"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by the pages of an item.
            models.UniqueConstraint(fields=["version", "position"], name="form_file_position"),
        ]


class Posting(models.Model):
    """Which items hold a token, and how much it weighs in each; `rules.postings` packs them.

    By buckets of neighbouring keys, so that a change of one item rewrites little.
    """

    token = models.CharField(max_length=40)
    bucket = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    packed = models.BinaryField()

    objects: ClassVar[models.Manager["Posting"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by every search.
            models.UniqueConstraint(fields=["token", "bucket"], name="posting_once"),
        ]


class Helped(models.Model):
    """How often an item answered somebody who was about to ask. Nobody's name."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Helped"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "day"], name="helped_once"),
        ]


class NotFound(models.Model):
    """A question that the book had no good answer to, and where it was asked. Nobody's name.

    `text` has its personal numbers starred out, and is kept once per place and day.
    """

    text = models.CharField(max_length=80)
    node = models.ForeignKey(Node, models.CASCADE, null=True, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager["NotFound"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "text", "node"], name="not_found_once"),
            # SQLite holds no two nulls alike.
            models.UniqueConstraint(
                fields=["day", "text"], condition=Q(node=None), name="not_found_nowhere_once"
            ),
        ]


class BookFile(models.Model):
    """A file that an editor has sent: what could be read of it, kept until it is taken."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    name = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # As `book.as_data`; mistakes as rows of line, what, about, field.
    blocks = models.JSONField()
    mistakes = models.JSONField()
    taken_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["BookFile"]] = models.Manager()
