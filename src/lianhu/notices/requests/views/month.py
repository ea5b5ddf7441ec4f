"""What was asked of people in a month, desk by desk: minutes and interruptions. Nobody is named."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk
from lianhu.grid.naming import is_beat
from lianhu.grid.serving import served_desks
from lianhu.kernel import clock
from lianhu.kernel.text import clean
from lianhu.notices.models import Version
from lianhu.notices.requests.queries import as_sent, sent_in
from lianhu.notices.requests.rules import Burden, Month, burden_of, by_desk


@login_required
@require_safe
def asked(request: PersonRequest) -> HttpResponse:
    """For everybody at work: whoever is asked may know how much all are."""
    if not served_desks(request):
        raise PermissionDenied
    today = timezone.localtime(clock.now()).date()
    month = Month.read(request.GET.get("month", ""), today)
    desk = _desk(clean(request.GET.get("desk", "")))
    found = sent_in(month, desk)
    burdens = by_desk(as_sent(version) for version in found)
    desks = {version.notice.desk_id: version.notice.desk for version in found}
    # A beat is one officer: theirs stand together, and compare nobody.
    rows: list[tuple[Desk | None, Burden]] = [
        (desks[key], burden) for key, burden in burdens.items() if not is_beat(desks[key])
    ]
    if beats := [burden for key, burden in burdens.items() if is_beat(desks[key])]:
        rows.append((None, sum(beats, Burden())))
    is_this = month == Month(today.year, today.month)
    context = {
        "month": month,
        "before": month.before,
        "after": None if is_this else month.after,
        "desk": desk,
        "rows": sorted(rows, key=lambda row: (-row[1].minutes, row[0].pk if row[0] else 0)),
        "total": sum(burdens.values(), Burden()),
        "sent": [_line(version) for version in found] if desk else [],
    }
    return render(request, "notices/requests/month.html", context)


def _desk(code: str) -> Desk | None:
    """That in the address, if there is one. Raises Http404 for one that is not there, or a beat."""
    if not code:
        return None
    found = Desk.objects.filter(code=code).select_related("node__level").first()
    if found is None or is_beat(found):
        raise Http404
    return found


def _line(version: Version) -> dict[str, Any]:
    sent = as_sent(version)
    return {
        "version": version,
        "sent": sent,
        "burden": burden_of(sent),
        "purpose": version.body if sent.is_request else "",
    }
