"""Handing out photos to those who read the group."""

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.files.handing_out import handed_out
from lianhu.groups.access import photo_for


@login_required
@require_safe
def photo(request: PersonRequest, token: str, *, small: bool = False) -> HttpResponseBase:
    return handed_out(request, photo_for(request, token), small=small)
