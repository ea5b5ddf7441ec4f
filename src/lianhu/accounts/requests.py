"""What a view knows about its request, said for type checkers."""

from django.http import HttpRequest

from lianhu.accounts.models import User


class PersonRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User
