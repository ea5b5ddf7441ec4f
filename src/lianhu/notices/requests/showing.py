"""What the page of a notice says of what it asks."""

from datetime import datetime
from typing import Any

from lianhu.forms import registry
from lianhu.forms.forms import KINDS
from lianhu.notices.models import Notice, Version
from lianhu.notices.requests.answer_forms import labelled, why_a_picture
from lianhu.notices.requests.checking import check_version
from lianhu.notices.requests.models import Answer, Request
from lianhu.notices.requests.queries import asked_before, newest_request
from lianhu.notices.requests.rules import Sheet
from lianhu.notices.requests.words import name_of

_KINDS = dict(KINDS)


def asks_something(version: Version) -> bool:
    """Without a query, where `request` was joined."""
    return hasattr(version, "request")


def on_paper(version: Version) -> str:
    """What it says, and what is asked, a line each."""
    if not asks_something(version):
        return version.body
    lines = [
        "{}. {}{}".format(
            n, labelled(one.field), f" ({' / '.join(one.options)})" * bool(one.options)
        )
        for n, one in enumerate(version.request.sheet.asked, 1)
    ]
    return "\n".join([version.body, "", *lines])


def shown_request(notice: Notice, version: Version, now: datetime) -> dict[str, Any]:
    """For the page of whoever asks; nothing for a notice that asks nothing. Three queries."""
    request = version.request if asks_something(version) else None
    if request is None and version.withdraws:
        request = newest_request(notice)
    if request is None:
        return {}
    return {
        "sheet": shown_sheet(request.sheet),
        "speaks_against": version.sent_at is None and _is_refused(version, request, now),
        "before": asked_before(request, now) if version.sent_at is None else [],
        "answered": Answer.objects.filter(notice=notice).count(),
    }


def _is_refused(version: Version, request: Request, now: datetime) -> bool:
    return not check_version(version, request, now).passes


def shown_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "asked": [
            {
                "label": labelled(one.field),
                "kind": _KINDS[one.field.kind],
                "options": one.options,
                "purpose": one.field.purpose,
                "picture": why_a_picture(one.field),
            }
            for one in sheet.asked
        ],
        "known": [
            {"name": name_of(one), "keeper": one.keeper}
            for one in map(registry.holding, sheet.known)
        ],
        "targets": sheet.targets,
    }
