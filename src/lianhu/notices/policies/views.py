"""Policies: of the desk that writes them, of officers who offer them, of households that answer."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk, Household, Stay
from lianhu.grid.queries import MyDesk
from lianhu.grid.serving import served_desks
from lianhu.inbox.rules.broadcasts import Who
from lianhu.inbox.speaking import onward, speaker_of
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from lianhu.kernel.ids import new_token
from lianhu.kernel.names import shown
from lianhu.notices.access import may_write_to, reached_by, senders_on
from lianhu.notices.audience.words import with_facts
from lianhu.notices.broadcast_kinds import versions_of
from lianhu.notices.policies import queries, services
from lianhu.notices.policies.forms import OfferForm, PolicyForm
from lianhu.notices.policies.models import Policy
from lianhu.notices.policies.words import REFUSALS
from lianhu.notices.rules import sending
from lianhu.notices.rules.policies import Code, Refused, Said
from lianhu.notices.rules.sending_on import Again
from lianhu.notices.words import ANOTHER, ANOTHER_SENT, sender
from lianhu.notices.words import REFUSALS as NOT_SENT
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_looks

PAGE = ["GET", "HEAD", "POST"]


def _writing(request: HttpRequest) -> list[MyDesk]:
    """Where the person may write one. Raises PermissionDenied for whoever may nowhere."""
    found = [my for my in served_desks(request) if Who.CLERK in may_write_to(my)]
    if not found:
        raise PermissionDenied
    return found


def _written_at(request: HttpRequest, key: int) -> Policy:
    """One of the person's own desks. Raises Http404."""
    rows = Policy.objects.select_related("desk__node__level", "desk__department", "item", "by")
    found = rows.filter(pk=key, desk__in=[my.desk.pk for my in _writing(request)]).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def policies(request: PersonRequest) -> HttpResponse:
    own, now = _writing(request), clock.now()
    rows = Policy.objects.filter(desk__in=[my.desk.pk for my in own]).select_related("item", "desk")
    context = {
        "rows": [
            {
                "policy": row,
                "title": shown(row.item.title, row.item.title_en),
                "for": with_facts(row.meant),
                "is_on": queries.is_on(row, now),
            }
            for row in rows.order_by("-pk")[:100]
        ]
    }
    return render(request, "notices/policies/policies.html", context)


