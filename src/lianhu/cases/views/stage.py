"""The page behind the square code: how far a matter has come, for anybody who holds its token."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianhu.cases.journey import bare
from lianhu.cases.models import Case, Stage
from lianhu.grid.calling import phone_of
from lianhu.grid.naming import is_beat
from lianhu.kernel import clock
from lianhu.kernel.limits import Limit, address_of

# A token cannot be guessed; who tries costs us no more than this. Looking at what is there is free:
# many phones share one address.
MISSES = Limit("stage misses", 30)
_LIKE_A_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@require_safe
def stage(request: HttpRequest, token: str) -> HttpResponse:
    address = address_of(request)
    if MISSES.is_spent(address, clock.wall()):
        return _sealed(render(request, "429.html", status=429))
    case = Case.objects.filter(token=token).first() if _LIKE_A_TOKEN.fullmatch(token) else None
    if case is None:
        MISSES.spend(address, clock.wall())
        raise Http404
    here = Stage.objects.filter(case=case, closed_at=None).select_related("desk__node__level")
    stage, now = here.first(), clock.now()
    may_call = stage is not None and not is_beat(stage.desk) and not case.confidential
    context = {
        "status": bare.status(case),
        "facts": bare.facts(case, stage, now),
        "late": bare.late(case, stage, now),
        "call": phone_of(stage.desk) if stage is not None and may_call else None,
    }
    return _sealed(render(request, "cases/stage.html", context))


def _sealed(response: HttpResponse) -> HttpResponse:
    """Its address is its key: it goes into no search engine, no cache and no other site's log."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response
