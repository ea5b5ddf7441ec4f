"""What whoever has tried too often is told: until when, and whom to call."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from lianhu.grid.queries import with_setting
from lianhu.grid.rules import DeskKind
from lianhu.kernel import clock, phones
from lianhu.signin.rates import Locked
from lianhu.ui.parts import Phone

View = Callable[..., HttpResponseBase]


def says_when_locked(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Locked as locked:
            # Limits go by the machine's clock, pages by the city's.
            again_at = clock.now() + (locked.again_at - clock.wall())
            context = {"again_at": again_at, "phone": _phone()}
            response = render(request, "signin/locked.html", context, status=429)
            response["Cache-Control"] = "no-store"
            return response

    return guarded


def _phone() -> Phone | None:
    top = with_setting().filter(kind=DeskKind.NODE, node__depth=1).first()
    if top is None or not top.phone:
        return None
    label = gettext("Call %(name)s") % {"name": top.shown_name}
    return Phone(label, phones.shown(top.phone), top.phone)
