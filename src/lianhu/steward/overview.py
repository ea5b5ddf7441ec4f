"""What can be set up, with one line each on what it is now: one entry a line of `areas`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lianhu.cases.models import PromiseTime
from lianhu.grid.models import CalendarYear, Department, Desk, Duty, Level, Node, OpeningHours
from lianhu.grid.people import staff
from lianhu.grid.rules import DeskKind
from lianhu.kernel import clock
from lianhu.knowledge.models import Topic


@dataclass(frozen=True, slots=True)
class Area:
    """A card of the start page."""

    label: str
    url: str
    icon: str
    now: str


def areas() -> list[Area]:
    """One query each, two where two things are counted."""
    return [
        _area(pgettext("setting up", "Places"), "setup_places", "sitemap", _places),
        _area(_("Levels and their minutes"), "setup_levels", "arrow-up", _levels),
        _area(_("Departments and sections"), "setup_departments", "building", _departments),
        _area(_("Opening hours and seasons"), "setup_hours", "clock", _hours),
        _area(_("Calendar"), "setup_calendars", "calendar", _calendar),
        _area(_("Classes and promises"), "setup_promises", "heart-handshake", _promises),
        _area(_("Topics"), "setup_topics", "book", _topics),
        _area(pgettext("navigation", "People"), "people", "users", _people),
        _area(pgettext("navigation", "Rosters"), "rosters", "calendar", _rosters),
    ]


def _area(label: str, route: str, icon: str, now: Callable[[], str]) -> Area:
    return Area(label, reverse(route), icon, now())


def _people() -> str:
    count = staff().count()
    said = ngettext("%(n)s member of staff", "%(n)s members of staff", count)
    return said % {"n": _grouped(count)}


def _rosters() -> str:
    count = Duty.objects.at(clock.now()).count()
    return ngettext("%(n)s post", "%(n)s posts", count) % {"n": _grouped(count)}


def _places() -> str:
    count = Node.objects.filter(closed_at=None).count()
    return ngettext("%(n)s place", "%(n)s places", count) % {"n": _grouped(count)}


def _levels() -> str:
    found = list(Level.objects.all())
    names = " › ".join(level.shown_name for level in found)
    count = ngettext("%(n)s level", "%(n)s levels", len(found)) % {"n": len(found)}
    return _("%(count)s: %(names)s") % {"count": count, "names": names}


def _departments() -> str:
    count = Department.objects.count()
    desks = Desk.objects.filter(kind=DeskKind.DEPARTMENT, closed_at=None).count()
    said = ngettext("%(n)s department", "%(n)s departments", count) % {"n": _grouped(count)}
    with_desks = ngettext("%(n)s desk", "%(n)s desks", desks) % {"n": _grouped(desks)}
    return _("%(departments)s, %(desks)s") % {"departments": said, "desks": with_desks}


def _hours() -> str:
    found = list(OpeningHours.objects.order_by("id"))
    return _(", ").join(hours.shown_name for hours in found[:4]) or _("None yet")


def _calendar() -> str:
    years = list(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    if not years:
        return _("No year is confirmed yet")
    return _("Confirmed: %(years)s") % {"years": _(", ").join(map(str, years[-3:]))}


def _promises() -> str:
    own = PromiseTime.objects.count()
    if not own:
        return _("All as the standard has it")
    return ngettext("%(n)s of its own", "%(n)s of their own", own) % {"n": own}


def _topics() -> str:
    found = Topic.objects.filter(retired_at=None)
    here = found.filter(depth=1).count()
    below = found.filter(~Q(depth=1)).count()
    said = ngettext("%(n)s area", "%(n)s areas", here) % {"n": _grouped(here)}
    topics = ngettext("%(n)s topic", "%(n)s topics", below) % {"n": _grouped(below)}
    return _("%(areas)s, %(topics)s") % {"areas": said, "topics": topics}


def _grouped(count: int) -> str:
    return f"{count:,}"
