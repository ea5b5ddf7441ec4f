"""The forms to fill in, and other files, that go along with a text of an item.

A newer text takes those of the one before along unless its author says otherwise. Texts stay, and
so do their files.
"""

from collections.abc import Iterator, Sequence

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from lianhu.files import services as files
from lianhu.files.attaching import Attached, File
from lianhu.files.models import Blob
from lianhu.knowledge.models import FormFile
from lianhu.knowledge.rules.publishing import Refused


def of_version(version: int) -> list[Attached]:
    """One query."""
    rows = FormFile.objects.filter(version=version).select_related("blob").order_by("position")
    return [Attached(row.name, row.blob.upload_digest, row.blob) for row in rows]


def own(item: int) -> set[int]:
    """The keys of all files of an item. One query."""
    rows = FormFile.objects.filter(version__item=item)
    return set(rows.values_list("blob", flat=True))


def put(item: int, version: int, attached: Sequence[Attached]) -> None:
    """These go along with a new text. Raises files.Gone for what has been swept away or belongs to
    something else. Call in the transaction that writes it.
    """
    if not attached:
        return
    known = own(item)
    files.keep([one.blob for one in attached if one.blob.pk not in known])
    FormFile.objects.bulk_create(
        FormFile(version_id=version, position=place, name=one.name, blob=one.blob)
        for place, one in enumerate(attached)
    )


def ensure_read(version: int) -> None:
    """Raises Refused while one has not been looked through, or cannot be. One query."""
    states = set(FormFile.objects.filter(version=version).values_list("blob__state", flat=True))
    if Blob.State.FAILED in states:
        raise Refused("broken_file")
    if Blob.State.WAITING in states:
        raise Refused("unread_file")


def shown(version: int, route: str, *args: str | int) -> list[File]:
    """`route`: by which the reader of the page gets them, by their place from 1. One query."""
    rows = FormFile.objects.filter(version=version).select_related("blob").order_by("position")
    return [
        File.of(row.name, row.blob, reverse(route, args=[*args, row.position + 1])) for row in rows
    ]


def lines(attached: Sequence[Attached]) -> list[str]:
    """For whoever compares two texts: other content under the same name is another file."""
    return [f"{one.name} · {filesizeformat(one.blob.bytes)} · {one.digest[:6]}" for one in attached]


def wrong_forms() -> Iterator[str]:
    """What the files of texts lack. Reads every file."""
    rows = FormFile.objects.select_related("blob", "version__item").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        if not row.blob.kept or not files.is_intact(row.blob):
            where = f"item {row.version.item.code}, version {row.version.number}"
            yield f"{where}: file {row.position + 1} is not there, or not as it was stored"
