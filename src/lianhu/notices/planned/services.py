"""Notices that go out later: their time, calling them off, and sending them when it has come."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from lianhu.accounts.models import User
from lianhu.grid.models import Node
from lianhu.grid.queries import my_desks
from lianhu.inbox.broadcasts.foreseeing import Foreseen
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices import services
from lianhu.notices.access import may_write_to
from lianhu.notices.attachments import services as attachments
from lianhu.notices.audience import listing
from lianhu.notices.models import Notice, Version
from lianhu.notices.recurring import services as recurring
from lianhu.notices.recurring.models import Series
from lianhu.notices.recurring.rules import wants_review
from lianhu.notices.recurring.services import Repeat
from lianhu.notices.requests import checking
from lianhu.notices.rules import planning
from lianhu.notices.rules.planning import Plan, World
from lianhu.notices.rules.sending import Code, Refused, Stage, to_send
from lianhu.notices.standing import settle, standing


@transaction.atomic
def set_time(
    notice: int,
    at: datetime | None,
    *,
    now: datetime,
    repeat: Repeat | None = None,
    by: User | None = None,
) -> None:
    """When a draft is to go out; None: as soon as it may. Nothing goes out by this.

    `repeat`: from then on again and again, for which `by` answers.

    Raises Refused, changing nothing.
    """
    row, version = services.locked(notice)
    to_send(Stage(version.stage), is_withdrawn=row.withdrawn_at is not None)
    if at is not None:
        planning.check_time(at, version.due_at, now, is_emergency=bool(version.emergency))
        if repeat is not None:
            recurring.check(repeat, at, row.desk, now)
    if version.number == 1:
        recurring.put(row, at, repeat, by)
    before = standing(row, version)
    version.send_at, version.stopped = at, ""
    # By then everybody has other interruptions left.
    version.cost, version.cost_at = None, None
    version.save(update_fields=["send_at", "stopped", "cost", "cost_at"])
    settle(row, version, before, now)


@transaction.atomic
def call_off(notice: int, *, now: datetime) -> None:
    """It does not go out: a draft again, that keeps its time. Raises Refused for what has gone."""
    row, version = services.locked(notice)
    if row.withdrawn_at is not None:
        raise Refused(Code.WITHDRAWN)
    if version.stage != Stage.PLANNED:
        raise Refused(Code.OTHER_STAGE)
    _to_draft(version)
    version.planned_by = None
    version.save(update_fields=["stage", "approved_by", "approved_for", "planned_by"])


def _to_draft(version: Version) -> None:
    """What a second person let through holds for what was planned, and no more."""
    version.stage, version.approved_by, version.approved_for = Stage.DRAFT, None, None


def go_out(notice: int, now: datetime) -> Stage | None:
    """Send what is planned if its time has come, or have it back in its sender's inbox with the
    reason; None where nothing is to be done, or another worker is doing it.

    Whoever dies leaves it as it was. Any number of workers may ask at once.
    """
    # Outside the transaction: it reads everybody whom it reaches.
    first = Version.objects.filter(notice=notice).select_related("notice").order_by("-number")[0]
    if not _is_due(first, now):
        return None
    cost = services.cost_of(first.notice, first, now)
    with transaction.atomic():
        # Before its notice, as whoever pauses or ends it does.
        series = _locked_series(first.notice)
        row = _mine(notice)
        if row is None:
            return None
        version = row.versions.order_by("-number")[0]
        if version.pk != first.pk or version.mark != first.mark or not _is_due(version, now):
            return None
        if series is not None and recurring.put_off(series, version, now):
            return Stage.PLANNED
        before = standing(row, version)
        unreviewed = series is not None and wants_review(row.turn or 0, series.reviewed)
        why = Code.UNREVIEWED if unreviewed else _why_not(row, version, cost, now)
        if why is None:
            # What it costs is told as it is when it goes out, also afterwards.
            version.cost, version.cost_at = (cost.to_json() | {"desks": [], "places": []}), now
            version.save(update_fields=["cost", "cost_at"])
            services.broadcast(row, version, now)
        else:
            _to_draft(version)
            version.stopped = why.value
            version.save(update_fields=["stage", "approved_by", "approved_for", "stopped"])
            if series is not None and unreviewed:
                recurring.end_unreviewed(series, now)
        settle(row, version, before, now)
        return Stage(version.stage)


def _locked_series(notice: Notice) -> Series | None:
    if notice.series_id is None:
        return None
    return Series.objects.select_for_update(no_key=True).get(pk=notice.series_id)


def _is_due(version: Version, now: datetime) -> bool:
    at = version.send_at
    return version.stage == Stage.PLANNED and at is not None and at <= now


def _mine(notice: int) -> Notice | None:
    """Locked; None while another worker has it."""
    rows = Notice.objects.filter(pk=notice, withdrawn_at=None)
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(no_key=True, skip_locked=True).first()
    return rows.select_for_update(no_key=True).first()


def _why_not(row: Notice, version: Version, cost: Foreseen, now: datetime) -> Code | None:
    assert version.send_at is not None
    plan = Plan(version.send_at, Asks(version.asks), version.due_at, version.approved_for)
    world = World(
        writes=_writes(row, version, now),
        is_open=_is_open(row, version),
        # Whether few households let a fact be known, or none, is told nobody.
        reached=cost.people + cost.households or len(version.meant_for.facts),
        alone=settings.LIANHU_NOTICE_ALONE,
    )
    why = planning.why_not(plan, world, now)
    if why and why is not Code.NOBODY:
        return why
    try:
        # Before saying that nobody is there.
        listing.to_send(version)
        checking.to_send(version, now)
        attachments.to_send(version.pk)
    except Refused as refused:
        return refused.code
    return why


def _writes(row: Notice, version: Version, now: datetime) -> bool:
    """Whether whoever planned it may write to such people at that desk still."""
    planner = version.planned_by
    if planner is None:
        return False
    wanted = set(version.meant_for.who)
    own = [may_write_to(my) for my in my_desks(planner, now) if my.desk.pk == row.desk_id]
    return any(whom and wanted <= set(whom) for whom in own)


def _is_open(row: Notice, version: Version) -> bool:
    desks = (row.desk.closed_at, version.contact.closed_at)
    nodes = version.meant_for.nodes
    open_nodes = Node.objects.filter(pk__in=nodes, closed_at=None).count()
    return desks == (None, None) and open_nodes == len(set(nodes))
