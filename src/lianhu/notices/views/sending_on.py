"""An officer sends an item of the book, or a notice that has come, on to own households.

All of them, unless some are chosen: only then are their names on the page, which they see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Household
from lianhu.grid.queries import MyDesk, households_of
from lianhu.inbox.speaking import speaker_of
from lianhu.kernel import clock, text
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token
from lianhu.kernel.names import shown
from lianhu.knowledge.search import search
from lianhu.knowledge.views.public import published
from lianhu.notices import sending_on as services
from lianhu.notices.access import reached_by, senders_on, sending_on
from lianhu.notices.broadcast_kinds import copies_on
from lianhu.notices.models import Version
from lianhu.notices.policies.models import Policy
from lianhu.notices.policies.queries import lasting_at
from lianhu.notices.requests.showing import asks_something
from lianhu.notices.rules.sending import Refused
from lianhu.notices.rules.sending_on import Again
from lianhu.notices.sending_on import Matter
from lianhu.notices.sending_on_form import SendOnForm
from lianhu.notices.words import ANOTHER_SENT, REFUSALS
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look

PAGE = ["GET", "HEAD", "POST"]
SEARCH_LIMIT = 60
MOST_FOUND = 8


def address_for(request: PersonRequest, version: Version) -> str:
    """Where the person sends a notice on; empty for whoever has no households."""
    may = sending_on(speaker_of(request).serves)
    return reverse("notice_send_on", args=[version.notice_id]) if may else ""


@login_required
@require_http_methods(PAGE)
def item(request: PersonRequest, code: str) -> HttpResponse:
    own = senders_on(request)
    row = published(code)
    title = shown(row.title, row.title_en)
    back = reverse("book_item", args=[code])
    if speaker_of(request).entered_by is not None:
        back = reverse("send_on_find") + speaker_of(request).query
    return _page(request, own, services.of_item(row), title, back)


@login_required
@require_safe
def find(request: PersonRequest) -> HttpResponse:
    """What of the book is to be sent on; and, where another enters it, which policies last there,
    whether or not any of the households may qualify.
    """
    own, now = senders_on(request), clock.now()
    q = text.clean(request.GET.get("q", ""), limit=SEARCH_LIMIT)
    today = timezone.localtime(now).date()
    hits = search(q, today=today, limit=MOST_FOUND) if q else []
    lasting: Sequence[Policy] = ()
    if speaker_of(request).entered_by is not None:
        lasting = lasting_at([my.desk for my in own], now)
    context = {
        "beats": [my.desk.shown_name for my in own],
        "q": q,
        "limit": SEARCH_LIMIT,
        "found": [(hit.item.code, shown(hit.item.title, hit.item.title_en)) for hit in hits],
        "policies": [(row, shown(row.item.title, row.item.title_en)) for row in lasting],
    }
    return render(request, "notices/send_on_find.html", context)


@login_required
@require_http_methods(PAGE)
def notice(request: PersonRequest, key: int) -> HttpResponse:
    own = senders_on(request)
    mine = reached_by(request, key)
    version = copies_on(mine.found)[-1]
    if mine.resident is not None or version.withdraws:
        raise Http404
    # Households have nothing to answer to it.
    if asks_something(version):
        raise Http404
    back = reverse("notice_to_me", args=[version.notice_id]) + speaker_of(request).query
    return _page(request, own, services.of_notice(version), version.title, back)


@dataclass(frozen=True, slots=True)
class _Had:
    """Households that have had it: `first` are the texts that sent it on, `left` the others."""

    living: int
    left: frozenset[int]
    first: Sequence[Version]


def _had(own: Sequence[MyDesk], matter: Matter, *, is_blind: bool) -> _Had:
    beats = [my.desk for my in own]
    living = services.living_at(beats)
    had = services.had(beats, matter, living, clock.now(), is_blind=is_blind)
    first: Sequence[Version] = ()
    if had:
        sent = Version.objects.filter(notice__in=set(had.values()), number=1)
        first = list(sent.select_related("by").order_by("notice"))
    return _Had(len(living), frozenset(living.keys() - had.keys()), first)


def _page(
    request: PersonRequest, own: Sequence[MyDesk], matter: Matter, title: str, back: str
) -> HttpResponse:
    is_sent, speaker = request.method == "POST", speaker_of(request)
    # Whoever enters what another says reads of no household, nor whether any was offered it.
    is_blind = speaker.entered_by is not None
    had = None if is_sent and not is_blind else _had(own, matter, is_blind=is_blind)
    chooses = not is_blind and _chooses(request, had)
    homes = _homes(request, own) if chooses else None
    data = request.POST if is_sent else None
    form, status = SendOnForm(data, homes=homes, initial={"key": new_token()}), 200
    if is_sent:
        status = 422
        if form.is_valid():
            try:
                count = services.send_on(
                    [my.desk for my in own],
                    matter,
                    form.why,
                    households=had.left
                    if is_blind and had and had.first
                    else form.cleaned_data.get("households"),
                    by=speaker.person,
                    entered_by=speaker.entered_by,
                    key=form.cleaned_data["key"],
                    now=clock.now(),
                )
            except OtherBody:  # from a page that had been sent before
                form.refused(str(ANOTHER_SENT), key=new_token())
            except Refused as why:
                form.add_error(None, str(REFUSALS[why.code]))
            except Again:
                status = 409
                had = _had(own, matter, is_blind=is_blind)
                if not chooses and not is_blind and had.left:
                    # The others are there to be chosen; what was typed is kept.
                    homes, chooses = _homes(request, own), True
                    form = SendOnForm(request.POST, homes=homes)
                form.add_error(None, _("Nothing was sent: households among them have had it."))
            else:
                said = ngettext(
                    "Sent: %(count)d household finds it on its page, with the reason.",
                    "Sent: %(count)d households find it on their pages, with the reason.",
                    count,
                )
                messages.success(request, said % {"count": count})
                return redirect(back)
    had = had or _had(own, matter, is_blind=is_blind)
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "back": back,
        "beats": [my.desk.shown_name for my in own],
        "all": had.living,
        "left": had.left,
        "first": had.first,
        "chooses": chooses,
        "homes": _ticks(form, homes, had.left) if homes is not None else [],
    }
    return render(request, "notices/send_on.html", context, status=status)


def _chooses(request: PersonRequest, had: _Had | None) -> bool:
    if had is None:
        return "choose" in request.POST
    return "choose" in request.GET or (bool(had.first) and bool(had.left))


def _homes(request: PersonRequest, own: Sequence[MyDesk]) -> list[Household]:
    """With names: each beat whose list is read is one look, which its households see."""
    for my in own:
        record_look(
            request.user,
            Look.Verb.HOUSEHOLDS,
            desk=my.desk.pk,
            purpose=f"duty {my.duty}",
            at=clock.now(),
        )
    return households_of([my.desk.node for my in own])


def _ticks(
    form: SendOnForm, homes: Sequence[Household], left: frozenset[int]
) -> list[tuple[Any, Household]]:
    """A box to tick for each; none for whoever has had it."""
    boxes = zip(form["households"], homes, strict=True)
    return [(box if home.pk in left else None, home) for box, home in boxes]
