"""What is asked of desks with a notice, and what they answered.

Personal data: answers may hold some, where a field says what for; they are encrypted, and read by
whoever serves at the desk that asks and at the one that answered. Who wrote an answer is kept with
it as the record of an office, and shown to nobody who asks. Gone after two years (`jobs.sweep`).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from lianhu.files.models import Blob
from lianhu.grid.models import Desk
from lianhu.kernel.fields import EncryptedTextField
from lianhu.notices.requests.rules import Asked, Sheet


class Request(models.Model):
    """What a version of a notice asks, as `rules.Sheet` has it."""

    version = models.OneToOneField("notices.Version", models.CASCADE, related_name="request")
    asked = models.JSONField()
    targets = models.JSONField()
    known = models.JSONField()
    # By the sender's word; the version has those reckoned, if they are more.
    minutes = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager["Request"]] = models.Manager()

    @property
    def sheet(self) -> Sheet:
        asked = tuple(Asked.from_json(value) for value in self.asked)
        return Sheet(asked, tuple(self.targets), tuple(self.known))


class Answer(models.Model):
    """What a desk answered, when last, and to which version."""

    notice = models.ForeignKey(
        "notices.Notice", models.PROTECT, db_index=False, related_name="answers"
    )
    desk = models.ForeignKey(Desk, models.PROTECT, db_index=False, related_name="+")
    version = models.ForeignKey("notices.Version", models.PROTECT, db_index=False, related_name="+")
    # JSON, by the keys of fields.
    values = EncryptedTextField(blank=True)
    # Why it does not concern the desk.
    why_not = EncryptedTextField(blank=True)
    # Figures of the place that the platform added, by their keys, as they were shown.
    known = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    # Of the roster above, who wrote down what `by` said; null: nobody.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answered_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by the table of the desk that asks as well, and by what is open still.
            models.UniqueConstraint(fields=["notice", "desk"], name="answer_desk_once"),
        ]
        indexes: ClassVar = [
            # Read by the worker that sweeps.
            models.Index(fields=["answered_at"], name="answer_at"),
        ]


class Photo(models.Model):
    """The picture that an answer has for a field."""

    answer = models.ForeignKey(Answer, models.CASCADE, db_index=False, related_name="photos")
    key = models.CharField(max_length=10)
    blob = models.OneToOneField(Blob, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Photo"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "key"], name="answer_photo_once"),
        ]
