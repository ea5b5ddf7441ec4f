"""Handing out what goes along with a notice, to whoever reads the notice."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.files.handing_out import handed_out
from lianhu.notices.access import notice_for, question_for, reached_by
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.broadcast_kinds import copies_on
from lianhu.notices.holding import holding, source
from lianhu.notices.questions import says_today


@login_required
@require_safe
def of_desk(request: PersonRequest, key: int, file: int) -> HttpResponseBase:
    """For whoever writes, approves or oversees it: of every text that they read."""
    access = notice_for(request, key)
    rows = Attachment.objects.filter(
        version__notice=access.notice, version__number__lte=access.version.number
    )
    return _handed_out(request, rows.filter(pk=file).select_related("blob").first())


@login_required
@require_safe
def to_me(request: PersonRequest, key: int, file: int) -> HttpResponseBase:
    """For whom it reaches: of the text that holds today, and none once it is withdrawn."""
    says = source(copies_on(reached_by(request, key).found))
    holds = holding([says])[says.pk]
    if holds.is_withdrawn:
        raise Http404
    rows = Attachment.objects.filter(version=holds.original or says, pk=file)
    return _handed_out(request, rows.select_related("blob").first())


@login_required
@require_safe
def of_question(request: PersonRequest, key: int, file: int) -> HttpResponseBase:
    """For whoever reads a question about it: of the text that holds today."""
    version = says_today(question_for(request, key).question)
    rows = Attachment.objects.filter(version=version, pk=file)
    return _handed_out(request, rows.select_related("blob").first())


def _handed_out(request: PersonRequest, row: Attachment | None) -> HttpResponseBase:
    if row is None:
        raise Http404
    return handed_out(request, row.blob, name=row.name)
