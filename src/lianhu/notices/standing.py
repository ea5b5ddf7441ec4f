"""What a notice needs of whose attention, as it stands, and throwing it away."""

from datetime import datetime

from lianhu.grid.models import Desk
from lianhu.grid.queries import desks_above, supervision_desk
from lianhu.inbox import services as inbox
from lianhu.notices.attachments import services as attachments
from lianhu.notices.models import Notice, Version
from lianhu.notices.rules.attention import Standing, needs
from lianhu.notices.rules.sending import Code, Stage


def approving_desk(desk: Desk) -> Desk:
    """Where a second person looks at what a desk sends: the place above, or the one that a
    department serves; for the top those who supervise, or the top itself where nobody does.
    """
    return desks_above([desk]).get(desk.pk) or supervision_desk(desk) or desk


def standing(notice: Notice, version: Version) -> Standing:
    return Standing(
        version=version.pk,
        stage=Stage(version.stage),
        writer=version.by_id,
        approver=approving_desk(notice.desk).pk if version.stage == Stage.WAITING else None,
        returned=bool(version.remark),
        desk=notice.desk_id,
        stopped=Code(version.stopped) if version.stopped else None,
        planner=version.planned_by_id,
    )


def throw_away(notice: Notice, version: Version, now: datetime) -> None:
    """A text that nobody has read; with the first one goes the notice. Both are locked."""
    needed = needs(standing(notice, version))
    inbox.settle([inbox.Transition(needed, frozenset())], now=now)
    attachments.drop(version.pk)
    version.delete()
    if version.number == 1:
        notice.delete()


def settle(notice: Notice, version: Version, before: Standing, now: datetime) -> None:
    after = standing(notice, version)
    inbox.settle([inbox.Transition(needs(before), needs(after))], now=now)
