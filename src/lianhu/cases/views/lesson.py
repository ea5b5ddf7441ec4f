"""After an answer from above the beat: what the book makes of it. One tap, and nobody has to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import case_for, viewer_of
from lianhu.cases.book import flywheel
from lianhu.cases.book.flywheel import Choice, NothingToChoose
from lianhu.cases.views.workbench import Place
from lianhu.grid.serving import served_desks
from lianhu.kernel.text import clean
from lianhu.knowledge.access import may_open

_REASON = 200


@login_required
@require_POST
def choose(request: PersonRequest, number: str) -> HttpResponse:
    viewer = viewer_of(request)
    access = case_for(viewer, number)
    if not flywheel.may_choose(access):
        raise PermissionDenied
    back = redirect(Place(request, viewer).case_url(access.case.number))
    choice = request.POST.get("choice", "")
    reason = clean(request.POST.get("reason", ""), limit=_REASON)
    if choice not in Choice.values or (choice == Choice.NOT_GENERAL and not reason):
        messages.error(request, gettext("Please say why it is not general."))
        return back
    code = request.POST.get("item", "")
    try:
        made = flywheel.choose(
            access, choice, request.user, code=code, reason=reason, now=viewer.now
        )
    except NothingToChoose:
        messages.error(request, gettext("Nothing was noted: somebody was faster, or it is gone."))
        return back
    if made.choice in (Choice.CHANGE, Choice.NEW) and made.item is not None:
        messages.success(request, gettext("A draft with your answer in it. Please look it over."))
        if may_open(request.user, served_desks(request)):
            return redirect(reverse("book_edit_item", args=[made.item.code]))
        return back
    messages.success(request, gettext("Noted. Thank you."))
    return back
