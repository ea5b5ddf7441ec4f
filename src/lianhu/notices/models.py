"""What must reach people: written once, corrected and withdrawn in further versions.

Personal data: who wrote and who approved a text, and what colleagues ask about it and are answered,
kept with it as the record of an office. Whom it has reached is not kept here, nor anywhere
(`inbox.broadcasts`). Residents ask as about anything else: that is a case.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.kernel.fields import EncryptedTextField
from lianhu.knowledge.models import Item, Topic

# Django looks for them here.
from lianhu.notices.attachments import models as _attachments  # noqa: F401
from lianhu.notices.audience import models as _audience  # noqa: F401
from lianhu.notices.policies import models as _policies  # noqa: F401
from lianhu.notices.recurring.models import Series
from lianhu.notices.requests import models as _requests  # noqa: F401
from lianhu.notices.reuse import models as _reuse  # noqa: F401
from lianhu.notices.rules.sending import Audience, Stage
from lianhu.notices.rules.sending_on import LONGEST_REASON


class Notice(models.Model):
    """One matter that a desk has something to say about. What it says is in its versions."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="notices")
    # As in the text that was sent last, which takes them over (`services`).
    contact = models.ForeignKey(Desk, models.PROTECT, db_index=False, related_name="+")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    # What an officer sends on to own households: of the book, or what has reached the officer.
    item = models.ForeignKey(Item, models.PROTECT, null=True, db_index=False, related_name="+")
    about = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    # Of what an officer offers to households that let a fact be known: above nobody reads it.
    is_offer = models.BooleanField(default=False)
    # Of what is sent again and again, and which time this one is.
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, db_index=False, related_name="notices"
    )
    turn = models.PositiveSmallIntegerField(null=True)
    started_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Notice"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(item=None) | Q(about=None), name="notice_sends_on_one"
            ),
            # Read by whatever goes on with a series as well.
            models.UniqueConstraint(fields=["series", "turn"], name="notice_turn_once"),
            models.CheckConstraint(
                condition=Q(series=None, turn=None) | Q(series__isnull=False, turn__isnull=False),
                name="notice_turn_of_series",
            ),
        ]

    @property
    def is_sent_on(self) -> bool:
        return self.item_id is not None or self.about_id is not None

    @property
    def is_later_turn(self) -> bool:
        """Of what recurs, any time but the first."""
        return (self.turn or 1) > 1


class Version(models.Model):
    """A text of a notice. The first is the notice, further ones correct it."""

    STAGES: ClassVar = [(stage.value, stage.value) for stage in Stage]
    ASKS: ClassVar = [(asks.value, asks.value) for asks in Asks]

    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=STAGES, default=Stage.DRAFT)
    title = models.CharField(max_length=60)
    body = models.TextField()
    document = models.CharField(max_length=60, blank=True)
    asks = models.CharField(max_length=12, choices=ASKS)
    due_at = models.DateTimeField(null=True)
    # What it takes who reads it, by the sender's word.
    minutes = models.PositiveSmallIntegerField(default=1)
    # Who answers questions about it.
    contact = models.ForeignKey(Desk, models.PROTECT, db_index=False, related_name="+")
    # What a household may refuse; without one it is of none.
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    # Why it cannot wait for hours on duty; empty: it is no emergency.
    emergency = models.CharField(max_length=200, blank=True)
    # Why each of them gets what is sent on.
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # As `rules.sending.Audience` writes it.
    audience = models.JSONField()
    # What sending it would cost, as it was when that was last worked out
    # (`services.known_cost`); null: to be worked out.
    cost = models.JSONField(null=True)
    cost_at = models.DateTimeField(null=True)
    # A key of what says the same, where the sender has said that it does.
    joined = models.CharField(max_length=64, blank=True)
    # A key of the files that go along; empty without any.
    attached = models.CharField(max_length=64, blank=True)
    # What is put right, or why it was withdrawn.
    why = models.CharField(max_length=200, blank=True)
    # From whoever gave it back.
    remark = models.CharField(max_length=200, blank=True)
    withdraws = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    # Whoever wrote it down for somebody without a smart phone.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    # When it is to go out; null: as soon as it may.
    send_at = models.DateTimeField(null=True)
    # Who has said that it goes out.
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # How many it was to reach when a second person let it through.
    approved_for = models.PositiveIntegerField(null=True)
    # A value of `rules.sending.Code`: why it did not go out at its time.
    stopped = models.CharField(max_length=20, blank=True)
    # The key of what it says, once it is sent.
    wording = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["Version"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by every page of a notice as well.
            models.UniqueConstraint(fields=["notice", "number"], name="notice_version_once"),
            models.CheckConstraint(
                condition=Q(stage="sent", sent_at__isnull=False)
                | (~Q(stage="sent") & Q(sent_at=None)),
                name="notice_version_sent",
            ),
            models.CheckConstraint(
                condition=~Q(stage="planned") | Q(send_at__isnull=False, planned_by__isnull=False),
                name="notice_version_planned",
            ),
        ]
        indexes: ClassVar = [
            # Read by what looks for others that say the same.
            models.Index(
                fields=["sent_at"], condition=Q(stage="sent", withdraws=False), name="version_sent"
            ),
            # Read by the worker that sends what is planned.
            models.Index(fields=["send_at"], condition=Q(stage="planned"), name="version_planned"),
            # Read by the list of what waits for a second person.
            models.Index(fields=["notice"], condition=Q(stage="waiting"), name="version_waiting"),
        ]

    @property
    def mark(self) -> str:
        """Says to whoever writes a further text which one that was."""
        return self.written_at.isoformat()

    @property
    def writers(self) -> frozenset[int | None]:
        """Whose words they are, and who wrote them down: neither is its second person."""
        return frozenset({self.by_id, self.entered_by_id})

    @property
    def meant_for(self) -> Audience:
        return Audience.from_json(self.audience)


class Question(models.Model):
    """What somebody at work asks the desk that answers questions about a notice."""

    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="questions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    words = EncryptedTextField()
    # Whoever wrote it down for somebody without a smart phone; of the answer likewise.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = EncryptedTextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answer_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Question"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the page of the notice, for whoever has asked.
            models.Index(fields=["notice", "person"], name="question_notice"),
        ]
