"""Photos: what comes along with a form, and handing one out to those who may see it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import attachment_for
from lianhu.files import services
from lianhu.files.models import Blob
from lianhu.files.rules import MAX_BYTES, MOST_PHOTOS

REFUSALS = {
    services.NotAPicture: gettext_lazy("%(name)s is not a photo that we can read."),
    services.TooLarge: gettext_lazy("%(name)s is larger than %(megabytes)d MB."),
    services.TooManyPixels: gettext_lazy("%(name)s has too many pixels."),
}
LIMITS = {"most": MOST_PHOTOS, "megabytes": MAX_BYTES // 1024 // 1024}


@dataclass(slots=True)
class Photos:
    """What came along with a form. With `errors` nothing is to be sent."""

    received: list[Blob] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def kept(self) -> list[Blob]:
        """For the form when it is shown again: browsers do not choose a file twice."""
        return [blob for blob in self.received if not blob.kept]

    def shown(self) -> dict[str, Any]:
        return {"photos": self, "photo_limits": LIMITS}


def take_in(request: HttpRequest) -> Photos:
    """Store the form's new photos and find those of its earlier attempts."""
    tokens = list(dict.fromkeys(request.POST.getlist("photo")))
    found = Photos(services.received(tokens[: MOST_PHOTOS + 1]))
    uploads = request.FILES.getlist("photos")
    if len(found.received) < len(tokens):
        found.errors.append(_("Some photos are no longer here. Please choose them again."))
    if len(found.received) + len(uploads) > MOST_PHOTOS:
        text = _("That is more than %(most)d photos. Please choose again.")
        found.errors.append(text % LIMITS)
        return found
    for upload in uploads:
        try:
            found.received.append(services.receive(upload))
        except services.Refused as refusal:
            found.errors.append(REFUSALS[type(refusal)] % {"name": upload.name, **LIMITS})
    return found


@login_required
@require_safe
def photo(request: PersonRequest, token: str, *, small: bool = False) -> HttpResponseBase:
    """The picture. Whether one may see it is asked each time, even if the browser has it."""
    blob = attachment_for(request, token).blob
    try:
        file = services.open_done(blob, small=small)
    except FileNotFoundError as error:
        raise Http404 from error
    etag = quote_etag(f"{blob.digest[:32]}{'-small' if small else ''}")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
        return unchanged
    response = FileResponse(file, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-cache"
    # Whatever it is taken for, it runs nothing. The style is the browser's own, around a picture.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    return response
