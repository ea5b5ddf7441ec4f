"""Where a desk can send a case: departments, and places around those that the case belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lianhu.grid.models import Desk
from lianhu.grid.queries import nearby, parents

Choices = list[Any]


def departments(desks: Iterable[Desk], *, but: Iterable[Desk] = ()) -> Choices:
    """Sections below their departments, as they stand in the city's list."""
    left_out = {desk.pk for desk in but}
    groups: dict[str, list[tuple[str, str]]] = {}
    for desk in desks:
        if desk.pk not in left_out:
            assert desk.department is not None
            group = groups.setdefault(desk.department.shown_name, [])
            group.append((desk.code, desk.shown_name))
    return list(groups.items())


def transfers(
    here: Desk, ladder: Sequence[Desk], sections: Iterable[Desk], found: Sequence[Desk] = ()
) -> Choices:
    """What a transfer from `here` offers: places called what was asked for, places around by what
    they lie in, the nearest first, and departments. One query, two with `found`.
    """
    choices: Choices = [("", _("Choose a desk"))]
    if found:
        choices.append((_("Found"), _told_apart(found)))
    above = {desk.node.path: desk for desk in (*ladder, here)}
    places: dict[str, list[tuple[str, str]]] = {}
    for desk in nearby(above.values()):
        if desk.pk != here.pk:
            group = places.setdefault(desk.node.path[: -desk.node.steplen], [])
            group.append((desk.code, desk.shown_name))
    lowest_first = sorted(places, key=len, reverse=True)
    choices += [(above[path].node.shown_name, places[path]) for path in lowest_first]
    return [*choices, *departments(sections, but=[here])]


def _told_apart(desks: Sequence[Desk]) -> list[tuple[str, str]]:
    """With where they lie: places elsewhere may have the same name."""
    lie_in: Mapping[int, Any] = parents(desks)
    return [
        (
            desk.code,
            _("%(place)s, %(above)s")
            % {"place": desk.shown_name, "above": lie_in[desk.pk].shown_name}
            if desk.pk in lie_in
            else desk.shown_name,
        )
        for desk in desks
    ]
