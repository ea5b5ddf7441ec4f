"""Keeping what goes along with a text, and letting go of it. Inside the caller's transaction, which
has locked the notice.
"""

from collections.abc import Collection, Sequence

from lianhu.files import services as files
from lianhu.files.attaching import Attached, Taken
from lianhu.files.models import Blob
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.attachments.rules import key_of
from lianhu.notices.rules.sending import Code, Refused


def key(attached: Sequence[Attached]) -> str:
    return key_of(one.digest for one in attached)


def of_version(version: int) -> Taken:
    """What goes along with a text as it is. One query."""
    rows = Attachment.objects.filter(version=version).select_related("blob").order_by("position")
    return Taken([Attached(row.name, row.blob.upload_digest, row.blob) for row in rows])


def own(notice: int) -> set[int]:
    """The keys of all files of a notice. One query."""
    rows = Attachment.objects.filter(version__notice=notice)
    return set(rows.values_list("blob", flat=True))


def put(notice: int, version: int, attached: Sequence[Attached]) -> None:
    """These, and no others, go along with a text. Raises files.Gone for what has been swept away or
    belongs to something else.
    """
    before = list(Attachment.objects.filter(version=version).values_list("blob", flat=True))
    known = own(notice)
    files.keep([one.blob for one in attached if one.blob.pk not in known])
    Attachment.objects.filter(version=version).delete()
    Attachment.objects.bulk_create(
        Attachment(version_id=version, position=place, name=one.name, blob=one.blob)
        for place, one in enumerate(attached)
    )
    _let_go(before)


def copy(version: int, to: int) -> None:
    """What goes along with a text goes along with another one too."""
    Attachment.objects.bulk_create(
        Attachment(version_id=to, position=row.position, name=row.name, blob_id=row.blob_id)
        for row in Attachment.objects.filter(version=version)
    )


def drop(version: int) -> None:
    """Before a text is thrown away that nobody has read."""
    own = Attachment.objects.filter(version=version)
    blobs = list(own.values_list("blob", flat=True))
    own.delete()
    _let_go(blobs)


def _let_go(blobs: Collection[int]) -> None:
    """Of those that nothing points to: the text before may have the same."""
    held = Attachment.objects.filter(blob__in=blobs).values_list("blob", flat=True)
    if free := set(blobs) - set(held):
        files.let_go(free)


def to_send(version: int) -> None:
    """Raises Refused while one has not been looked through, or cannot be. One query."""
    states = set(Attachment.objects.filter(version=version).values_list("blob__state", flat=True))
    if Blob.State.FAILED in states:
        raise Refused(Code.BROKEN_FILE)
    if Blob.State.WAITING in states:
        raise Refused(Code.UNREAD_FILE)
