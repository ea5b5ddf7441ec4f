"""In whose name a page acts: its person's own, or that of somebody without a smart phone.

Who chose a call or paper says on the telephone, or on a sheet, what others do on their pages.
Whoever is on duty at the roster above enters it at the same address, with `for` and the person:
then the page acts as that person at the desks below the roster, and what it writes says who
entered it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest, declare_entering
from lianhu.grid.models import Desk
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.grid.serving import served_desks
from lianhu.inbox.below import Below, away, everybody, reach_of, rosters
from lianhu.kernel import clock

_KEPT = "lianhu_speaker"


@dataclass(frozen=True, slots=True)
class Speaker:
    """`entered_by`: who writes down what `person` says, at that `roster`; None: it is that person's
    own page. `below`: of `speaker_of`, all desks that the rosters of `entered_by` reach.
    """

    person: User
    serves: Sequence[MyDesk]
    entered_by: User | None = None
    roster: Desk | None = None
    below: Collection[int] = ()

    @property
    def query(self) -> str:
        """What keeps an address with the person."""
        return f"?for={self.person.pk}" if self.entered_by else ""

    @property
    def more(self) -> str:
        """The same behind another query."""
        return f"&for={self.person.pk}" if self.entered_by else ""


def speaker_of(request: PersonRequest, *, even_away: bool = False) -> Speaker:
    """Asked once for a request. Raises Http404 where `for` names nobody below who chose so, or who
    is away; with `even_away`, asked first, they speak for the posts that they are away from.
    """
    found: Speaker | None = getattr(request, _KEPT, None)
    if found is None:
        whom = _whom(request)
        if whom is None:
            found = Speaker(request.user, served_desks(request))
        else:
            found = _entered(request, whom, even_away=even_away)
            declare_entering(request, found.person)
        setattr(request, _KEPT, found)
    return found


def entering(request: HttpRequest) -> Speaker | None:
    """Whom the request's person speaks for, once its page has asked. No query."""
    found: Speaker | None = getattr(request, _KEPT, None)
    return found if found is not None and found.entered_by is not None else None


def speaking(one: Below, *, by: User, now: datetime) -> Speaker:
    """Somebody below, by whose words `by` acts. The queries of `my_desks`."""
    at = {desk.pk for desk in one.desks}
    serves = [my for my in my_desks(one.person, now) if my.desk.pk in at]
    return Speaker(one.person, serves, by, one.roster)


def onward(request: PersonRequest, route: str, *args: object) -> HttpResponseRedirect:
    """To another page, in the same name."""
    return redirect(reverse(route, args=args) + speaker_of(request).query)


def _whom(request: PersonRequest) -> int | None:
    whom = request.GET.get("for", "")
    if not whom:
        return None
    if not (whom.isascii() and whom.isdecimal()):
        raise Http404
    return int(whom[:18])


def _entered(request: PersonRequest, whom: int, *, even_away: bool) -> Speaker:
    reach, now = reach_of(rosters(served_desks(request))), clock.now()
    found = everybody(reach, now, whom)
    gone = away(reach, now, whom) if even_away else []
    one = next(iter(found + gone), None)
    if one is None or not one.by_desk or one.person == request.user:
        raise Http404
    serves = list(speaking(found[0], by=request.user, now=now).serves) if found else []
    posts = [my for each in gone for my in each.posts]
    below = frozenset(desk.pk for desk in reach.desks)
    return Speaker(one.person, serves + posts, request.user, one.roster, below)
