"""The rail of an administrator."""

from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.ui.parts import NavLink

# Route: what the names of the pages begin with that lie within it.
_WITHIN: dict[str, str] = {
    "steward": "setup_",
    "loads": "load",
    "people": "person",
    "rosters": "roster_",
    "changes": "changes_",
}


def links(route: str) -> list[NavLink]:
    found = [
        (pgettext("navigation", "Setting up"), "steward", "sitemap"),
        (pgettext("navigation", "Load lists"), "loads", "file-text"),
        (pgettext("navigation", "People"), "people", "users"),
        (pgettext("navigation", "Rosters"), "rosters", "calendar"),
        (pgettext("navigation", "Changes"), "changes", "list-check"),
    ]
    return [
        NavLink(
            label,
            reverse(name),
            icon,
            current=route == name or route.startswith(_WITHIN[name]),
        )
        for label, name, icon in found
    ]
