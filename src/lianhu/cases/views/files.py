"""Handing out photos and voice notes to those who may see the words beside."""

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import attachment_for
from lianhu.files.handing_out import handed_out


@login_required
@require_safe
def attachment(request: PersonRequest, token: str, *, small: bool = False) -> HttpResponseBase:
    return handed_out(request, attachment_for(request, token).blob, small=small)
