"""What a view knows about its request, and the session about its device."""

from typing import Final

from django.http import HttpRequest

from lianhu.accounts.models import User

_SHARED: Final = "shared_device"


class PersonRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


def declare_shared(request: HttpRequest) -> None:
    """The person says that others use this telephone or computer too.

    Nothing is kept as a draft while this session lasts, its pages leave no copies in the browser,
    and it ends with the browser.
    """
    request.session[_SHARED] = True
    request.session.set_expiry(0)


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(_SHARED))
