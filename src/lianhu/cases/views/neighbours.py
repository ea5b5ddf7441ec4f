"""The pages of neighbours: public matters of one's village, and following one."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.cases import neighbourhood, rules, services
from lianhu.cases.access import is_open_to
from lianhu.cases.journey import bare
from lianhu.cases.models import Case
from lianhu.cases.titles import title_of
from lianhu.cases.views.acting import REFUSALS
from lianhu.grid.calling import phone_of
from lianhu.grid.queries import resident_of, with_setting
from lianhu.grid.rules import DeskKind
from lianhu.kernel import clock
from lianhu.ui.parts import InboxRow, JourneyStep


@login_required
@require_safe
def matters(request: PersonRequest) -> HttpResponse:
    resident = resident_of(request.user)
    village = neighbourhood.village_of(resident.household) if resident else None
    if resident is None or village is None:
        top = with_setting().filter(kind=DeskKind.NODE, node__depth=1).first()
        return render(request, "cases/ask_nowhere.html", {"phone": top and phone_of(top)})
    followed, before = "followed" in request.GET, request.GET.get("before", "")
    cases = neighbourhood.public_cases(
        resident, village, followed=followed, before=int(before) if before.isdecimal() else None
    )
    shown = cases[: neighbourhood.PAGE]
    following = neighbourhood.followed_among(resident, shown)
    context = {
        "village": village,
        "rows": [
            _row(
                case,
                own=case.asker_id == resident.pk and is_open_to(request, case),
                follows=case.pk in following,
            )
            for case in shown
        ],
        "followed": followed,
        "before": shown[-1].pk if len(cases) > len(shown) else None,
        "is_first": not before,
    }
    return render(request, "cases/public_matters.html", context)


def _row(case: Case, *, own: bool, follows: bool) -> InboxRow:
    facts = [bare.status(case)]
    if own:
        facts.append(pgettext("resident", "you asked this"))
    elif follows:
        facts.append(pgettext("resident", "you follow it"))
    return InboxRow(
        title=title_of(case.summary.body if case.summary else ""),
        url=reverse("public_matter", args=[case.pk]),
        icon="users",
        facts=facts,
    )


@login_required
@require_safe
def matter(request: PersonRequest, pk: int) -> HttpResponse:
    shared = _shared(request, pk)
    case = shared.case
    steps = []
    if shared.own or shared.follows:
        steps = [JourneyStep(bare.change(kind), at) for kind, at in neighbourhood.changes(case)]
    context = {
        "shared": shared,
        "words": case.summary.body if case.summary else "",
        "title": title_of(case.summary.body if case.summary else ""),
        "status": bare.status(case),
        "journey": steps,
    }
    return render(request, "cases/public_matter.html", context)


@login_required
@require_POST
def follow(request: PersonRequest, pk: int) -> HttpResponse:
    return _follow(request, pk, request.POST.get("key", "")[:40])


def follow_instead(request: PersonRequest) -> HttpResponse | None:
    """For whoever follows what neighbours have asked rather than ask it once more. None otherwise.
    Raises Http404 for what that resident does not see.
    """
    pk = request.POST.get("follow", "")
    return _follow(request, int(pk), "") if pk.isdecimal() and len(pk) < 19 else None


def _follow(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    shared = _shared(request, pk)
    resident = resident_of(request.user)
    assert resident is not None
    command = rules.Follow(request.user.pk, resident.pk, own=shared.own)
    try:
        services.act(pk, command, seq=None, now=clock.now(), key=key)
    except rules.Refused as refusal:
        messages.info(request, REFUSALS[type(refusal)])
    else:
        messages.success(request, gettext("You follow it: how far it comes stands here."))
    return redirect("public_matter", pk)


def _shared(request: PersonRequest, pk: int) -> neighbourhood.Shared:
    resident = resident_of(request.user)
    if resident is None:
        raise Http404
    return neighbourhood.public_case(resident.household, resident, pk, partial(is_open_to, request))
