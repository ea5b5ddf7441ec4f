"""An officer's own households."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.calling import phone
from lianhu.grid.queries import households_of
from lianhu.grid.serving import own_beats, served_desks
from lianhu.kernel import clock, text
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look

SEARCH_LIMIT = 40


@login_required
@require_safe
def households(request: PersonRequest) -> HttpResponse:
    """The households of the person's own beats, searched by any part of a word.

    Each beat whose list is read is one look, which its households see.
    """
    beats = own_beats(served_desks(request))
    if not beats:
        raise PermissionDenied
    search = text.clean(request.GET.get("q", ""), limit=SEARCH_LIMIT)
    found = households_of([my.desk.node for my in beats], search)
    now = clock.now()
    for my in beats:
        record_look(
            request.user, Look.Verb.HOUSEHOLDS, desk=my.desk.pk, purpose=f"duty {my.duty}", at=now
        )
    context = {
        "beats": [my.desk.shown_name for my in beats],
        "search": search,
        "limit": SEARCH_LIMIT,
        "rows": [
            {
                "household": household,
                "phone": phone(household.contact, household.phone) if household.phone else None,
            }
            for household in found
        ],
    }
    return render(request, "grid/households.html", context)
