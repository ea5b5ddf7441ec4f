"""Who may ask, who is asked, and who reads what was answered.

| | writes, sends | reads the answers | answers |
| --- | --- | --- | --- |
| serves at the desk that asks | as a clerk | yes | no |
| clerk at a place above, supervisor | no | yes | no |
| serves at a desk that is asked | no | its own | yes |
| the roster above who has no smart phone | no | that one's desk's | for that one |
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk
from lianhu.grid.queries import MyDesk
from lianhu.grid.serving import served_desks
from lianhu.inbox.rules.broadcasts import Who
from lianhu.notices.access import (
    Access,
    Act,
    Mine,
    may_write_to,
    notice_for,
    reached_by,
    writing_desks,
)
from lianhu.notices.models import Version
from lianhu.notices.requests.models import Answer, Photo, Request
from lianhu.notices.requests.services import meant


def asking_desks(request: HttpRequest) -> list[MyDesk]:
    """Where the person may ask others. Raises PermissionDenied for whoever may nowhere."""
    found = [my for my in writing_desks(served_desks(request)) if Who.CLERK in may_write_to(my)]
    if not found:
        raise PermissionDenied
    return found


def request_for(request: PersonRequest, key: int, act: Act = Act.READ) -> Access:
    """As `notice_for`, of what asks something. Raises Http404 for what does not."""
    access = notice_for(request, key, act)
    if not Request.objects.filter(version__notice=key).exists():
        raise Http404
    return access


@dataclass(frozen=True, slots=True)
class Mandate:
    """What is asked of the desks of somebody, and which of them is to answer now."""

    mine: Mine
    version: Version
    desks: tuple[Desk, ...]
    desk: Desk
    answers: dict[int, Answer]

    @property
    def answer(self) -> Answer | None:
        return self.answers.get(self.desk.pk)

    @property
    def is_answered(self) -> bool:
        """By this desk, and not before a correction."""
        return self.answer is not None and self.answer.version_id == self.version.pk


def mandate_for(request: PersonRequest, key: int) -> Mandate:
    """What a request asks of the person of a request, or of whom that person speaks for; of several
    desks that of the form, that in the address, or the first that has not answered. Raises Http404,
    also where the form is of a desk that is theirs no more.
    """
    mine = reached_by(request, key)
    row = mine.found.broadcasts[-1]
    asked = Version.objects.filter(pk=row.ref, request__isnull=False)
    version = asked.select_related(
        "request", "notice__desk__department", "notice__desk__node__level"
    ).first()
    if version is None:
        raise Http404
    keys = meant(mine.reader, row)
    found = Desk.objects.filter(pk__in=keys).select_related("node__level", "department")
    desks = tuple(found.order_by("node__path", "pk"))
    if not desks:
        raise Http404
    given = Answer.objects.filter(notice=key, desk__in=keys).prefetch_related("photos")
    answers = {answer.desk_id: answer for answer in given}
    left = [d for d in desks if d.pk not in answers or answers[d.pk].version_id != version.pk]
    # Once it has answered, the first that has not is another one than on the page that was sent.
    sent, wanted = request.POST.get("desk", ""), request.GET.get("desk", "")
    desk = next((d for d in desks if d.code == (sent or wanted)), None)
    if desk is None:
        if sent:
            raise Http404
        desk = (left or desks)[0]
    return Mandate(mine, version, desks, desk, answers)


def photo_for(request: PersonRequest, key: int) -> tuple[Photo, Access | None]:
    """For whoever reads the answers or, without an access, serves at the desk that sent it.

    Raises Http404.
    """
    photo = Photo.objects.select_related("answer", "blob").filter(pk=key).first()
    if photo is None:
        raise Http404
    if photo.answer.desk_id in {my.desk.pk for my in served_desks(request)}:
        return photo, None
    return photo, notice_for(request, photo.answer.notice_id)
