"""What goes along with a notice, as pages list it."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from lianhu.files.attaching import File
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.models import Version


def attachments_of(version: Version) -> Sequence[Attachment]:
    """No query where there are none."""
    if not version.attached:
        return []
    return list(version.attachments.select_related("blob").order_by("position"))


def shown(version: Version, route: str, key: int, more: str = "") -> list[File]:
    """`route`: by which whoever reads the page of the notice `key` gets them; `more`: for whom."""
    return [
        File.of(row.name, row.blob, reverse(route, args=[key, row.pk]) + more)
        for row in attachments_of(version)
    ]


def names_of(versions: Iterable[Version]) -> Mapping[int, Sequence[str]]:
    """Of several texts, by key. None or one query."""
    found: dict[int, list[str]] = {row.pk: [] for row in versions if row.attached}
    if found:
        rows = Attachment.objects.filter(version__in=found).order_by("version", "position")
        for version, name in rows.values_list("version", "name"):
            found[version].append(name)
    return found
