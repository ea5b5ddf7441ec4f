"""The rail of an administrator."""

from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.ui.parts import NavLink

# Route: routes whose pages lie within it.
_WITHIN: dict[str, set[str]] = {"steward": set(), "loads": {"load"}, "changes": set()}


def links(route: str) -> list[NavLink]:
    found = [
        (pgettext("navigation", "Setting up"), "steward", "sitemap"),
        (pgettext("navigation", "Load lists"), "loads", "file-text"),
        (pgettext("navigation", "Changes"), "changes", "list-check"),
    ]
    return [
        NavLink(label, reverse(name), icon, current=route in {name, *_WITHIN[name]})
        for label, name, icon in found
    ]
