"""Who has looked at my information: the resident's own page."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest, is_card_only, vouched_since
from lianhu.grid.models import Binding, Desk, Resident, Stay
from lianhu.grid.naming import is_beat, known_as
from lianhu.grid.rules import DeskKind
from lianhu.privacy.models import Look
from lianhu.privacy.queries import looks_at
from lianhu.privacy.services import teller

PAGE = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """One look as the resident reads it."""

    name: str
    desk: str
    at: datetime
    what: str


@login_required
@require_safe
def my_looks(request: PersonRequest) -> HttpResponse:
    if is_card_only(request):
        return render(request, "grid/my_looks.html", {"card_only": True})
    resident = Resident.objects.filter(user=request.user).first()
    before = request.GET.get("before", "")
    key = int(before) if before.isdecimal() else None
    looks = _looks(resident, key, vouched_since(request)) if resident else []
    context = {
        "rows": _seen(looks),
        "before": looks[-1].pk if len(looks) == PAGE else None,
        "is_first": not before,
    }
    return render(request, "grid/my_looks.html", context)


def _looks(resident: Resident, before: int | None, after: datetime | None) -> list[Look]:
    """`after`: not those from before then, which name matters that this session does not see."""
    stay = (
        Stay.objects.open()
        .filter(household=resident.household_id)
        .order_by("id")
        .values_list("starts_on", "beat")
        .first()
    )
    desk = since = None
    if stay is not None:
        starts_on, beat = stay
        since = timezone.make_aware(datetime.combine(starts_on, time.min))
        desk = Desk.objects.filter(kind=DeskKind.NODE, node=beat).values_list("pk", flat=True).get()
    bound = Binding.objects.filter(resident=resident, agreed=True)
    found = looks_at(
        resident=resident.pk,
        household=resident.household_id,
        desk=desk,
        since=since,
        before=list(bound.values_list("guest", "numbers")),
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    if after is not None:
        found = found.filter(at__gte=after)
    return list(found[:PAGE])


def _seen(looks: list[Look]) -> list[Seen]:
    desks = Desk.objects.select_related("node__level").in_bulk(
        {look.desk for look in looks if look.desk}
    )
    told = {look.pk: key for look in looks if (key := teller(look)) is not None}
    tellers = User.objects.in_bulk(set(told.values())) if told else {}
    return [
        Seen(
            name=look.actor.shown_name,
            desk=_desk(look, desks),
            at=look.at,
            what=_what(look, tellers.get(told.get(look.pk, 0))),
        )
        for look in looks
    ]


def _desk(look: Look, desks: dict[int, Desk]) -> str:
    desk = desks.get(look.desk or 0)
    # Whoever visits may come from another beat, of which residents know no name.
    if desk is None or (look.verb == Look.Verb.VISIT and is_beat(desk)):
        return ""
    return known_as(desk)


def _what(look: Look, by: User | None) -> str:
    """`by`: who told what was written down."""
    name = {"name": by.shown_name} if by else {}
    if name and look.verb == Look.Verb.FACT_BACK:
        return _("wrote down, told by %(name)s, that your household takes back a fact") % name
    if name and look.verb == Look.Verb.FACT_TOLD:
        return _("wrote down, told by %(name)s, a fact that your household lets be known") % name
    if look.verb == Look.Verb.HOUSEHOLDS:
        return _("read the list of the households in their care")
    if look.verb == Look.Verb.HOUSEHOLD:
        return _("opened your household, to ask or follow something for you")
    if look.verb == Look.Verb.FACTS:
        return _("opened what your household lets be known")
    if look.verb == Look.Verb.CARDS:
        return _("opened the list of the cards of your household")
    if look.verb == Look.Verb.CARD:
        return _("gave somebody in your household a card to sign in with")
    if look.verb == Look.Verb.CALL:
        return _("saw your phone number, for %(purpose)s") % {"purpose": look.purpose}
    if look.verb == Look.Verb.VISIT:
        return _("read your name and address to visit you, for %(number)s") % {
            "number": look.purpose
        }
    return _("opened your matter %(number)s to handle it") % {"number": look.purpose}
