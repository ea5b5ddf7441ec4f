"""Which households may qualify, and what came of a policy."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from lianhu.grid.facts.queries import Holder, holders
from lianhu.grid.facts.rules import told
from lianhu.grid.models import Desk, Household, Node
from lianhu.grid.queries import paths_up
from lianhu.grid.rules import DeskKind
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import Reader
from lianhu.notices.models import Version
from lianhu.notices.policies.models import Got, Offer, Policy
from lianhu.notices.rules.policies import counts, waiting
from lianhu.notices.services import KIND as NOTICE


def is_on(policy: Policy, now: datetime) -> bool:
    """Whether it is proposed: not where its item was taken out of the book. Needs `item` joined."""
    today = timezone.localtime(now).date()
    return policy.stopped_at is None and policy.until >= today and policy.item.live_id is not None


def meant_by(policies: Iterable[Policy], now: datetime) -> set[Holder]:
    """Whoever holds a fact of one of those that are on, below the place of one; for machines alone.
    One query.
    """
    on = [policy for policy in policies if is_on(policy, now)]
    facts = {fact for policy in on for fact in policy.meant}
    return holders(facts, {policy.desk.node.path for policy in on}, now)


def meant_at(policy: Policy, beats: Iterable[Desk], now: datetime) -> set[Holder]:
    """Whoever holds one of its facts at these beats, for their officer. One query."""
    return holders(policy.meant, [desk.node.path for desk in beats], now)


def not_dealt_with(policy: Policy, found: Collection[Holder], now: datetime) -> dict[int, set[int]]:
    """Of those that were found to hold one of its facts, the households that may qualify and have
    not been dealt with, by key of the beat's desk. Two queries.

    Who was offered it is proposed anew where that does not reach it any more, as the household has
    moved or it was withdrawn, and it has said nothing to it.
    """
    paths = {one.path for one in found}
    desks = Desk.objects.filter(kind=DeskKind.NODE, node__path__in=paths)
    at = dict(desks.values_list("node__path", "pk"))
    lives = {one.household: one.path for one in found}
    lasting = Broadcast.objects.filter(
        kind=NOTICE, thread=OuterRef("notice"), withdraws=False, ended_at=None, expires_at__gt=now
    )
    offers = policy.offers.annotate(lasts=Exists(lasting))
    handled = {
        household
        for household, said, notice, path, lasts in offers.values_list(
            "household", "said", "notice", "notice__desk__node__path", "lasts"
        )
        if said or notice is None or (lasts and path == lives.get(household))
    }
    return waiting({home: at[path] for home, path in lives.items()}, handled)


def homes_of(policy: Policy, beats: Sequence[Desk], now: datetime) -> list[Household]:
    """Those of these beats that may qualify, for their officer. The caller records the looks."""
    found = not_dealt_with(policy, meant_at(policy, beats, now), now)
    keys = [one for some in found.values() for one in some]
    return list(Household.objects.filter(pk__in=keys).order_by("code"))


def lasting_at(beats: Sequence[Desk], now: datetime) -> list[Policy]:
    """All that are on above these beats, whoever lives there. One query."""
    above = {path for desk in beats for path in paths_up(desk.node.path)}
    today = timezone.localtime(now).date()
    rows = Policy.objects.filter(
        desk__node__path__in=above, stopped_at=None, until__gte=today, item__live__isnull=False
    )
    return list(rows.select_related("item", "desk__node").order_by("-pk"))


def below(policy: Policy, beats: Sequence[Desk]) -> list[Desk]:
    """Those of these beats that lie below the place of the policy."""
    path = policy.desk.node.path
    return [desk for desk in beats if desk.node.path.startswith(path)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`may`: households that may qualify, in whole fives; None for too few. `towns`: how many have
    got it, those of enough alone.
    """

    may: int | None
    towns: Sequence[tuple[Node, int]]


def outcome(policy: Policy, now: datetime) -> Outcome:
    """Four queries at most."""
    meant = holders(policy.meant, [policy.desk.node.path], now) if is_on(policy, now) else set()
    may = told(len({one.household for one in meant}))
    said = counts(dict(Got.objects.filter(policy=policy).values_list("town", "count")))
    towns = Node.objects.filter(pk__in=said).order_by("path")
    return Outcome(may, [(town, said[town.pk]) for town in towns])


def offered(copies: Sequence[Version], reader: Reader) -> Offer | None:
    """What of a card that a household reads was offered to it, who has shown more than a card. None
    or one query.
    """
    notices = [copy.notice_id for copy in copies if copy.notice.item_id is not None]
    if reader.household is None or reader.is_card_only or not notices:
        return None
    return (
        Offer.objects.filter(notice__in=notices, household=reader.household).order_by("-pk").first()
    )
