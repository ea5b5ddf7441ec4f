"""Opening hours: a week that many desks share, and the seasons in which another one holds."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk, OpeningHours
from lianhu.kernel import clock
from lianhu.kernel.hours import Hours, Interval, Season
from lianhu.steward.access import administrators_only
from lianhu.steward.effects import reckoned_anew
from lianhu.steward.forms.hours import HoursForm, NewHoursForm, RemoveForm, SeasonForm
from lianhu.steward.services import hours as services
from lianhu.steward.views.editing import FORM, Crumb, Page, Said, run, sent
from lianhu.steward.views.start import home
from lianhu.steward.weeks import season_words, week_words

_WORKDAY = (Interval(8 * 60 + 30, 12 * 60), Interval(13 * 60 + 30, 17 * 60 + 30))
_USUAL = (*(_WORKDAY,) * 5, (), ())


def _crumbs(row: OpeningHours | None = None) -> list[Crumb]:
    found = [home(), Crumb(_("Opening hours and seasons"), reverse("setup_hours"))]
    if row:
        found.append(Crumb(row.shown_name, reverse("setup_hours_of", args=[row.pk])))
    return found


def _effect(row: OpeningHours) -> list[str]:
    """Two queries."""
    desks = Desk.objects.filter(hours=row, closed_at=None, node__closed_at=None).count()
    count = reckoned_anew(Q(desk__hours=row))
    return [
        ngettext(
            "It holds for %(count)d desk from now on.",
            "It holds for %(count)d desks from now on.",
            desks,
        )
        % {"count": desks},
        ngettext(
            "The deadline of %(count)d open case there is reckoned anew.",
            "The deadlines of %(count)d open cases there are reckoned anew.",
            count,
        )
        % {"count": count},
    ]


@require_safe
@administrators_only
def hours_list(request: PersonRequest) -> HttpResponse:
    desks = Desk.objects.filter(closed_at=None, node__closed_at=None)
    used = dict(desks.values_list("hours").annotate(Count("pk")))
    rows = [
        {
            "row": row,
            "week": week_words(Hours.from_json(row.week).week),
            "seasons": [season_words(s) for s in Hours.from_json(row.week).seasons],
            "desks": used.get(row.pk, 0),
        }
        for row in OpeningHours.objects.order_by("id")
    ]
    page = Page(
        _("Opening hours and seasons"),
        "",
        [home()],
        reverse("steward"),
        _("All clocks run in the opening hours of the desk concerned."),
    )
    return render(request, "steward/hours_list.html", {"page": page, "rows": rows})


@require_safe
@administrators_only
def hours_of(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OpeningHours, pk=pk)
    hours = Hours.from_json(row.week)
    desks = Desk.objects.filter(hours=row).count()
    page = Page(
        row.shown_name,
        "",
        _crumbs(),
        reverse("setup_hours"),
        ngettext("%(count)d desk has these hours.", "%(count)d desks have these hours.", desks)
        % {"count": desks},
    )
    context = {
        "page": page,
        "row": row,
        "week": week_words(hours.week),
        "seasons": [
            {"n": n, "words": season_words(season), "week": week_words(season.week)}
            for n, season in enumerate(hours.seasons, 1)
        ],
        "removable": not desks,
    }
    return render(request, "steward/hours.html", context)


@administrators_only
@require_http_methods(FORM)
def hours_add(request: PersonRequest) -> HttpResponse:
    def save(said: Said) -> str:
        services.add_hours(
            said["name"], said["name_en"], said["week"], by=request.user, now=clock.now()
        )
        return _("Added. Give them to desks on the page of each desk.")

    page = Page(
        _("Add opening hours"),
        _("Add"),
        _crumbs(),
        reverse("setup_hours"),
        template="steward/week_form.html",
    )
    return run(request, page, NewHoursForm(sent(request), week=_USUAL), save=save)


@administrators_only
@require_http_methods(FORM)
def hours_change(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OpeningHours, pk=pk)

    def effect(said: Said) -> list[str]:
        return [] if services.with_week(row, said["week"]) == row.week else _effect(row)

    def save(said: Said) -> str:
        values = {name: said[name] for name in ("name", "name_en")}
        values["week"] = services.with_week(row, said["week"])
        services.change_hours(pk, values, seen=said["seen"], by=request.user, now=clock.now())
        return _("Saved.")

    page = Page(
        _("Change %(name)s") % {"name": row.shown_name},
        _("Save"),
        _crumbs(row),
        reverse("setup_hours_of", args=[pk]),
        _("The usual week. Leave what is closed empty."),
        template="steward/week_form.html",
    )
    form = HoursForm(sent(request), facts=services.facts_of(row))
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def season(request: PersonRequest, pk: int, n: int) -> HttpResponse:
    """The n-th season, from 1; 0 is one to add."""
    row = get_object_or_404(OpeningHours, pk=pk)
    found = _season(row, n) if n else None

    def wanted(said: Said) -> dict[str, Any]:
        new = Season(said["start"], said["end"], said["week"])
        return services.with_season(row, n - 1 if n else None, new)

    def effect(said: Said) -> list[str]:
        return [] if wanted(said) == row.week else _effect(row)

    def save(said: Said) -> str:
        values = {"week": wanted(said)}
        services.change_hours(pk, values, seen=said["seen"], by=request.user, now=clock.now())
        return _("Saved.")

    page = Page(
        _("Add a season") if found is None else _("Change the season"),
        _("Save"),
        _crumbs(row),
        reverse("setup_hours_of", args=[pk]),
        _("Every year from day to day this week holds in place of the usual one."),
        template="steward/week_form.html",
    )
    form = SeasonForm(sent(request), facts=services.facts_of(row), season=found)
    return run(request, page, form, save=save, effect=effect)


def _season(row: OpeningHours, n: int) -> Season:
    seasons = Hours.from_json(row.week).seasons
    if not 1 <= n <= len(seasons):
        raise Http404
    return seasons[n - 1]


@administrators_only
@require_http_methods(FORM)
def season_remove(request: PersonRequest, pk: int, n: int) -> HttpResponse:
    row = get_object_or_404(OpeningHours, pk=pk)
    found = _season(row, n)

    def effect(said: Said) -> list[str]:
        words = _("From %(season)s the usual week holds too.") % {"season": season_words(found)}
        return [words, *_effect(row)]

    def save(said: Said) -> str:
        values = {"week": services.with_season(row, n - 1, None)}
        services.change_hours(pk, values, seen=said["seen"], by=request.user, now=clock.now())
        return _("Removed.")

    page = Page(
        _("Remove the season %(season)s") % {"season": season_words(found)},
        _("Remove"),
        _crumbs(row),
        reverse("setup_hours_of", args=[pk]),
    )
    form = RemoveForm(sent(request), facts=services.facts_of(row))
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def hours_remove(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OpeningHours, pk=pk)

    def effect(said: Said) -> list[str]:
        services.ensure_unused(row)
        return [_("They are gone for good. No desk has them.")]

    def save(said: Said) -> str:
        services.remove_hours(pk, seen=said["seen"], by=request.user, now=clock.now())
        return _("Removed.")

    page = Page(
        _("Remove %(name)s") % {"name": row.shown_name},
        _("Remove"),
        _crumbs(row),
        reverse("setup_hours"),
    )
    form = RemoveForm(sent(request), facts=services.facts_of(row))
    return run(request, page, form, save=save, effect=effect)
