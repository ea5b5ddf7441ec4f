"""What residents call a desk. They never read of grids: a beat is known by its officer."""

from django.utils.translation import pgettext

from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind


def is_beat(desk: Desk) -> bool:
    """Whether a contact officer stands for this desk. Needs `node__level` joined."""
    return desk.kind == DeskKind.NODE and desk.node.level.is_beat


def is_department(desk: Desk) -> bool:
    """Whether it is a department or a section of one."""
    return desk.kind == DeskKind.DEPARTMENT


def known_as(desk: Desk) -> str:
    return pgettext("resident", "your contact officer") if is_beat(desk) else desk.shown_name
