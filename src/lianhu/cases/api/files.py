"""Sending photos and voice notes before the words that they belong to, and fetching them."""

import hashlib
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel

from lianhu.cases.access import Relation, attachment_of, case_for, filed_case
from lianhu.cases.api.attaching import FileKey
from lianhu.cases.api.case import WATCHED
from lianhu.cases.api.doing import key_of, viewer_of
from lianhu.cases.api.fields import Number
from lianhu.cases.looks import look_at_words
from lianhu.cases.models import Case
from lianhu.cases.views.attached import LIMITS, REFUSED_VOICE
from lianhu.files import rules, services
from lianhu.files.attaching import REFUSED_PHOTO
from lianhu.files.handing_out import handed_out
from lianhu.files.rules import Kind, MediaType
from lianhu.kernel import clock, idempotency
from lianhu.kernel.api.fields import Sent
from lianhu.kernel.api.problems import Problem, wrong
from lianhu.kernel.limits import Limit, again_at
from lianhu.signin.api import INTAKE, READERS, ApiRequest

router = Router(tags=["files"])

# By one token. What no words have named stays for a day all the same.
SENT = Limit("files sent", 200)
TOO_MANY = _("Too many files were sent with this token. Please wait.")

_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_IN_PARTS: Final = {str(media_type): _BINARY for media_type in MediaType}
# A player asks for parts of a recording, a browser whether it has a photo already.
_HANDED_OUT: Final[dict[str, Any]] = {
    "responses": {
        200: {"description": "The file.", "content": _IN_PARTS},
        206: {"description": "The part that Range asks for.", "content": _IN_PARTS},
        304: {"description": "As If-None-Match knows it."},
        416: {"description": "There is no such part."},
    }
}


class ReceivedOut(BaseModel):
    """`file`: the key to name it by, with the words that it belongs to, within a day."""

    file: str
    kind: Kind


class FetchIn(Sent):
    """`small`: a photo as lists show it."""

    small: bool = False


@router.post("/files", response=ReceivedOut, auth=INTAKE)
def send(request: ApiRequest, file: UploadedFile = File(...)) -> ReceivedOut:  # noqa: B008
    """Send one photo or voice note. It is nobody's until words come with its key. At most 200 in an
    hour.
    """
    caller, key = f"token:{request.auth.token.pk}", key_of(request)
    kind = Kind.VOICE if _is_voice(file) else Kind.PHOTO
    body = f"{request.path_info}\n{_digest(file)}"
    try:
        known = idempotency.kept(caller, key, body)
    except idempotency.OtherBody:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "other_body") from None
    if known is not None:
        return ReceivedOut(file=known, kind=kind)
    now = clock.wall()
    if not SENT.spend(caller, now):
        wait = ceil((again_at(now) - now).total_seconds())
        headers = {"Retry-After": str(wait)}
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many", TOO_MANY, headers=headers)
    # Before the transaction: what another request sends meanwhile is a file that nobody keeps.
    try:
        blob = services.receive(file, kind)
    except services.Refused as refusal:
        said = (REFUSED_VOICE if kind is Kind.VOICE else REFUSED_PHOTO)[type(refusal)]
        names = {"name": file.name or "file", **LIMITS}
        raise wrong("file", "refused", said % names, where="file") from None
    try:
        with transaction.atomic():
            token = idempotency.once(caller, key, body, lambda: blob.token, ref=blob.token)
    except idempotency.OtherBody:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "other_body") from None
    return ReceivedOut(file=token, kind=kind)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _is_voice(file: UploadedFile) -> bool:
    found = rules.sniff(file.read(64))
    return found is not None and found.kind is Kind.VOICE


@router.get("/cases/{number}/files/{file}", auth=READERS, openapi_extra=_HANDED_OUT)
def of_case(
    request: ApiRequest, number: Number, file: FileKey, asked: Query[FetchIn]
) -> HttpResponseBase:
    """A photo or voice note of a case whose words the desk sees. Recorded as reading the case, once
    however many parts of it are fetched.
    """
    viewer = viewer_of(request.auth)
    access = case_for(viewer, number)
    if access.relation is Relation.SUPERVISOR:
        raise Problem(HTTPStatus.FORBIDDEN, "watched", WATCHED)
    response = _handed_out(request, access.case, file, asked)
    if _is_begun(response):
        look_at_words(viewer, access)
    return response


@router.get("/matters/{number}/files/{file}", auth=INTAKE, openapi_extra=_HANDED_OUT)
def of_matter(
    request: ApiRequest, number: Number, file: FileKey, asked: Query[FetchIn]
) -> HttpResponseBase:
    """A photo or voice note of what was asked with this token."""
    return _handed_out(request, filed_case(request.auth.token, number), file, asked)


def _is_begun(response: HttpResponseBase) -> bool:
    """Whether it gives the file from its beginning: not what was there already, nor what follows.
    Its key stands in the case alone, and reading that was recorded.
    """
    part = response.get("Content-Range", "bytes 0-")
    return response.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT) and (
        part.startswith("bytes 0-")
    )


def _handed_out(request: ApiRequest, case: Case, file: str, asked: FetchIn) -> HttpResponseBase:
    found = attachment_of(case, file)
    if found is None:
        raise Http404
    return handed_out(request, found.blob, small=asked.small)
