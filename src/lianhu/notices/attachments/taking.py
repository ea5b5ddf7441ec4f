"""The files that come along with a form, and stay in it while it goes wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.cases.personal_numbers import has_numbers
from lianhu.cases.views.attached import LIMITS as PHOTO_LIMITS
from lianhu.cases.views.attached import REFUSED_PHOTO
from lianhu.files import rules, services
from lianhu.files.models import Blob
from lianhu.files.rules import Kind, MediaType
from lianhu.kernel.text import clean
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.attachments.rules import MOST, name_of
from lianhu.notices.attachments.services import Attached

REFUSED: Mapping[type[services.Refused], str | Promise] = REFUSED_PHOTO | {
    services.NotAPaper: gettext_lazy(
        "%(name)s is no PDF, Word (.docx) or Excel (.xlsx) file and no photo that we can read."
    ),
    services.LockedPaper: gettext_lazy(
        "%(name)s is locked or of an old kind. Please save it as .docx, .xlsx or PDF without a "
        "password."
    ),
    services.ActivePaper: gettext_lazy(
        "%(name)s has macros, scripts or other files in it. Please save it without them."
    ),
}
GONE = gettext_lazy("Some of the files are no longer here. Please add them again.")
ACCEPT = ",".join(
    ["image/jpeg", "image/png", "image/webp", "application/pdf", ".pdf", ".docx", ".xlsx"]
)
LIMITS = {
    "most": MOST,
    "megabytes": rules.MAX_BYTES // 1024 // 1024,
    "paper_megabytes": rules.MAX_PAPER_BYTES // 1024 // 1024,
    "accept": ACCEPT,
}
_BETWEEN = "/"


@dataclass(slots=True)
class Taken:
    """With `errors` nothing is to be saved."""

    attached: list[Attached] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def limits(self) -> Mapping[str, object]:
        return LIMITS

    def lost(self, notice: int | None = None) -> None:
        """Some are swept away or belong to something else: it is said, and the form keeps the rest.
        `notice`: to which its own belong.
        """
        own = Attachment.objects.filter(version__notice=notice).values("blob")
        free = Q(kept=False, state=Blob.State.WAITING) | Q(pk__in=own)
        named = Blob.objects.filter(free, pk__in=[one.blob.pk for one in self.attached])
        here = set(named.values_list("pk", flat=True))
        self.attached = [one for one in self.attached if one.blob.pk in here]
        self.errors.append(str(GONE))

    @property
    def rows(self) -> list[tuple[str, Attached]]:
        """What is here already, for the form: browsers do not choose a file twice."""
        return [(f"{one.blob.token}{_BETWEEN}{one.name}", one) for one in self.attached]


def of_version(version: int) -> Taken:
    """What goes along with a text as it is. One query."""
    rows = Attachment.objects.filter(version=version).select_related("blob").order_by("position")
    return Taken([Attached(row.name, row.blob.upload_digest, row.blob) for row in rows])


def take_in(request: HttpRequest) -> Taken:
    """Store the form's new files and find those that were here already."""
    found = Taken()
    _find(request.POST.getlist("attached"), found)
    uploads = request.FILES.getlist("files")
    if len(found.attached) + len(uploads) > MOST:
        found.errors.append(_("That is more than %(most)d files. Please choose again.") % LIMITS)
        return found
    for upload in uploads:
        name = name_of(clean(upload.name or ""), len(found.attached) + 1)
        if has_numbers(name):
            said = _("An identity or bank card number stands in the name %(name)s.")
            found.errors.append(said % {"name": name})
            continue
        try:
            blob = services.receive(upload, _kind(upload.read(64)))
        except services.Refused as refusal:
            limits = _limits(refusal, name)
            found.errors.append(str(REFUSED[type(refusal)]) % {"name": name, **limits})
        else:
            found.attached.append(_called(name, len(found.attached) + 1, blob))
    return found


def _called(name: str, place: int, blob: Blob) -> Attached:
    """A paper with the ending of what it is, whatever its sender's machine says: some endings run
    what is in a file.
    """
    if blob.kind is Kind.PAPER:
        name = name_of(name, place, MediaType(blob.media_type).ending)
    return Attached(name, blob.upload_digest, blob)


def _find(values: Iterable[str], found: Taken) -> None:
    names = dict(clean(value).partition(_BETWEEN)[::2] for value in values)
    blobs = Blob.objects.in_bulk(list(names)[: MOST + 1], field_name="token") if names else {}
    for token, sent in names.items():
        blob, name = blobs.get(token), name_of(clean(sent), len(found.attached) + 1)
        if blob is None or blob.kind is Kind.VOICE or has_numbers(name):
            found.errors.append(str(GONE))
            return
        found.attached.append(_called(name, len(found.attached) + 1, blob))


def _kind(head: bytes) -> Kind:
    media_type = rules.sniff(head)
    return Kind.PHOTO if media_type and media_type.kind is Kind.PHOTO else Kind.PAPER


def _limits(refusal: services.Refused, name: str) -> Mapping[str, object]:
    is_paper = not name.lower().endswith((".jpg", ".jpeg", ".png", ".webp"))
    if isinstance(refusal, services.TooLarge) and is_paper:
        return {"megabytes": LIMITS["paper_megabytes"]}
    return PHOTO_LIMITS
