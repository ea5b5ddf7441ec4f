"""Reading requests: what desks have answered, what is open, what a month's asking cost."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import chain

from django.utils import timezone

from lianhu.forms.rules import Kind
from lianhu.grid.models import Desk, Node, after
from lianhu.inbox.broadcasts.audience import aims_of, desks_of, listeners
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.kernel.tokens import normal
from lianhu.notices.models import Notice, Version
from lianhu.notices.queries import MOST_COMPARED, RECENT
from lianhu.notices.requests.models import Answer, Request
from lianhu.notices.requests.rules import Asked, Meant, Month, Sent, asked_by_both
from lianhu.notices.rules.sending import Stage
from lianhu.notices.services import KIND


def newest_request(notice: Notice) -> Request | None:
    """What it asked last; None for one that asks nothing. One query."""
    found = Request.objects.filter(version__notice=notice).select_related("version")
    return found.order_by("-version__number").first()


def still_open(notice: Notice, version: Version, within: Node, now: datetime) -> list[Desk]:
    """Desks at or below a place that are asked, at which somebody serves, and that have not
    answered this version; in the order of the grid. Eight queries.
    """
    row = Broadcast.objects.filter(kind=KIND, thread=notice.pk, version=version.number).first()
    if row is None:
        return []
    aims = aims_of(row)
    done = set(Answer.objects.filter(version=version).values_list("desk", flat=True))
    there = desks_of(aims, sender=row.desk_id).filter(
        node__path__gte=within.path, node__path__lt=after(within.path)
    )
    left = [desk for desk in there.order_by("node__path", "pk") if desk.pk not in done]
    serving = listeners(aims, left, now)
    return [desk for desk in left if serving[desk.pk]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a desk said: `values` by key, in the order in which things are asked. `is_earlier`: to
    what has been corrected since.
    """

    row: Answer
    values: dict[str, str]
    photos: dict[str, int]
    is_earlier: bool

    @property
    def desk(self) -> Desk:
        return self.row.desk


def answers(notice: Notice, version: int, within: Node | None = None) -> list[Answered]:
    """Of desks at or below `within`, in the order of the grid. Two queries."""
    rows = Answer.objects.filter(notice=notice).select_related("desk__node__level")
    if within is not None:
        rows = rows.filter(desk__node__in=Node.objects.within(within).order_by())
    found = list(rows.prefetch_related("photos").order_by("desk__node__path", "desk"))
    return [
        Answered(
            row,
            json.loads(row.values) if row.values else {},
            {photo.key: photo.pk for photo in row.photos.all()},
            is_earlier=row.version_id != version,
        )
        for row in found
    ]


def summed(one: Asked, found: Iterable[Answered]) -> Decimal | Counter[str] | None:
    """Of all answers to a number its sum, to a choice how often each was chosen; None for words."""
    given = [each.values[one.field.key] for each in found if one.field.key in each.values]
    match one.field.kind:
        case Kind.NUMBER:
            return sum(map(Decimal, given), Decimal(0))
        case Kind.YES_NO | Kind.CHOICE:
            return Counter(given)
    return None


# A month of a whole city: nothing that its page does not tell.
_COLUMNS = (
    "number", "title", "minutes", "cost", "sent_at", "request__version",
    "notice__desk__code", "notice__desk__kind", "notice__desk__name", "notice__desk__name_en",
    "notice__desk__node__level__is_beat",
)  # fmt: skip


def sent_in(month: Month, desk: Desk | None = None) -> list[Version]:
    """What was sent in a month to be read, answered or done, the newest first. One query.

    Not what was offered to households for what they let be known: one more says that there is one.
    """
    start, end = (
        timezone.make_aware(datetime.combine(day.first, time.min)) for day in (month, month.after)
    )
    found = Version.objects.filter(
        stage=Stage.SENT,
        withdraws=False,
        sent_at__gte=start,
        sent_at__lt=end,
        notice__is_offer=False,
    )
    columns = list(_COLUMNS)
    if desk is not None:
        found = found.filter(notice__desk=desk)
        columns.append("body")
    found = found.select_related("notice__desk__node__level", "request").only(*columns)
    return list(found.order_by("-sent_at", "-pk"))


def as_sent(version: Version) -> Sent:
    """With what sending it was said to cost, when that was last worked out before it went out."""
    cost = version.cost or {}
    return Sent(
        desk=version.notice.desk_id,
        is_request=hasattr(version, "request"),
        minutes=version.minutes,
        people=cost.get("people", 0),
        households=cost.get("households", 0),
        interruptions=cost.get("now", 0) + cost.get("later", 0),
    )


@dataclass(frozen=True, slots=True)
class Before:
    """What has been asked lately that a request would ask again."""

    version: Version
    labels: tuple[str, ...]


def asked_before(request: Request, now: datetime) -> list[Before]:
    """Of some of the same desks, the newest first. Two queries."""
    mine, version = request.sheet, request.version
    recent = Request.objects.filter(
        version__stage=Stage.SENT,
        version__sent_at__gt=now - RECENT,
        version__notice__withdrawn_at=None,
    ).exclude(version__notice=version.notice_id)
    recent = recent.select_related("version__notice__desk__department").order_by(
        "-version__sent_at"
    )
    found = [
        Before(other.version, labels)
        for other in recent[:MOST_COMPARED]
        if (labels := asked_by_both(mine, other.sheet, normal))
    ]
    if not found:
        return []
    versions = [version, *(each.version for each in found)]
    nodes = {node for one in versions for node in one.meant_for.nodes}
    paths = dict(Node.objects.filter(pk__in=nodes).values_list("pk", "path"))
    meant = _meant(version, paths)
    return [each for each in found if meant.meets(_meant(each.version, paths))]


def _meant(version: Version, paths: Mapping[int, str]) -> Meant:
    audience = version.meant_for
    known = tuple(paths[node] for node in audience.nodes if node in paths)
    return Meant(frozenset(audience.who), known, audience.depth)


def ever_asked(notice: int) -> Sequence[Asked]:
    """All that versions of a request which were sent ask, the oldest first. One query."""
    found = Request.objects.filter(version__notice=notice, version__stage=Stage.SENT)
    found = found.order_by("version__number")
    return list(chain.from_iterable(request.sheet.asked for request in found))
