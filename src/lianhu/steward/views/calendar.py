"""The working calendar, a year a page: days off, make-up working days, and who checked them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.calendars import SpecialDay, special_days
from lianhu.grid.models import CalendarDay, CalendarYear
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.kernel.worktime import DayKind
from lianhu.steward.access import administrators_only
from lianhu.steward.effects import days_of, reckoned_anew
from lianhu.steward.forms.base import SureForm
from lianhu.steward.forms.calendar import ConfirmYearForm, DayForm, RemoveDayForm
from lianhu.steward.services import calendar as services
from lianhu.steward.views.editing import FORM, Crumb, Page, Said, run, sent
from lianhu.steward.views.start import home
from lianhu.ui.parts import Notice, Tone

# Years that deadlines can reach into, and some to look back at.
BACK, AHEAD = 5, 3


def _this_year() -> int:
    return timezone.localtime(clock.now()).year


def _checked(year: int) -> int:
    now = _this_year()
    if not now - BACK <= year <= now + AHEAD:
        raise Http404
    return year


def reckoned() -> str:
    count = reckoned_anew()
    return ngettext(
        "The deadline of %(count)d open case is reckoned anew, from now on.",
        "The deadlines of %(count)d open cases are reckoned anew, from now on.",
        count,
    ) % {"count": count}


@require_safe
@administrators_only
def calendars(request: PersonRequest) -> HttpResponse:
    return redirect("setup_calendar", _this_year())


@require_safe
@administrators_only
def calendar(request: PersonRequest, year: int) -> HttpResponse:
    _checked(year)
    days = list(days_of(year))
    confirmed = CalendarYear.objects.filter(year=year).first()
    known = list(special_days(year))
    now = _this_year()
    page = Page(
        _("Calendar %(year)s") % {"year": year},
        "",
        [home()],
        reverse("steward"),
        _("Days that do not follow their weekday. All others do."),
    )
    context = {
        "page": page,
        "year": year,
        "years": [
            {"year": y, "current": y == year} for y in range(max(now - 1, year - 1), now + 3)
        ],
        "months": _months(days, {day.day: day for day in known}),
        "off": sum(day.kind == DayKind.REST.value for day in days),
        "worked": sum(day.kind == DayKind.WORK.value for day in days),
        "confirmed": confirmed,
        "proposed": len(_proposal(known, days)),
        "notices": _notices(year, days, confirmed),
    }
    return render(request, "steward/calendar.html", context)


def _notices(year: int, days: list[CalendarDay], confirmed: CalendarYear | None) -> list[Notice]:
    if confirmed is not None:
        return []
    found = [
        Notice(
            title=_("%(year)s is not confirmed yet") % {"year": year},
            text=_("Compare the days with the published list, then confirm the year."),
            tone=Tone.SOON,
        )
    ]
    if not any(day.kind == DayKind.WORK.value for day in days):
        found.append(
            Notice(
                text=_(
                    "No make-up working days are known for %(year)s. The list is usually published"
                    " in November of the year before; the proposal cannot know them earlier."
                )
                % {"year": year},
            )
        )
    return found


def _proposal(known: Iterable[SpecialDay], days: list[CalendarDay]) -> list[SpecialDay]:
    """What the package knows and the calendar does not have."""
    rows = {day.day: day for day in days}
    return [day for day in known if services.differs(day, rows.get(day.day))]


def _name(row: CalendarDay, known: SpecialDay | None) -> str:
    """Stored in Chinese; what the package calls the same it knows in English too."""
    same = known is not None and known.name == row.name
    return shown(row.name, known.name_en) if known and same else row.name


def _months(days: list[CalendarDay], known: Mapping[date, SpecialDay]) -> list[dict[str, Any]]:
    return [
        {
            "name": dateformat.format(date(2000, month, 1), pgettext("name of a month", "F")),
            "days": [
                {
                    "day": row.day,
                    "words": day_words(row.day),
                    "weekday": dateformat.format(row.day, "l"),
                    "name": _name(row, known.get(row.day)),
                    "works": row.kind == DayKind.WORK.value,
                }
                for row in rows
            ],
        }
        for month, rows in groupby(days, key=lambda row: row.day.month)
    ]


def day_words(day: date) -> str:
    return dateformat.format(day, pgettext("a day of a year", "j F"))


def _crumbs(year: int) -> list[Crumb]:
    calendar_ = Crumb(
        _("Calendar %(year)s") % {"year": year}, reverse("setup_calendar", args=[year])
    )
    return [home(), calendar_]


@administrators_only
@require_http_methods(FORM)
def day_set(request: PersonRequest, year: int) -> HttpResponse:
    _checked(year)

    def effect(said: Said) -> list[str]:
        words = _("%(day)s becomes a working day.")
        if said["kind"] is DayKind.REST:
            words = _("%(day)s becomes a day off.")
        return [words % {"day": day_words(said["day"])}, reckoned()]

    def save(said: Said) -> str:
        services.set_day(said["day"], said["kind"], said["name"], by=request.user, now=clock.now())
        return _("Saved.")

    page = Page(
        _("Set a day of %(year)s") % {"year": year},
        _("Set the day"),
        _crumbs(year),
        reverse("setup_calendar", args=[year]),
        _("A day that is in the list already is changed."),
    )
    form = DayForm(sent(request), year=year)
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def day_remove(request: PersonRequest, day: str) -> HttpResponse:
    try:
        which = datetime.strptime(day, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise Http404 from None
    row = CalendarDay.objects.filter(day=which).first()
    if row is None:
        raise Http404

    def effect(said: Said) -> list[str]:
        words = _("%(day)s follows its weekday: %(weekday)s.")
        weekday = dateformat.format(which, "l")
        return [words % {"day": day_words(which), "weekday": weekday}, reckoned()]

    def save(said: Said) -> str:
        services.remove_day(which, seen=said["seen"], by=request.user, now=clock.now())
        return _("Removed.")

    page = Page(
        _("Let %(day)s follow its weekday") % {"day": day_words(which)},
        _("Remove it from the list"),
        _crumbs(which.year),
        reverse("setup_calendar", args=[which.year]),
    )
    form = RemoveDayForm(sent(request), facts=services.day_facts(row))
    return run(request, page, form, save=save, effect=effect)


@administrators_only
@require_http_methods(FORM)
def take_over(request: PersonRequest, year: int) -> HttpResponse:
    _checked(year)
    proposal = _proposal(special_days(year), list(days_of(year)))

    def effect(said: Said) -> list[str]:
        return [
            ngettext(
                "%(count)d day is set as proposed.",
                "%(count)d days are set as proposed.",
                len(proposal),
            )
            % {"count": len(proposal)},
            reckoned(),
        ]

    def save(said: Said) -> str:
        services.take_over(year, proposal, by=request.user, now=clock.now())
        return _("Saved.")

    page = Page(
        _("Days proposed for %(year)s") % {"year": year},
        _("Take the proposal over"),
        _crumbs(year),
        reverse("setup_calendar", args=[year]),
        _(
            "From a package of public holidays that comes with Lianhu. Days that you have set and"
            " that are not listed here stay as they are."
        ),
        template="steward/proposal.html",
    )
    rows = [
        {
            "words": day_words(day.day),
            "weekday": dateformat.format(day.day, "l"),
            "name": shown(day.name, day.name_en),
            "works": day.works,
        }
        for day in proposal
    ]
    form = SureForm(sent(request))
    return run(request, page, form, save=save, effect=effect, context={"rows": rows})


@administrators_only
@require_http_methods(FORM)
def year_confirm(request: PersonRequest, year: int) -> HttpResponse:
    _checked(year)
    days = list(days_of(year))
    off = sum(day.kind == DayKind.REST.value for day in days)

    def effect(said: Said) -> list[str]:
        return [
            _("%(year)s has %(off)d days off and %(worked)d make-up working days.")
            % {"year": year, "off": off, "worked": len(days) - off},
            _("Nobody is warned any more that the year is not confirmed."),
        ]

    def save(said: Said) -> str:
        services.confirm_year(year, by=request.user, now=clock.now())
        return _("%(year)s is confirmed.") % {"year": year}

    page = Page(
        _("Confirm %(year)s") % {"year": year},
        _("Confirm the year"),
        _crumbs(year),
        reverse("setup_calendar", args=[year]),
        _("Under your name: that the list of days was checked against the published one."),
    )
    form = ConfirmYearForm(sent(request))
    return run(request, page, form, save=save, effect=effect)
