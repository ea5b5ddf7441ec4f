"""Handing out photos and voice notes to those who may see the words beside."""

from typing import BinaryIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import attachment_for
from lianhu.files import services
from lianhu.files.models import Blob
from lianhu.kernel.byte_ranges import Unsatisfiable, asked_for


@login_required
@require_safe
def attachment(request: PersonRequest, token: str, *, small: bool = False) -> HttpResponseBase:
    """The file. Whether one may have it is asked each time, even if the browser has it."""
    return handed_out(request, attachment_for(request, token).blob, small=small)


def handed_out(request: PersonRequest, blob: Blob, *, small: bool = False) -> HttpResponseBase:
    """The file of a blob, to whoever may have it."""
    try:
        file = services.open_done(blob, small=small)
    except FileNotFoundError as error:
        raise Http404 from error
    etag = quote_etag(f"{blob.digest[:32]}{'-small' if small else ''}")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
        return unchanged
    response = _content(request, file, etag)
    response["Content-Type"] = blob.media_type
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-cache"
    # Whatever it is taken for, it runs nothing. The style is the browser's own, around a picture.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _content(request: PersonRequest, file: BinaryIO, etag: str) -> HttpResponseBase:
    """All of it or, for players that go to a place in it, a part."""
    size = file.seek(0, 2)
    file.seek(0)
    of_this_one = request.headers.get("If-Range", etag) == etag
    try:
        part = asked_for(request.headers.get("Range", ""), size) if of_this_one else None
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(file)
    with file:
        file.seek(part.start)
        content = file.read(len(part))
    headers = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return HttpResponse(content, status=206, headers=headers)
