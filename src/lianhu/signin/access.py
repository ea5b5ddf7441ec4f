"""What a session may do to the account that it belongs to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from lianhu.accounts.requests import PersonRequest, is_card_only, is_residents

View = Callable[..., HttpResponseBase]


def not_by_card(view: View) -> View:
    """Not for a session that a card alone has begun: whoever holds the card may be another."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_card_only(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def by_password_only(request: PersonRequest) -> bool:
    """Whether the person has a password, and has signed in by it."""
    return request.user.has_usable_password() and not is_residents(request)
