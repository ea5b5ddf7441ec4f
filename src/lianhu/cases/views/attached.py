"""Photos and a voice note: what comes along with a form, and stays in it while it goes wrong."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianhu.files import rules, services
from lianhu.files.attaching import REFUSED_PHOTO
from lianhu.files.models import Blob
from lianhu.files.rules import Kind

REFUSED_VOICE = {
    services.NotARecording: gettext_lazy(
        "We cannot play this recording. Please record it once more, or write instead."
    ),
    services.TooLong: gettext_lazy(
        "The recording is longer than %(seconds)d seconds. Please make it shorter."
    ),
    services.TooLarge: gettext_lazy("The recording is larger than %(voice_megabytes)d MB."),
}
GONE = gettext_lazy(
    "Some of the photos or the recording are no longer here. Please add them again."
)
LIMITS = {
    "most": rules.MOST_PHOTOS,
    "megabytes": rules.MAX_BYTES // 1024 // 1024,
    "seconds": rules.MAX_SECONDS,
    "voice_megabytes": rules.MAX_VOICE_BYTES // 1024 // 1024,
}


@dataclass(slots=True)
class Attached:
    """What came along with a form. With `errors` nothing is to be sent."""

    photos: list[Blob] = field(default_factory=list)
    voice: Blob | None = None
    photo_errors: list[str] = field(default_factory=list)
    voice_errors: list[str] = field(default_factory=list)
    most_photos: int = rules.MOST_PHOTOS

    @property
    def received(self) -> list[Blob]:
        return [*self.photos, *([self.voice] if self.voice else [])]

    @property
    def counts(self) -> dict[str, int]:
        """As commands count it."""
        return {"photos": len(self.photos), "voice": int(self.voice is not None)}

    @property
    def errors(self) -> list[str]:
        return self.photo_errors + self.voice_errors

    @property
    def kept_photos(self) -> list[Blob]:
        """For the form when it is shown again: browsers do not choose a file twice."""
        return [blob for blob in self.photos if not blob.kept]

    @property
    def kept_voice(self) -> Blob | None:
        return None if self.voice is None or self.voice.kept else self.voice

    def shown(self) -> dict[str, Any]:
        return {"attached": self, "limits": LIMITS | {"most": self.most_photos}}


def take_in(request: HttpRequest) -> Attached:
    """Store the form's new files and find those of its earlier attempts."""
    found = Attached()
    _take_photos(request, found)
    _take_voice(request, found)
    return found


def take_in_voice(request: HttpRequest) -> Attached:
    """As `take_in`, where only a voice note is asked for."""
    found = Attached()
    _take_voice(request, found)
    return found


def take_in_photos(request: HttpRequest, most: int) -> Attached:
    """As `take_in`, where only so many photos are asked for."""
    found = Attached(most_photos=most)
    _take_photos(request, found)
    return found


def _take_photos(request: HttpRequest, found: Attached) -> None:
    tokens = list(dict.fromkeys(request.POST.getlist("photo")))
    found.photos = services.received(tokens[: found.most_photos + 1])
    uploads = request.FILES.getlist("photos")
    if len(found.photos) < len(tokens):
        found.photo_errors.append(str(GONE))
    if len(found.photos) + len(uploads) > found.most_photos:
        text = _("That is more than %(most)d photos. Please choose again.")
        found.photo_errors.append(text % {"most": found.most_photos})
        return
    for upload in uploads:
        try:
            found.photos.append(services.receive(upload))
        except services.Refused as refusal:
            said = REFUSED_PHOTO[type(refusal)]
            found.photo_errors.append(said % {"name": upload.name, **LIMITS})


def _take_voice(request: HttpRequest, found: Attached) -> None:
    """A new recording replaces that of an earlier attempt."""
    token, upload = request.POST.get("spoken"), request.FILES.get("voice")
    if upload is not None:
        try:
            found.voice = services.receive(upload, Kind.VOICE)
        except services.Refused as refusal:
            found.voice_errors.append(REFUSED_VOICE[type(refusal)] % LIMITS)
    elif token:
        found.voice = next(iter(services.received([token], Kind.VOICE)), None)
        if found.voice is None:
            found.voice_errors.append(str(GONE))
