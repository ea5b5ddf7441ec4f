"""Files that go along with a text of a notice.

No personal data: whoever adds one is told that all whom the notice reaches may open it.
"""

from typing import ClassVar

from django.db import models

from lianhu.files.attaching import LONGEST_NAME
from lianhu.files.models import Blob


class Attachment(models.Model):
    """A file of one text. A correction that leaves it as it is points to the same blob."""

    version = models.ForeignKey(
        "notices.Version", models.CASCADE, db_index=False, related_name="attachments"
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    # Read by what lets go of files that nothing points to any more.
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Attachment"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            # Read by every page of a notice that has some as well.
            models.UniqueConstraint(fields=["version", "position"], name="attachment_position"),
        ]
