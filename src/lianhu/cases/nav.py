"""The rail of the desk pages: where a member of staff can go, by the duties held now."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianhu.cases.access import Viewer
from lianhu.grid.rules import DeskKind, Role
from lianhu.ui.parts import Me, NavLink


def frame(viewer: Viewer, current: str) -> dict[str, Any]:
    """What `ui/desk.html` wants on every page. `current` is the name of the route in the rail."""
    return {
        "nav": rail(viewer, current),
        "me": Me(viewer.person.shown_name, _where(viewer)),
        "sign_out_url": reverse("sign_out"),
    }


def rail(viewer: Viewer, current: str) -> list[NavLink]:
    kinds = {desk.kind for desk in viewer.desks.values()}
    links = []
    if DeskKind.NODE in kinds:
        links.append((_("Work queue"), "desk", "list-check"))
    if DeskKind.DEPARTMENT in kinds:
        links.append((_("Consultations"), "consultations", "messages"))
    if viewer.supervision:
        links.append((_("Overdue"), "overdue", "clock"))
        links.append((_("Unmanned"), "unmanned", "users"))
    links.append((_("Inbox"), "inbox", "inbox"))
    return [
        NavLink(label, reverse(route), icon, current=route == current)
        for label, route, icon in links
    ]


def _where(viewer: Viewer) -> str:
    """The first desk that the person serves at; a beat says too little about a clerk."""
    desks = sorted(
        (my for my in viewer.serves), key=lambda my: my.role not in (Role.CLERK, Role.SUPERVISOR)
    )
    return desks[0].desk.shown_name if desks else ""
