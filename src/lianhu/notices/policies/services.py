"""Writing and stopping a policy, offering it, and what households say. One transaction each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.grid.facts.queries import Holder
from lianhu.grid.facts.rules import Fact
from lianhu.grid.models import Desk, Node, Stay
from lianhu.inbox import services as inbox
from lianhu.inbox.models import Item as InboxItem
from lianhu.kernel import crypto
from lianhu.kernel.idempotency import once
from lianhu.kernel.store import insert
from lianhu.knowledge.models import Item
from lianhu.notices import sending_on
from lianhu.notices.policies.models import Counted, Got, Offer, Policy
from lianhu.notices.policies.queries import is_on, meant_at, not_dealt_with
from lianhu.notices.rules.policies import KIND, Code, Refused, Said, check_until, needs

# Counts are by the places of this depth, or by the place itself where it is above.
TOWN = 2
DAY = timedelta(days=1)
_CONTEXT = "notices.counted.mark"


@transaction.atomic
def write(
    desk: Desk,
    item: Item,
    facts: Sequence[Fact],
    why: str,
    *,
    until: date,
    by: User,
    key: str,
    now: datetime,
) -> int:
    """Its key; officers find it with the worker's next round. The same form twice is one.

    Raises Refused, or OtherBody.
    """
    check_until(until, timezone.localtime(now).date())

    def make() -> str:
        made = Policy.objects.create(
            desk=desk,
            item=item,
            facts=[fact.value for fact in facts],
            why=why,
            by=by,
            written_at=now,
            until=until,
        )
        return str(made.pk)

    return int(once(f"policies:{by.pk}", key, repr((desk, item, facts, why, until)), make))


@transaction.atomic
def stop(policy: int, *, now: datetime) -> None:
    """Nothing more is proposed; what was offered stays as it is."""
    row = _locked(policy)
    if row.stopped_at is None:
        row.stopped_at = now
        row.save(update_fields=["stopped_at"])
    _settle(row, set(), now)


@transaction.atomic
def propose(policy: int, *, known: Iterable[Holder], now: datetime) -> None:
    """Bring the items of officers up to date with what households let be known. `known`: as in
    `queries.meant_by`, read before anything is locked.
    """
    row = _locked(policy)
    facts, path = set(row.meant), row.desk.node.path
    its = [one for one in known if one.fact in facts and one.path.startswith(path)]
    found = not_dealt_with(row, its, now) if is_on(row, now) else {}
    _settle(row, set(found), now)


@transaction.atomic
def offer(
    policy: int,
    beats: Sequence[Desk],
    households: Collection[int] | None,
    *,
    by: User,
    entered_by: User | None = None,
    key: str,
    now: datetime,
) -> int:
    """To those of them that may qualify, with the policy's reason; to how many. `households`: None
    for whoever there may. Who has had the item from the officer of late has it as offered. Raises
    Refused, sending.Refused, or Again.
    """
    row, held, chosen = _chosen(policy, beats, households, now)
    end = timezone.make_aware(datetime.combine(row.until + DAY, time.min))
    matter = sending_on.of_item(row.item, offered_until=end)
    living = sending_on.living_at(beats)
    had = sending_on.had(beats, matter, living, now)
    if fresh := chosen - had.keys():
        sending_on.send_on(
            beats,
            matter,
            row.why,
            households=fresh,
            by=by,
            entered_by=entered_by,
            key=key,
            now=now,
        )
        had |= sending_on.had(beats, matter, living, now)
    _deal_with(row, beats, held, {household: had[household] for household in chosen}, now)
    return len(chosen)


@transaction.atomic
def pass_over(
    policy: int, beats: Sequence[Desk], households: Collection[int] | None, *, now: datetime
) -> int:
    """The officer knows that it is not for these, or for nobody there: they are not proposed again.
    Raises Refused.
    """
    row, held, chosen = _chosen(policy, beats, households, now)
    _deal_with(row, beats, held, dict.fromkeys(chosen), now)
    return len(chosen)


@transaction.atomic
def say(offered: Offer, said: Said, *, now: datetime) -> None:
    """What the household says of it, last: it counts once for its town, and names nobody."""
    row = Offer.objects.select_for_update(no_key=True, of=("self",)).get(pk=offered.pk)
    row.said, row.said_at = said, now
    row.save(update_fields=["said", "said_at"])
    mark = crypto.blind_index(f"{row.policy_id}:{row.household_id}", _CONTEXT)
    if said is Said.GOT:
        town = _town(row.household_id)
        if insert([Counted(policy_id=row.policy_id, mark=mark, town=town)], once=True):
            insert([Got(policy_id=row.policy_id, town=town)], once=True)
            _tally(row.policy_id, town.pk, 1)
    elif counted := Counted.objects.select_for_update().filter(mark=mark).first():
        counted.delete()
        # There, wherever the household lives by now.
        _tally(row.policy_id, counted.town_id, -1)


def _tally(policy: int, town: int, more: int) -> None:
    Got.objects.filter(policy=policy, town=town).update(count=F("count") + more)


def _town(household: int) -> Node:
    stay = Stay.objects.filter(household=household).select_related("beat").latest("starts_on", "pk")
    town: Node = Node.objects.get(path=stay.beat.path[: TOWN * Node.steplen])
    return town


def _locked(policy: int) -> Policy:
    rows = Policy.objects.select_related("desk__node", "item__live", "item__topic")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=policy)


def _chosen(
    policy: int, beats: Sequence[Desk], households: Collection[int] | None, now: datetime
) -> tuple[Policy, set[Holder], set[int]]:
    """Who of all at these beats holds a fact, and those of the households that may qualify."""
    row = _locked(policy)
    if not is_on(row, now):
        raise Refused(Code.OVER)
    held = meant_at(row, beats, now)
    found = not_dealt_with(row, held, now)
    chosen = {one for some in found.values() for one in some}
    if households is not None:
        chosen &= set(households)
    if not chosen:
        raise Refused(Code.NOBODY)
    return row, held, chosen


def _deal_with(
    row: Policy,
    beats: Sequence[Desk],
    held: Collection[Holder],
    dealt: dict[int, int | None],
    now: datetime,
) -> None:
    # Of what does not reach them any more.
    Offer.objects.filter(policy=row, household__in=dealt).delete()
    insert(
        [
            Offer(policy=row, household_id=household, notice_id=notice, at=now)
            for household, notice in dealt.items()
        ],
        once=True,
    )
    left = not_dealt_with(row, held, now)
    done = [desk.pk for desk in beats if desk.pk not in left]
    inbox.settle([inbox.Transition(needs(row.pk, done), frozenset())], now=now)


def _settle(row: Policy, desks: set[int], now: datetime) -> None:
    there = InboxItem.objects.filter(kind=KIND, ref=row.pk, done_at=None)
    before = {desk for desk in there.values_list("desk", flat=True) if desk is not None}
    inbox.settle([inbox.Transition(needs(row.pk, before), needs(row.pk, desks))], now=now)
