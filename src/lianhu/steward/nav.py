"""The rail of an administrator."""

from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.ui.parts import NavLink

# Route: routes whose pages lie within it.
_WITHIN: dict[str, set[str]] = {
    "steward": set(),
    "changes": set(),
    "people": {"person", "person_add"},
    "rosters": {"roster_add", "roster_end", "roster_share"},
}


def links(route: str) -> list[NavLink]:
    found = [
        (pgettext("navigation", "Setting up"), "steward", "sitemap"),
        (pgettext("navigation", "People"), "people", "users"),
        (pgettext("navigation", "Rosters"), "rosters", "calendar"),
        (pgettext("navigation", "Changes"), "changes", "list-check"),
    ]
    return [
        NavLink(label, reverse(name), icon, current=route in {name, *_WITHIN[name]})
        for label, name, icon in found
    ]
