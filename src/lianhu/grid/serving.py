"""What the person of a request serves at, asked once however many parts of its page want it."""

from collections.abc import Iterable

from django.http import HttpRequest

from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.grid.rules import Role
from lianhu.kernel import clock

_KEPT = "lianhu_served_desks"


def served_desks(request: HttpRequest) -> list[MyDesk]:
    """As `my_desks` now, for the signed-in person; nothing for anybody else."""
    found: list[MyDesk] | None = getattr(request, _KEPT, None)
    if found is None:
        found = my_desks(request.user, clock.now()) if request.user.is_authenticated else []
        setattr(request, _KEPT, found)
    return found


def own_beats(serves: Iterable[MyDesk]) -> list[MyDesk]:
    """The beats whose households a person may read.

    A backup officer may while standing in, not before (guardrail 11).
    """
    return [my for my in serves if is_beat(my.desk) and (my.role is Role.OFFICER or my.stands_in)]
