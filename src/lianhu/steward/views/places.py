"""The tree of places: going through it, adding, renaming, and moving one below another."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Node, OpeningHours
from lianhu.kernel import clock, cursor
from lianhu.kernel.phones import shown
from lianhu.kernel.text import clean
from lianhu.steward import browsing
from lianhu.steward.access import administrators_only
from lianhu.steward.browsing import Rows
from lianhu.steward.effects import within
from lianhu.steward.forms.places import MoveForm, NewPlaceForm, RenameForm
from lianhu.steward.services import places as services
from lianhu.steward.views.editing import FORM, Crumb, Page, Said, run, sent
from lianhu.steward.views.start import home
from lianhu.ui import timewords
from lianhu.ui.parts import Fact, Notice

LONGEST_SEARCH = 40


def crumbs_to(node: Node, *, itself: bool = False) -> list[Crumb]:
    """From the start page down to what a place lies in."""
    way = [*browsing.way_to(node), *([node] if itself else [])]
    return [home(), *(Crumb(n.shown_name, reverse("setup_place", args=[n.code])) for n in way)]


def _start(request: PersonRequest) -> str:
    after = cursor.read(request.GET.get("after", ""), cursor.word)
    return after[0] if after else ""


def _listed(rows: Rows) -> dict[str, Any]:
    return {
        "rows": [
            {
                "node": row.node,
                "name": row.node.shown_name,
                "above": row.above,
                "level": row.node.level.shown_name,
                "is_beat": row.node.level.is_beat,
                "below": row.below,
                "households": row.households,
            }
            for row in rows.rows
        ],
        "next_at": cursor.write(rows.next) if rows.next else "",
    }


@require_safe
@administrators_only
def places(request: PersonRequest) -> HttpResponse:
    """What was searched for; without a search the top of the tree."""
    words = clean(request.GET.get("q", ""), limit=LONGEST_SEARCH)
    top = Node.objects.filter(depth=1).first()
    if not words and top is not None:
        return redirect("setup_place", top.code)
    start = _start(request)
    found = browsing.found(words, start) if words else Rows([], "")
    page = Page(_("Places found"), "", [home()], reverse("setup_places"))
    context = {"page": page, "q": words, "is_continued": bool(start), **_listed(found)}
    return render(request, "steward/places.html", context)


@require_safe
@administrators_only
def place(request: PersonRequest, code: str) -> HttpResponse:
    """As many queries whatever the size of the city."""
    node = get_object_or_404(Node.objects.select_related("level", "successor"), code=code)
    start = _start(request)
    rows = browsing.children(node, start)
    desk = browsing.desk_at(node)
    inside = within(node)
    facts = [
        Fact(_("Level"), node.level.shown_name),
        Fact(_("Code"), node.code),
        Fact(_("Households"), f"{inside.households:,}"),
        Fact(_("Open cases"), f"{inside.cases:,}"),
    ]
    if desk is not None:
        facts += [
            Fact(_("Desk"), desk.shown_name),
            Fact(_("Telephone"), shown(desk.phone) if desk.phone else "–"),
            Fact(_("Opening hours"), desk.hours.shown_name),
        ]
        if desk.manned_by is not None:
            facts.append(Fact(_("Manned from"), desk.manned_by.shown_name))
    below = services.level_below(node)
    context = {
        "page": Page(node.shown_name, "", crumbs_to(node), reverse("steward")),
        "node": node,
        "facts": facts,
        "desk": desk,
        "below": below,
        "notice": _closed(node),
        "is_continued": bool(start),
        **_listed(rows),
    }
    return render(request, "steward/place.html", context)


def _closed(node: Node) -> Notice | None:
    if node.closed_at is None:
        return None
    when = timewords.date_words(node.closed_at)
    if node.successor is None:
        return Notice(_("Closed on %(date)s.") % {"date": when})
    words = _("Closed on %(date)s. %(place)s took over.")
    return Notice(words % {"date": when, "place": node.successor.shown_name})


def open_place(code: str) -> Node:
    """Raises Http404 for one that is closed too: nothing about it changes any more."""
    found = Node.objects.select_related("level")
    node: Node = get_object_or_404(found, code=code, closed_at=None)
    return node


@administrators_only
@require_http_methods(FORM)
def place_add(request: PersonRequest, code: str) -> HttpResponse:
    above = open_place(code)
    level = services.level_below(above)
    if level is None:
        raise Http404

    def save(said: Said) -> str:
        services.add_place(code, said, by=request.user, now=clock.now())
        return _("Added, with a desk. Next: who is on duty there.")

    page = Page(
        _("Add to %(place)s: %(level)s") % {"place": above.shown_name, "level": level.shown_name},
        _("Add"),
        crumbs_to(above, itself=True),
        reverse("setup_place", args=[code]),
        _("Until somebody is on duty there, its questions go to the desk above."),
    )
    desk = browsing.desk_at(above)
    hours = desk.hours if desk else OpeningHours.objects.order_by("id").first()
    form = NewPlaceForm(sent(request), initial={"hours": hours})
    return run(request, page, form, save=save)


@administrators_only
@require_http_methods(FORM)
def place_rename(request: PersonRequest, code: str) -> HttpResponse:
    node = open_place(code)

    def effect(said: Said) -> list[str]:
        if (said["name"], said["name_en"]) == (node.name, node.name_en):
            return []
        desks = services.named_after(node).count()
        return [
            _("%(before)s is called %(name)s from now on, everywhere.")
            % {"before": node.name, "name": said["name"]},
            ngettext(
                "%(count)d desk that carries the name is renamed with it.",
                "%(count)d desks that carry the name are renamed with it.",
                desks,
            )
            % {"count": desks},
        ]

    def save(said: Said) -> str:
        values = {name: said[name] for name in ("name", "name_en")}
        services.rename_place(code, values, seen=said["seen"], by=request.user, now=clock.now())
        return _("Saved.")

    page = Page(
        _("Rename %(name)s") % {"name": node.shown_name},
        _("Save"),
        crumbs_to(node, itself=True),
        reverse("setup_place", args=[code]),
    )
    form = RenameForm(sent(request), facts=services.facts_of(node))
    return run(request, page, form, save=save, effect=effect)


def households_words(count: int) -> str:
    words = ngettext("%(count)s household", "%(count)s households", count)
    return words % {"count": f"{count:,}"}


def cases_words(count: int) -> str:
    words = ngettext("%(count)s open case", "%(count)s open cases", count)
    return words % {"count": f"{count:,}"}


@administrators_only
@require_http_methods(FORM)
def place_move(request: PersonRequest, code: str) -> HttpResponse:
    node = open_place(code)
    if node.depth == 1:
        raise Http404

    def effect(said: Said) -> list[str]:
        inside = within(node)
        return [
            _("Moves %(households)s, %(cases)s.")
            % {
                "households": households_words(inside.households),
                "cases": cases_words(inside.cases),
            },
            _("What is not answered in time climbs by way of %(place)s from now on.")
            % {"place": said["to"].shown_name},
            _("People, numbers, opening hours and deadlines stay as they are."),
        ]

    def save(said: Said) -> str:
        services.move_place(
            code, said["to"].code, seen=said["seen"], by=request.user, now=clock.now()
        )
        return _("Moved.")

    page = Page(
        _("Move %(name)s") % {"name": node.shown_name},
        _("Move it"),
        crumbs_to(node, itself=True),
        reverse("setup_place", args=[code]),
        _("Below another place, with all that lies in it."),
    )
    among = services.may_lie_below(node)
    form = MoveForm(sent(request), facts=services.facts_of(node), among=among)
    near = {"near": browsing.near(among, node)}
    return run(request, page, form, save=save, effect=effect, context=near)
