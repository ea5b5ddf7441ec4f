"""What goes along with notices, beside what their texts say of it."""

from collections.abc import Iterator

from lianhu.files.services import is_intact
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.attachments.rules import key_of
from lianhu.notices.models import Version


def wrong_attachments() -> Iterator[str]:
    """Reads every file."""
    texts = Version.objects.exclude(attached="").order_by("pk")
    for version in texts.prefetch_related("attachments__blob").iterator(chunk_size=500):
        rows = list(version.attachments.all())
        where = f"notice {version.notice_id}, version {version.number}"
        if key_of(row.blob.upload_digest for row in rows) != version.attached:
            yield f"{where}: not the files that it was saved with"
        for row in rows:
            if not row.blob.kept or not is_intact(row.blob):
                yield f"{where}: file {row.position + 1} is not there, or not as it was stored"
    for pk in Attachment.objects.filter(version__attached="").values_list("pk", flat=True):
        yield f"attachment {pk} belongs to a text without any"
