"""Where a person can go: the rail of desk pages and the tab bar of phone pages, by the duties held.

The pages of lower floors show it too, so it reaches templates through `web.context`.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import pgettext

from lianhu.grid.models import Node
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import MyDesk
from lianhu.grid.rules import ANSWERING, DeskKind, Role
from lianhu.grid.serving import own_beats
from lianhu.ui.parts import Me, NavLink

# Route: routes whose pages lie within it.
_WITHIN = {
    "desk": {"desk_case", "desk_filters", "desk_several", "setup_straight"},
    "consultations": {"consultation", "consultation_several"},
    "needs": {"my_visits", "visit"},
    "overdue": {"watched_case"},
    "inbox": {"case", "case_for_group", "digest", "calls", "call_sheet", "call_reach"},
    "households": {"household_ask", "paste", "paste_ask"},
    "coverage": {"hand_over", "unmanned"},
    "answered_where": {"setup_straight"},
    "my_leave": {"leave"},
    "groups": {"group", "group_say"},
    "ask": {"ask_about"},
    "book": {"book_find", "book_area", "book_item"},
    "my_cases": {
        "my_case",
        "my_case_withdraw",
        "my_case_confidential",
        "public_matters",
        "public_matter",
    },
}
_BOOK = ("book", *_WITHIN["book"])
_RESIDENTS_OWN = ("ask", "my_cases", "my_looks")
# Where staff and residents alike go: each sees there what they see elsewhere.
_EVERYBODYS = frozenset({"account", "groups", "group", "group_say", *_BOOK})
OF_RESIDENTS = frozenset({*_RESIDENTS_OWN, *_WITHIN["ask"], *_WITHIN["my_cases"]})


def links(serves: Sequence[MyDesk], route: str) -> list[NavLink]:
    """For a page called `route`. On the pages of staff, nothing for whoever serves nowhere."""
    roles = {(DeskKind(my.desk.kind), my.role) for my in serves}
    found = []
    if route in OF_RESIDENTS or (route in _EVERYBODYS and not serves):
        found.append((pgettext("navigation", "Ask"), "ask", "message-plus"))
        found.append((pgettext("navigation", "How-to"), "book", "book"))
        found.append((pgettext("navigation", "My matters"), "my_cases", "message-circle"))
        found.append((pgettext("navigation", "Groups"), "groups", "messages"))
        found.append((pgettext("navigation", "Who looked"), "my_looks", "eye"))
        return _linked(found + _inbox(serves), route)
    if (DeskKind.NODE, Role.CLERK) in roles:
        found.append((pgettext("navigation", "Work queue"), "desk", "list-check"))
        found.append((pgettext("navigation", "Ask for somebody"), "desk_ask", "message-plus"))
    if hot_places(serves):
        found.append((pgettext("navigation", "Hot topics"), "hot_topics", "message-circle"))
    if any(kind is DeskKind.DEPARTMENT for kind, _ in roles):
        found.append((pgettext("navigation", "Consults"), "consultations", "messages"))
        # What a department is given to handle, besides what it is asked.
        if (DeskKind.NODE, Role.CLERK) not in roles:
            found.append((pgettext("navigation", "Work queue"), "desk", "list-check"))
    if any(role is Role.SUPERVISOR for _, role in roles):
        found.append((pgettext("navigation", "Overdue"), "overdue", "clock"))
        found.append((pgettext("navigation", "Coverage"), "coverage", "users"))
        found.append((pgettext("navigation", "Slow stages"), "slow_stages", "route"))
    if any(role is Role.SUPERVISOR for _, role in roles) or _serves_the_city(serves):
        found.append((pgettext("navigation", "Answered where"), "answered_where", "sitemap"))
    found += _inbox(serves)
    if any(kind is DeskKind.NODE and role in ANSWERING for kind, role in roles):
        found.append((pgettext("navigation", "Groups"), "groups", "messages"))
    if any(kind is DeskKind.NODE for kind, _ in roles):
        found.append((pgettext("navigation", "Needs"), "needs", "heart-handshake"))
    if own_beats(serves):
        found.append((pgettext("navigation", "My households"), "households", "home-heart"))
    if any(role is not Role.SUPERVISOR for _, role in roles):
        found.append((pgettext("navigation", "Away"), "my_leave", "calendar"))
    return _linked(found, route)


def on_behalf_url(serves: Sequence[MyDesk]) -> str:
    """Where one asks for somebody else by duty; empty for whoever has none of that kind."""
    if any(my.desk.kind == DeskKind.NODE and my.role is Role.CLERK for my in serves):
        return reverse("desk_ask")
    return reverse("households") if own_beats(serves) else ""


def hot_places(serves: Sequence[MyDesk]) -> list[Node]:
    """Whose questions of these days a person may have counted: places of own desks, and those that
    one supervises. A beat's are the officer's, who has them all anyway.
    """
    return [
        my.desk.node
        for my in serves
        if my.role is Role.SUPERVISOR
        or (my.role is Role.CLERK and my.desk.kind == DeskKind.NODE and not is_beat(my.desk))
    ]


def _serves_the_city(serves: Sequence[MyDesk]) -> bool:
    return any(
        my.role is Role.CLERK and my.desk.kind == DeskKind.NODE and my.desk.node.depth == 1
        for my in serves
    )


def _inbox(serves: Sequence[MyDesk]) -> list[tuple[str, str, str]]:
    return [(pgettext("navigation", "Inbox"), "inbox", "inbox")] if serves else []


def _linked(found: Sequence[tuple[str, str, str]], route: str) -> list[NavLink]:
    return [
        NavLink(label, reverse(name), icon, current=route in {name, *_WITHIN.get(name, ())})
        for label, name, icon in found
    ]


def me(name: str, serves: Sequence[MyDesk], url: str) -> Me:
    """With the desk that says most about the person: a clerk's before an officer's beat."""
    by_rank = sorted(serves, key=lambda my: my.role not in (Role.CLERK, Role.SUPERVISOR))
    return Me(name, by_rank[0].desk.shown_name if by_rank else "", url)
