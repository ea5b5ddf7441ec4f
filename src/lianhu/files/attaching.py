"""The files that come along with a form, and stay in it while it goes wrong: photos and papers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.files import rules, services
from lianhu.files.models import Blob
from lianhu.files.rules import Kind, MediaType
from lianhu.kernel import text
from lianhu.kernel.text import clean, find_personal_numbers

MOST = 5
LONGEST_NAME = 80
_LONGEST_ENDING = 6
REFUSED_PHOTO = {
    services.NotAPicture: gettext_lazy("%(name)s is not a photo that we can read."),
    services.TooLarge: gettext_lazy("%(name)s is larger than %(megabytes)d MB."),
    services.TooManyPixels: gettext_lazy("%(name)s has too many pixels."),
}
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


def name_of(sent: str, place: int, ending: str = "") -> str:
    """What a file is called, by the name that its sender's machine gave it: no folders, and short,
    with its ending; with this `ending` if one is given. `place`: what it is called by where nothing
    is left.
    """
    name = sent.replace("\\", "/").rstrip("/").rpartition("/")[2].strip(" .")
    before, dot, after = name.rpartition(".")
    if not ending and before and len(after) < _LONGEST_ENDING:
        ending = dot + after
    if name.lower().endswith(ending.lower()):
        name = name[: len(name) - len(ending)]
    return f"{name[: LONGEST_NAME - len(ending)].rstrip(' .') or place}{ending}"


@dataclass(frozen=True, slots=True)
class Attached:
    """Equal to another one if it is the same file under the same name, uploaded when ever."""

    name: str
    digest: str
    blob: Blob = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class File:
    """As pages list it. `url`: empty while it is looked through, and where it could not be read."""

    name: str
    bytes: int
    url: str = ""
    failed: bool = False

    @classmethod
    def of(cls, name: str, blob: Blob, url: str) -> Self:
        is_done = blob.state == Blob.State.DONE
        failed = blob.state == Blob.State.FAILED
        return cls(name, blob.bytes, url if is_done else "", failed)


@dataclass(slots=True)
class Taken:
    """With `errors` nothing is to be saved."""

    attached: list[Attached] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def limits(self) -> Mapping[str, object]:
        return LIMITS

    def lost(self, own: Collection[int] = ()) -> None:
        """Some are swept away or belong to something else: it is said, and the form keeps the rest.
        `own`: keys of the files that belong to what the form is about.
        """
        free = Q(kept=False, state=Blob.State.WAITING) | Q(pk__in=own)
        named = Blob.objects.filter(free, pk__in=[one.blob.pk for one in self.attached])
        here = set(named.values_list("pk", flat=True))
        self.attached = [one for one in self.attached if one.blob.pk in here]
        self.errors.append(str(GONE))

    @property
    def rows(self) -> list[tuple[str, Attached]]:
        """What is here already, for the form: browsers do not choose a file twice."""
        return [(f"{one.blob.token}{_BETWEEN}{one.name}", one) for one in self.attached]


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
        if _has_numbers(name):
            said = _("An identity or bank card number stands in the name %(name)s.")
            found.errors.append(said % {"name": name})
            continue
        kind = _kind(upload.read(64))
        try:
            blob = services.receive(upload, kind)
        except services.Refused as refusal:
            limits = _limits(refusal, kind)
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
    is_any_gone = False
    names = dict(clean(value).partition(_BETWEEN)[::2] for value in values)
    blobs = Blob.objects.in_bulk(list(names)[: MOST + 1], field_name="token") if names else {}
    for token, sent in names.items():
        blob, name = blobs.get(token), name_of(clean(sent), len(found.attached) + 1)
        if blob is None or blob.kind is Kind.VOICE or _has_numbers(name):
            is_any_gone = True
            continue
        found.attached.append(_called(name, len(found.attached) + 1, blob))
    if is_any_gone:
        found.errors.append(str(GONE))


def _kind(head: bytes) -> Kind:
    media_type = rules.sniff(head)
    return Kind.PHOTO if media_type and media_type.kind is Kind.PHOTO else Kind.PAPER


def _limits(refusal: services.Refused, kind: Kind) -> Mapping[str, object]:
    if isinstance(refusal, services.TooLarge) and kind is Kind.PAPER:
        return {"megabytes": LIMITS["paper_megabytes"]}
    return LIMITS


def _has_numbers(name: str) -> bool:
    """Nobody looks for one of these in the name of a file."""
    unwise = {text.Kind.IDENTITY, text.Kind.BANK_CARD}
    return any(number.kind in unwise for number in find_personal_numbers(name))
