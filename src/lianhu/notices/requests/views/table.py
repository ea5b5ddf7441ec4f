"""What desks have answered: a table by place, and a workbook of it. Nobody is named."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from lianhu.accounts.requests import PersonRequest
from lianhu.forms import registry
from lianhu.grid.models import Desk, Node
from lianhu.kernel import clock
from lianhu.kernel.sheets.writing import Line, Sheet, write
from lianhu.kernel.text import clean
from lianhu.notices.access import Access
from lianhu.notices.queries import grouped
from lianhu.notices.requests import queries
from lianhu.notices.requests.access import request_for
from lianhu.notices.requests.answer_forms import YES_NO, labelled, shown_value
from lianhu.notices.requests.looks import look
from lianhu.notices.requests.models import Request
from lianhu.notices.requests.queries import Answered
from lianhu.notices.requests.rules import Asked
from lianhu.notices.requests.words import name_of

# Rows of one page; all of them are in the workbook.
MOST_ROWS = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def answers(request: PersonRequest, key: int) -> HttpResponse:
    access = request_for(request, key)
    asks = _request(access)
    top = access.notice.desk.node
    wanted = clean(request.GET.get("in", ""))
    within = (Node.objects.within(top).filter(code=wanted).first() if wanted else None) or top
    found = queries.answers(access.notice, asks.version_id, within)
    if found:
        look(request, access.notice)
    sheet, left = asks.sheet, _open(access, asks, within)
    open_in, are_many = grouped(left, within)
    context = {
        "notice": access.notice,
        "version": asks.version,
        "within": within if within != top else None,
        "columns": [labelled(one.field) for one in sheet.asked],
        "known": [name_of(registry.holding(key)) for key in sheet.known],
        "rows": [_row(each, sheet.asked, sheet.known) for each in found[:MOST_ROWS]],
        "sums": [_summed(one, found) for one in sheet.asked] if found else [],
        "count": len(found),
        "most": MOST_ROWS if len(found) > MOST_ROWS else None,
        "left": len(left),
        "still_open": open_in,
        "are_many": are_many,
        "withdrawn": access.notice.withdrawn_at is not None,
    }
    return render(request, "notices/requests/answers.html", context)


def _request(access: Access) -> Request:
    """What was sent last; before that, what is to be."""
    found = Request.objects.filter(version__notice=access.notice).select_related("version")
    sent = found.filter(version__sent_at__isnull=False).order_by("-version__number").first()
    return sent or found.order_by("-version__number")[0]


def _open(access: Access, asks: Request, within: Node) -> list[Desk]:
    if access.notice.withdrawn_at is not None:
        return []
    return queries.still_open(access.notice, asks.version, within, clock.now())


def _row(each: Answered, asked: Iterable[Asked], known: Iterable[str]) -> dict[str, Any]:
    return {
        "desk": each.desk,
        "cells": [
            {
                "text": shown_value(one, each.values.get(one.field.key, "")),
                "photo": each.photos.get(one.field.key),
            }
            for one in asked
        ],
        "known": [each.row.known.get(key) for key in known],
        "why_not": each.row.why_not,
        "at": each.row.answered_at,
        "is_earlier": each.is_earlier,
    }


def _summed(one: Asked, found: Sequence[Answered]) -> str:
    match queries.summed(one, found):
        case Decimal() as total:
            return f"{total.normalize():f}"
        case Counter() as counted:
            names = dict(YES_NO)
            return pgettext("between names", ", ").join(
                f"{names.get(value, value)} {count}" for value, count in sorted(counted.items())
            )
    return ""


@login_required
@require_safe
def workbook(request: PersonRequest, key: int) -> HttpResponse:
    access = request_for(request, key)
    asks = _request(access)
    sheet, found = asks.sheet, queries.answers(access.notice, asks.version_id)
    if found:
        look(request, access.notice)
    header = [
        pgettext("request", "Place"),
        *(labelled(one.field) for one in sheet.asked),
        *(name_of(registry.holding(key)) for key in sheet.known),
        _("Does not concern it, or cannot be said"),
        _("Answered"),
    ]
    lines = (_line(_row(each, sheet.asked, sheet.known)) for each in found)
    left = [Line([desk.shown_name]) for desk in _open(access, asks, access.notice.desk.node)]
    written = BytesIO()
    widths = [24] + [18] * (len(header) - 1)
    sheets = [
        Sheet(pgettext("sheet", "Answers"), header, lines, widths),
        Sheet(pgettext("sheet", "Still open"), [pgettext("request", "Place")], left, [24]),
    ]
    write(written, sheets)
    response = HttpResponse(written.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="answers-{key}.xlsx"'
    return response


def _figure(count: int | None) -> str:
    """None: it was not asked yet when the desk answered."""
    return "" if count is None else str(count or _("too few to say"))


def _line(row: dict[str, Any]) -> Line:
    cells = [
        row["desk"].shown_name,
        *(_("a picture") if cell["photo"] else cell["text"] for cell in row["cells"]),
        *(_figure(count) for count in row["known"]),
        row["why_not"],
        timezone.localtime(row["at"]).strftime("%Y-%m-%d %H:%M"),
    ]
    return Line(cells, quiet=row["is_earlier"])
