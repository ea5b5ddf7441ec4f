"""Duties at many desks at once: adding, ending, one roster for several desks."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid import people as grid_people
from lianhu.grid import services
from lianhu.grid.models import Desk, Duty, Level, after
from lianhu.grid.naming import is_beat
from lianhu.grid.queries import paths_up, with_setting
from lianhu.grid.rules import DeskKind, Role, Span
from lianhu.kernel import clock
from lianhu.steward import moments
from lianhu.steward import post_effects as effects
from lianhu.steward.access import View, administrators_only
from lianhu.steward.confirming import ask_first, is_confirmed
from lianhu.steward.narrowing import Chosen, chosen, places_first
from lianhu.steward.people_forms import (
    KINDS,
    AddDutiesForm,
    EndDutiesForm,
    ManByForm,
    RosterForm,
)
from lianhu.steward.services import note_change
from lianhu.ui import timewords

# More desks than this are not one list that somebody can look through.
MOST_DESKS = 200

ACTS = {
    "roster_add": pgettext_lazy("rosters", "Add duties"),
    "roster_end": pgettext_lazy("rosters", "End duties"),
    "roster_share": pgettext_lazy("rosters", "One roster for several"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """The desks of one kind within a place; the first of them, if they are too many."""

    where: Chosen
    kind: str
    levels: Sequence[Level]
    desks: Sequence[Desk]
    is_more: bool

    @property
    def query(self) -> str:
        return f"{self.where.query}kind={self.kind}"


def _listed(request: PersonRequest) -> Listed:
    """Six queries at most."""
    where = chosen(request)
    levels = list(Level.objects.order_by("depth"))
    kind = request.GET.get("kind", "")
    if kind not in {*(level.code for level in levels), *KINDS}:
        kind = levels[-1].code if levels else DeskKind.DEPARTMENT
    place = where.place
    rows = (
        with_setting()
        .select_related("manned_by", "department")
        .filter(node__path__gte=place.path, node__path__lt=after(place.path), node__closed_at=None)
        .order_by("node__path", "pk")
    )
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    else:
        rows = rows.filter(kind=DeskKind.NODE, node__level__code=kind)
    found = list(rows[: MOST_DESKS + 1])
    return Listed(where, kind, levels, found[:MOST_DESKS], len(found) > MOST_DESKS)


@administrators_only
@require_safe
@places_first
def rosters(request: PersonRequest) -> HttpResponse:
    listed, now = _listed(request), clock.now()
    act = request.GET.get("act", "")
    act = act if act in ACTS else "roster_add"
    return _page(request, listed, _form(act, None, listed, now), act, now)


def _form(act: str, data: Any, listed: Listed, now: datetime) -> RosterForm:
    match act:
        case "roster_end":
            return EndDutiesForm(data, now=now, listed=listed.desks)
        case "roster_share":
            return ManByForm(data, now=now, listed=listed.desks, rosters=_rosters(listed))
    return AddDutiesForm(data, now=now, listed=listed.desks)


def _rosters(listed: Listed) -> list[Desk]:
    """Desks whose roster could man those listed: their own like, and those on the way to the top.
    One query.
    """
    above = paths_up(listed.where.place.path)
    found = Desk.objects.filter(
        Q(kind=DeskKind.NODE, node__path__in=above) | Q(pk__in=[desk.pk for desk in listed.desks]),
        manned_by=None,
    )
    return list(found.select_related("node").order_by("node__path", "pk"))


def _page(
    request: PersonRequest,
    listed: Listed,
    form: RosterForm,
    act: str,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    there = _there(listed.desks, now)
    ticked = set(form.data.getlist("desks")) if form.is_bound else set()  # type: ignore[attr-defined]
    context = {
        "listed": listed,
        "within": listed.where,
        "kinds": [
            *((level.code, level.shown_name) for level in listed.levels),
            *KINDS.items(),
        ],
        "kept": [("kind", listed.kind), ("act", act)],
        "whole": f"kind={listed.kind}&act={act}",
        "rows": [
            {
                "desk": desk,
                "people": there[desk.manned_by_id or desk.pk],
                "ticked": desk.code in ticked,
                "hand_over": reverse("hand_over", args=[desk.code])
                if is_beat(desk) and not desk.manned_by_id
                else "",
            }
            for desk in listed.desks
        ],
        "most": MOST_DESKS,
        "form": form,
        "fields": [f for f in form if f.name not in ("desks", "every")],
        "act": act,
        "act_url": f"{reverse(act)}?{listed.query}",
        "act_label": ACTS[act],
        "tabs": [
            {"label": label, "url": f"?{listed.query}&act={name}", "current": name == act}
            for name, label in ACTS.items()
        ],
    }
    return render(request, "steward/rosters.html", context, status=status)


def _there(desks: Sequence[Desk], now: datetime) -> dict[int, list[Duty]]:
    """Who serves or is to serve, by the desk whose roster it is. One query."""
    found: dict[int, list[Duty]] = defaultdict(list)
    duties = Duty.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), desk__in=[d.manned_by_id or d.pk for d in desks]
    )
    for duty in duties.select_related("person").order_by("-role", "starts_at", "id"):
        found[duty.desk_id].append(duty)
    return found


def _acting(act: str, do: Callable[..., HttpResponse | None]) -> View:
    """A page that takes a form of the list, or shows it again with what is wrong."""

    @require_POST
    @administrators_only
    def view(request: PersonRequest) -> HttpResponse:
        listed, now = _listed(request), clock.now()
        form = _form(act, request.POST, listed, now)
        response = do(request, listed, form, now) if form.is_valid() else None
        return response or _page(request, listed, form, act, now, status=422)

    return view


def _asks(
    request: PersonRequest, listed: Listed, act: str, effect: Sequence[str]
) -> HttpResponse | None:
    if is_confirmed(request, effect):
        return None
    back = f"{reverse('rosters')}?{listed.query}&act={act}"
    return ask_first(request, str(ACTS[act]), effect, back=back, yes=str(ACTS[act]))


def _done(request: PersonRequest, listed: Listed, act: str, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(f"{reverse('rosters')}?{listed.query}&act={act}")


def _subject(desks: Sequence[Desk]) -> str:
    return effects.names(desks)[:200]


def _facts(duties: Sequence[Duty]) -> list[list[str | None]]:
    return [
        [
            duty.desk.code,
            duty.person.username,
            duty.role,
            duty.starts_at.isoformat(),
            duty.ends_at.isoformat() if duty.ends_at else None,
        ]
        for duty in duties
    ]


def _add(
    request: PersonRequest, listed: Listed, form: RosterForm, now: datetime
) -> HttpResponse | None:
    facts = form.cleaned_data
    begins = moments.begin_of(facts["start"], now)
    ends = moments.end_of(facts["end"]) if facts["end"] else None
    roster = services.Roster(
        facts["desks"], facts["people"], Role(facts["role"]), Span(begins, ends)
    )
    new, known = services.missing(roster)
    if not new:
        form.add_error("people", _("All of these duties exist already."))
        return None
    effect = [_("Adds %(what)s.") % {"what": effects.at_desks(new)}]
    if known:
        told = ngettext("%(count)d exists already.", "%(count)d exist already.", known)
        effect.append(told % {"count": known})
    idle = [desk for desk in facts["desks"] if desk.manned_by_id]
    if idle:
        told = ngettext(
            "%(count)d of these desks is manned by another roster: duties there wait meanwhile.",
            "%(count)d of these desks are manned by another roster: duties there wait meanwhile.",
            len(idle),
        )
        effect.append(told % {"count": len(idle)})
    effect.append(_when(begins, ends, now))
    asked = _asks(request, listed, "roster_add", effect)
    if asked is not None:
        return asked
    with transaction.atomic():
        added = services.add_duties(roster)
        after = {"duties": _facts(added)}
        note_change(request.user, "duties.added", _subject(facts["desks"]), after=after, now=now)
    told = _("%(what)s added.") % {"what": effects.at_desks(added)}
    return _done(request, listed, "roster_add", told)


def _when(begins: datetime, ends: datetime | None, now: datetime) -> str:
    start = _("from now on") if begins <= now else timewords.date_words(begins)
    if ends is None:
        return _("When: %(start)s, until further notice.") % {"start": start}
    last = timewords.date_words(moments.last_day(ends))
    return _("When: %(start)s, until %(end)s inclusive.") % {"start": start, "end": last}


def _end(
    request: PersonRequest, listed: Listed, form: RosterForm, now: datetime
) -> HttpResponse | None:
    facts = form.cleaned_data
    at = moments.end_of(facts["end"]) if facts["end"] else now
    duties = services.lasting(facts["desks"], facts["people"], at)
    if not duties:
        form.add_error("people", _("No duty at these desks lasts longer than that."))
        return None
    when = _("at once") if at <= now else timewords.date_words(moments.last_day(at))
    effect = [
        _("Ends %(what)s.") % {"what": effects.at_desks(duties)},
        _("When: %(end)s.") % {"end": when},
        *effects.left_unmanned(grid_people.unmanned_without(duties, at)),
    ]
    asked = _asks(request, listed, "roster_end", effect)
    if asked is not None:
        return asked
    with transaction.atomic():
        before = {"duties": _facts(duties)}
        services.end_duties(duties, at=at)
        note_change(
            request.user,
            "duties.ended",
            _subject(facts["desks"]),
            before=before,
            after={"at": at.isoformat()},
            now=now,
        )
    told = _("%(what)s ended.") % {"what": effects.at_desks(duties)}
    return _done(request, listed, "roster_end", told)


def _share(
    request: PersonRequest, listed: Listed, form: RosterForm, now: datetime
) -> HttpResponse | None:
    facts = form.cleaned_data
    roster: Desk | None = facts["roster"]
    desks = [
        desk for desk in facts["desks"] if desk.manned_by_id != (roster.pk if roster else None)
    ]
    if not desks:
        form.add_error("roster", _("They are manned like that already."))
        return None
    count = ngettext("%(count)d desk", "%(count)d desks", len(desks)) % {"count": len(desks)}
    if roster is None:
        effect = [_("Manned by their own roster again: %(desks)s.") % {"desks": count}]
        there = _there_alone(desks, now)
        effect += effects.left_unmanned([desk for desk in desks if desk.pk not in there])
    else:
        effect = [
            _("%(roster)s mans %(desks)s.") % {"roster": roster.shown_name, "desks": count},
            _("Duties at these desks themselves count no more meanwhile."),
        ]
    asked = _asks(request, listed, "roster_share", effect)
    if asked is not None:
        return asked
    with transaction.atomic():
        before = {desk.code: desk.manned_by.code if desk.manned_by else None for desk in desks}
        services.man_by(desks, roster)
        note_change(
            request.user,
            "desk.manned_by",
            _subject(desks),
            before=before,
            after={"manned_by": roster.code if roster else None},
            now=now,
        )
    return _done(request, listed, "roster_share", _("It is changed."))


def _there_alone(desks: Sequence[Desk], now: datetime) -> set[int]:
    duties = Duty.objects.at(now).filter(desk__in=desks)
    return set(duties.values_list("desk", flat=True))


roster_add = _acting("roster_add", _add)
roster_end = _acting("roster_end", _end)
roster_share = _acting("roster_share", _share)
