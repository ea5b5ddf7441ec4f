"""What many people ask about these days: for those who serve at a place, or supervise it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases.access import viewer_of
from lianhu.cases.hot import COMPARED, hot
from lianhu.cases.nav import hot_places
from lianhu.cases.rules.hot import FEWEST
from lianhu.cases.views.within import outermost
from lianhu.ui.parts import Empty
from lianhu.ui.refusal import Refused


@login_required
@require_safe
def hot_topics(request: PersonRequest) -> HttpResponse:
    viewer = viewer_of(request)
    # One place is never told apart from another that holds it: a part would follow by reckoning.
    places = outermost(hot_places(viewer.serves))
    if not places:
        raise Refused(staff=viewer.is_staff)
    found = [hot(viewer, place) for place in places]
    context = {
        "found": [one for one in found if one.areas or one.matters],
        "fewest": FEWEST,
        "compared": COMPARED,
        "empty": Empty(
            _("Nothing that many ask about"),
            _("In the last 7 days nothing was asked about by %(count)s people or more.")
            % {"count": FEWEST},
        ),
    }
    return render(request, "cases/hot_topics.html", context)
