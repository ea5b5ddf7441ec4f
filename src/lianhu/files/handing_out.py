"""Handing out a prepared file to whoever the owning app lets have it."""

from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from lianhu.files import services
from lianhu.files.models import Blob
from lianhu.files.rules import Kind, MediaType
from lianhu.kernel.byte_ranges import Unsatisfiable, asked_for


def handed_out(
    request: HttpRequest, blob: Blob, *, small: bool = False, name: str = ""
) -> HttpResponseBase:
    """The file; a paper to be saved under a `name`, with the ending of what it is. The caller asks
    each time whether one may have it, even if the browser has it.

    Raises Http404 while there is none.
    """
    try:
        file = services.open_done(blob, small=small)
    except FileNotFoundError as error:
        raise Http404 from error
    etag = quote_etag(f"{blob.digest[:32]}{'-small' if small else ''}")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
        return unchanged
    response = _whole_or_part(request, file, etag)
    response["Content-Type"] = blob.media_type
    is_paper = blob.kind is Kind.PAPER
    if is_paper and not name.lower().endswith(ending := MediaType(blob.media_type).ending):
        name += ending
    said = content_disposition_header(as_attachment=is_paper, filename=name if is_paper else "")
    response["Content-Disposition"] = said or "inline"
    response["Cache-Control"] = "private, no-cache"
    # Whatever it is taken for, it runs nothing. The style is the browser's own, around a picture.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _whole_or_part(request: HttpRequest, file: BinaryIO, etag: str) -> HttpResponseBase:
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
