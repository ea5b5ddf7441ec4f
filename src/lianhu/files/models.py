"""Uploaded photos, voice notes and papers. The app that points here decides who gets them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lianhu.files.rules import Kind, MediaType
from lianhu.kernel.ids import new_token


class Blob(models.Model):
    """One photo, voice note or paper, hidden until it is prepared: made anew, without place,
    remarks or tricks; a paper as it was written.

    Media type, size and digest are those of the file on disk: of what was uploaded while it waits,
    of the new file once it is done.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    # All that a path on disk or a URL is made from.
    token = models.CharField(max_length=22, unique=True, default=new_token)
    media_type = models.CharField(max_length=80)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # Of a voice note: to the nearest second, and at least one.
    seconds = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    # Of what was uploaded, always: by this a form that is sent once more is known again.
    upload_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Whether something points here. What nobody keeps is not prepared, and gone after a day.
    kept = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # Read by the worker that prepares.
            models.Index(
                fields=["next_at"], condition=Q(state="waiting", kept=True), name="blob_due"
            ),
            # Read by the worker that cleans up.
            models.Index(fields=["uploaded_at"], condition=Q(kept=False), name="blob_unkept"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(width__isnull=False, height__isnull=False, seconds=None)
                | Q(width=None, height=None, seconds__isnull=False, seconds__gte=1)
                | Q(width=None, height=None, seconds=None, media_type__startswith="application/"),
                name="blob_photo_voice_or_paper",
            ),
        ]

    @property
    def kind(self) -> Kind:
        return MediaType(self.media_type).kind
