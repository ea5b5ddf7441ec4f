"""What a group is called. Residents never read of grids: the smallest is that of the neighbours."""

from django.utils.translation import gettext as _

from lianhu.grid.naming import known_as
from lianhu.groups.models import Group


def name_of(group: Group, *, by_staff: bool) -> str:
    """Needs `node__level` and the owner joined."""
    if group.purpose:
        return group.purpose
    if not group.node.level.is_beat:
        return group.node.shown_name
    return group.owner.shown_name if by_staff else _("Our neighbours")


def place_of(group: Group, *, by_staff: bool) -> str:
    """For whom a temporary one is."""
    if not group.node.level.is_beat:
        return group.node.shown_name
    return group.owner.shown_name if by_staff else _("our neighbours")


def keeper(group: Group, *, by_staff: bool) -> str:
    """Who looks after it."""
    return group.owner.shown_name if by_staff else known_as(group.owner)
