"""What the person of a request serves at, asked once however many parts of its page want it."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest

from lianhu.accounts.requests import is_residents
from lianhu.grid.models import Household
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.grid.rules import Role
from lianhu.kernel import clock

_KEPT = "lianhu_served_desks"


def served_desks(request: HttpRequest) -> list[MyDesk]:
    """As `my_desks` now, for the signed-in person; nothing for anybody else, nor in a session that
    a card or a phone has opened: duties want the password.
    """
    found: list[MyDesk] | None = getattr(request, _KEPT, None)
    if found is None:
        found = []
        if request.user.is_authenticated and not is_residents(request):
            found = my_desks(request.user, clock.now())
        setattr(request, _KEPT, found)
    return found


def own_household(request: HttpRequest, code: str) -> tuple[Household, MyDesk]:
    """A household of one's own beats and the duty that makes it so. Raises Http404."""
    found = household_at(own_beats(served_desks(request)), code)
    if found is None:
        raise Http404
    return found


def household_at(beats: Iterable[MyDesk], code: str) -> tuple[Household, MyDesk] | None:
    """A household of these beats and the duty at its own. Two queries."""
    by_beat = {my.desk.node_id: my for my in beats}
    household = Household.objects.filter(
        code=code, stays__ends_on=None, stays__beat__in=by_beat
    ).first()
    if household is None:
        return None
    return household, by_beat[household.stays.get(ends_on=None).beat_id]


def own_beats(serves: Iterable[MyDesk]) -> list[MyDesk]:
    """The beats whose households a person may read.

    A backup officer may while standing in, not before (guardrail 11).
    """
    return [my for my in serves if is_beat(my.desk) and (my.role is Role.OFFICER or my.stands_in)]
