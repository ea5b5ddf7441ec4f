"""Looking for something in the book: by words, or by area and by whom it is for."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianhu.accounts.models import User
from lianhu.grid.models import Duty
from lianhu.grid.queries import beat_of, resident_of
from lianhu.grid.stripping import stripped
from lianhu.kernel import clock
from lianhu.kernel.limits import Limit, address_of
from lianhu.kernel.names import shown
from lianhu.kernel.text import clean
from lianhu.knowledge import queries
from lianhu.knowledge.marks import Marks
from lianhu.knowledge.models import Topic
from lianhu.knowledge.rules import publishing
from lianhu.knowledge.rules.entry import Audience
from lianhu.knowledge.search import best
from lianhu.knowledge.services import note_not_found
from lianhu.knowledge.views.whom import asks
from lianhu.knowledge.words import AUDIENCES

LONGEST = 100  # characters of a question that is searched for
_RESULTS = 20
_BROWSED = 40
# Searches in vain that are noted: more in an hour come from a program, the same again is a page
# that was loaded once more.
_IN_VAIN, _ALIKE = Limit("searched in vain", 30), Limit("searched alike", 1)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Results of a search; only their list for a page that asks while somebody is typing."""
    asked = clean(request.GET.get("q", ""), limit=LONGEST)
    code = clean(request.GET.get("area", ""))
    area = Topic.objects.filter(depth=1, code=code).first() if code else None
    audience = _audience(request.GET.get("for", ""))
    is_within, whole = bool(area or audience), "HX-Request" not in request.headers
    first, more, answered = "", "", True
    if asked:
        found = best(asked, today=today(), area=area, audience=audience, limit=_RESULTS)
        answered = any(one.answers for one in found)
        if whole and request.method == "GET" and not (answered or is_within):
            _note(request, asked)
        keys = [one.key for one in found]
    else:
        keys, first, more = _browsed(request, area, audience)
    context = {
        "asked": asked,
        "answered": answered,
        "rows": _rows(keys, asked),
        "more": more,
        "first": first,
        # The same words without the choice of an area or of people.
        "everywhere": f"?{urlencode({'q': asked})}" if is_within else "",
        "asks": bool(asked) and asks(request),
        "area": area,
        "audience": audience.value if audience else "",
        "audiences": choices(),
        "areas": Topic.objects.filter(depth=1, retired_at=None).order_by("path"),
        "limit": LONGEST,
    }
    template = "knowledge/find.html" if whole else "knowledge/parts/results.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def today() -> date:
    return timezone.localtime(clock.now()).date()


def choices() -> list[tuple[str, Any]]:
    return [(one.value, name) for one, name in AUDIENCES.items() if one is not Audience.EVERYBODY]


def _browsed(
    request: HttpRequest, area: Topic | None, audience: Audience | None
) -> tuple[list[int], str, str]:
    """What there is of an area or for somebody, and the addresses of the beginning, where this is
    not it, and of what comes after.
    """
    if area is None and audience is None:
        return [], "", ""
    said = request.GET.get("from", "")
    start = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0
    keys = queries.browsed(area, audience, start, _BROWSED + 1)
    kept = {"area": area.code if area else "", "for": audience.value if audience else ""}
    first = f"?{urlencode(kept)}" if start else ""
    more = f"?{urlencode({**kept, 'from': start + _BROWSED})}" if len(keys) > _BROWSED else ""
    return keys[:_BROWSED], first, more


def _audience(value: str) -> Audience | None:
    try:
        return Audience(value)
    except ValueError:
        return None


def _rows(keys: Sequence[int], asked: str) -> list[dict[str, Any]]:
    marks, day = Marks(asked), today()
    return [
        {
            "url": reverse("book_item", args=[line.code]),
            "title": marks.of(shown(line.title, line.title_en)),
            "sentence": marks.of(shown(line.sentence, line.sentence_en)),
            "topic": shown(line.topic, line.topic_en),
            "standing": _standing(line, day),
        }
        for line in queries.lines(keys)
    ]


def _standing(line: queries.Line, day: date) -> str:
    """What is to be known of it before one reads it."""
    if not publishing.is_valid(line.valid_from, line.valid_until, day):
        return _("does not hold today")
    if publishing.is_being_checked(line.review_on, day):
        return _("being checked again")
    return ""


def _serves(user: User | AnonymousUser) -> bool:
    """Whatever has opened the session."""
    return user.is_authenticated and Duty.objects.at(clock.now()).filter(person=user).exists()


def _note(request: HttpRequest, asked: str) -> None:
    """For those who write the book, without who it was. Whoever serves may look for what somebody
    else has asked, with names that are not known here: of that nothing is kept.
    """
    address, now = address_of(request), clock.wall()
    # Before anything is kept of what was looked for: an address leaves so many rows an hour.
    if _serves(request.user) or _IN_VAIN.is_spent(address, now):
        return
    alike = f"{address} {request.user.pk or ''} {asked}"
    if not _ALIKE.spend(alike, now) or not _IN_VAIN.spend(address, now):
        return
    resident = resident_of(request.user) if request.user.is_authenticated else None
    if resident is None:
        note_not_found(asked, None, today())
        return
    place = beat_of(resident.household) if resident.household else None
    note_not_found(stripped(resident, asked), place, today())
