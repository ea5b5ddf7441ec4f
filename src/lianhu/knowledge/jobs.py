"""Background work of the book."""

from datetime import datetime, timedelta

from django.utils import timezone

from lianhu.knowledge.attention import bring_to_review
from lianhu.knowledge.models import BookFile
from lianhu.knowledge.services import publish_due, sweep_asked

FILES_KEPT = timedelta(days=1)


def keep_book(now: datetime) -> bool:
    """Publish what is scheduled, and bring to their owners what has come past its review date."""
    return publish_due(now) + bring_to_review(now) > 0


def sweep_book(now: datetime) -> bool:
    """Files that nobody took, and questions of long ago."""
    files, _ = BookFile.objects.filter(at__lt=now - FILES_KEPT).delete()
    return files + sweep_asked(timezone.localtime(now).date()) > 0