@login_required
@require_http_methods(PAGE)
def write(request: PersonRequest) -> HttpResponse:
    own, now = _writing(request), clock.now()
    code = request.GET.get("desk", "")
    my = next((my for my in own if my.desk.code == code), own[0])
    data = request.POST if request.method == "POST" else None
    form = PolicyForm(data, today=timezone.localtime(now).date(), initial={"key": new_token()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = services.write(
                my.desk,
                said["item"],
                form.meant,
                said["why"],
                until=said["until"],
                by=request.user,
                key=said["key"],
                now=now,
            )
        except OtherBody:
            form.refused(str(ANOTHER), key=new_token())
        else:
            messages.success(request, _("Written. Officers find it in their inbox, in minutes."))
            return redirect("policy", made)
    context = {
        "form": form,
        "desk": my.desk,
        "others": [other.desk for other in own if other.desk.pk != my.desk.pk],
    }
    return render(request, "notices/policies/write.html", context, status=422 if data else 200)


@login_required
@require_safe
def policy(request: PersonRequest, key: int) -> HttpResponse:
    row, now = _written_at(request, key), clock.now()
    context = {
        "policy": row,
        "title": shown(row.item.title, row.item.title_en),
        "for": with_facts(row.meant),
        "is_on": queries.is_on(row, now),
        "outcome": queries.outcome(row, now),
    }
    return render(request, "notices/policies/policy.html", context)


@login_required
@require_POST
def stop(request: PersonRequest, key: int) -> HttpResponse:
    row = _written_at(request, key)
    services.stop(row.pk, now=clock.now())
    messages.success(request, _("Stopped. Nothing more is proposed."))
    return redirect("policy", key)


@login_required
@require_http_methods(PAGE)
def mine(request: PersonRequest, key: int) -> HttpResponse:
    """An officer's: which own households may qualify, to offer it to them or pass them over.

    Each household whose fact is shown by that is one look, which it sees.
    """
    own, now = senders_on(request), clock.now()
    rows = Policy.objects.select_related("desk__node__level", "desk__department", "item__live")
    row = rows.filter(pk=key).first()
    beats = queries.below(row, [my.desk for my in own]) if row else []
    if row is None or not beats:
        raise Http404
    if speaker_of(request).entered_by is not None:
        return _unseen(request, row, beats)
    homes = queries.homes_of(row, beats, now) if queries.is_on(row, now) else []
    form = OfferForm(
        request.POST if request.method == "POST" else None,
        homes=homes,
        initial={"key": new_token(), "households": [home.pk for home in homes]},
    )
    if form.is_valid():
        # Whether it may qualify shows by what becomes of it, whoever has read the page before.
        chosen = set(form.cleaned_data["households"])
        _look(request, row, own, [home for home in homes if home.pk in chosen])
        if _done(request, row, beats, form):
            return redirect("inbox")
    _look(request, row, own, homes)
    context: dict[str, Any] = {
        "policy": row,
        "title": shown(row.item.title, row.item.title_en),
        "sender": sender(row.desk),
        "form": form,
        "homes": list(zip(form["households"], homes, strict=True)),
        "is_on": queries.is_on(row, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "notices/policies/mine.html", context, status=status)


def _unseen(request: PersonRequest, row: Policy, beats: Sequence[Desk]) -> HttpResponse:
    """Entered for an officer who says that it is offered, or that it is for nobody there. The page
    is the same whoever lives there, so that it says neither who may qualify nor that anybody does.
    """
    why_not = ""
    if request.method == "POST":
        why_not = _entered(request, row, beats)
        if not why_not:
            messages.success(request, _("Noted. Whether there is anybody it is for, nobody reads."))
            return onward(request, "send_on_find")
    context = {
        "policy": row,
        "why_not": why_not,
        "is_on": queries.is_on(row, clock.now()),
        "title": shown(row.item.title, row.item.title_en),
        "sender": sender(row.desk),
        "for": with_facts(row.meant),
        "is_unsigned": True,
    }
    status = 422 if why_not else 200
    return render(request, "notices/policies/unseen.html", context, status=status)


def _entered(request: PersonRequest, row: Policy, beats: Sequence[Desk]) -> str:
    """Why nothing is noted; empty where it is, as where there is nobody, or nobody any more."""
    speaker, now = speaker_of(request), clock.now()
    try:
        if "pass" in request.POST:
            services.pass_over(row.pk, beats, None, now=now)
        else:
            services.offer(
                row.pk,
                beats,
                None,
                by=speaker.person,
                entered_by=speaker.entered_by,
                key=new_token(),
                now=now,
            )
    except Again:
        return ""
    except Refused as refused:
        return "" if refused.code is Code.NOBODY else str(REFUSALS[refused.code])
    except sending.Refused as refused:
        return "" if refused.code is sending.Code.NOBODY else str(NOT_SENT[refused.code])
    return ""


def _done(request: PersonRequest, row: Policy, beats: Sequence[Desk], form: OfferForm) -> bool:
    chosen, now = form.cleaned_data["households"], clock.now()
    try:
        if "pass" in request.POST:
            services.pass_over(row.pk, beats, chosen, now=now)
            messages.success(request, _("Noted: they are not proposed again."))
            return True
        key = form.cleaned_data["key"]
        count = services.offer(row.pk, beats, chosen, by=request.user, key=key, now=now)
    except Refused as refused:
        form.add_error(None, str(REFUSALS[refused.code]))
        return False
    except Again:
        form.add_error(None, str(REFUSALS[Code.NOBODY]))
        return False
    except OtherBody:  # from a page that had been sent before
        form.refused(str(ANOTHER_SENT), key=new_token())
        return False
    except sending.Refused as refused:
        form.add_error(None, str(NOT_SENT[refused.code]))
        return False
    said = ngettext(
        "Offered: %(count)d household finds it on its page, with the reason.",
        "Offered: %(count)d households find it on their pages, with the reason.",
        count,
    )
    messages.success(request, said % {"count": count})
    return True


def _look(
    request: PersonRequest, row: Policy, own: Sequence[MyDesk], homes: Sequence[Household]
) -> None:
    at = {my.desk.node_id: my.desk.pk for my in own}
    beats = dict(Stay.objects.open().filter(household__in=homes).values_list("household", "beat"))
    record_looks(
        request.user,
        Look.Verb.FACTS,
        households={home.pk: at[beats[home.pk]] for home in homes},
        purpose=f"policy {row.pk}",
        at=clock.now(),
    )


@login_required
@require_POST
def say(request: PersonRequest, key: int) -> HttpResponse:
    """What a household says of what it was offered."""
    mine = reached_by(request, key)
    texts = versions_of([mine.found])
    offered = queries.offered(list(texts.values()), mine.reader)
    given = request.POST.get("said", "")
    if mine.resident is None or offered is None or given not in {Said.GOT, Said.NOT_OURS}:
        raise Http404
    services.say(offered, Said(given), now=clock.now())
    messages.success(request, _("Noted, thank you. Only how many have got it is counted."))
    return redirect("notice_to_me", key)
