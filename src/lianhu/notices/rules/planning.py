"""When a notice goes out that was written to go out later, and what keeps it from going."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lianhu.inbox.rules.broadcasts import Asks
from lianhu.notices.rules.sending import Code, Refused, check_due, needs_approval

FURTHEST = timedelta(days=180)
# So long after its time it still goes out, if no worker lived at its time.
LATEST = timedelta(hours=12)
# People come and go: with so many per cent more it is still what was approved.
GROWS = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """`approved`: how many it reached when a second person let it through; None: nobody had to."""

    send_at: datetime
    asks: Asks
    due_at: datetime | None
    approved: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """As it is when the time has come. `writes`: whoever planned it still writes to such people at
    such a desk. `is_open`: so are the desk, who answers, and all places that it names.
    """

    writes: bool
    is_open: bool
    reached: int
    alone: int


def check_time(
    send_at: datetime, due_at: datetime | None, now: datetime, *, is_emergency: bool
) -> None:
    """Raises Refused."""
    if is_emergency:
        raise Refused(Code.SEND_URGENT)
    if send_at <= now:
        raise Refused(Code.SEND_PAST)
    if send_at > now + FURTHEST:
        raise Refused(Code.SEND_FAR)
    if due_at is not None and due_at <= send_at:
        raise Refused(Code.SEND_LATE)


def is_allowed(reached: int, approved: int | None, alone: int) -> bool:
    """Whether so many may be reached without asking a second person, or once more."""
    if not needs_approval(reached, 0, alone):
        return True
    return approved is not None and reached * 100 <= approved * (100 + GROWS)


def why_not(plan: Plan, world: World, now: datetime) -> Code | None:
    """Why it does not go out, now that its time has come; None: it does."""
    if not world.writes:
        return Code.SENDER_LEFT
    if not world.is_open:
        return Code.CLOSED
    if now > plan.send_at + LATEST:
        return Code.DELAYED
    try:
        check_due(plan.asks, plan.due_at, now)
    except Refused as refused:
        return refused.code
    if not world.reached:
        return Code.NOBODY
    return None if is_allowed(world.reached, plan.approved, world.alone) else Code.MORE_NOW
