"""Households that move to another beat, and places that close.

An open case goes along with its household, so that it climbs by way of the new beat: but for one
that waits at the old beat, which stays there until it is answered or goes up, and climbs as it
would have. It is in somebody's hands, and the roster above sees it from minute 8 on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.cases.models import Case
from lianhu.cases.services import locked as locked_cases
from lianhu.grid.models import Desk, Household, Node, Stay, after
from lianhu.grid.rules import DeskKind
from lianhu.steward.effects import following, open_at
from lianhu.steward.services import note_change
from lianhu.steward.services.departments import close_duties, still_open
from lianhu.steward.services.places import facts_of, locked
from lianhu.steward.services.seen import Impossible, ensure_seen


@dataclass(frozen=True, slots=True)
class Moved:
    households: int
    cases: int


def living_at(beat: Node) -> QuerySet[Household]:
    """The households of a beat today, by code."""
    return Household.objects.filter(stays__beat=beat, stays__ends_on=None).order_by("code")


def beats_but(beat: Node) -> QuerySet[Node]:
    """Where households of a beat can move: the other open places of its level."""
    found: QuerySet[Node] = Node.objects.filter(depth=beat.depth, closed_at=None)
    return found.exclude(pk=beat.pk)


@transaction.atomic
def move_households(
    beat: str, to: str, codes: Sequence[str], *, seen: str, by: User, now: datetime
) -> Moved:
    """These households of a beat, from today on. Raises Impossible, Changed."""
    found = locked(beat, to)
    old = found[beat]
    ensure_seen(seen, facts_of(old))
    target = beats_but(old).filter(code=to).first()
    wanted = living_at(old).filter(code__in=codes)
    if target is None or not codes or wanted.count() != len(set(codes)):
        raise Impossible(_("Some of them do not live here any more: please look again."))
    moved = _move(old, target, wanted, now)
    note_change(
        by,
        "households.moved",
        old.name,
        before={"beat": old.name},
        after={"beat": target.name, "households": moved.households, "cases": moved.cases},
        now=now,
    )
    return moved


def _move(old: Node, to: Node, households: QuerySet[Household], now: datetime) -> Moved:
    keys = list(households.values_list("pk", flat=True))
    cases = _follow(Case.objects.filter(asker__household__in=keys), old, to)
    return Moved(_change_stays(keys, old, to, now), cases)


def _change_stays(households: Sequence[int], old: Node, to: Node, now: datetime) -> int:
    today = timezone.localtime(now).date()
    stays = Stay.objects.open().filter(household__in=households, beat=old)
    stays = stays.select_for_update(no_key=True, of=("self",)).order_by("pk")
    found = list(stays)
    Stay.objects.filter(pk__in=[stay.pk for stay in found]).update(ends_on=today)
    Stay.objects.bulk_create(
        Stay(household_id=stay.household_id, beat=to, starts_on=today) for stay in found
    )
    return len(found)


def _follow(cases: QuerySet[Case], old: Node, to: Node) -> int:
    """Locked in id order before anything is written, as everywhere."""
    wanted = following(cases, old).values("pk")
    keys = [case.pk for case in locked_cases().filter(pk__in=wanted).order_by("pk")]
    return Case.objects.filter(pk__in=keys).update(beat=to)


def desks_of(node: Node) -> QuerySet[Desk]:
    return Desk.objects.filter(node=node, closed_at=None)


def hindered(node: Node, successor: Node | None) -> Impossible | None:
    """Why a place cannot be closed now. Six queries."""
    reasons: list[str] = []
    if node.depth == 1:
        reasons.append(_("The top of the city cannot be closed."))
    inner = Node.objects.filter(
        path__gt=node.path, path__lt=after(node.path), closed_at=None
    ).count()
    if inner:
        reasons.append(_("Places below it are open: %(count)d.") % {"count": inner})
    others = desks_of(node).exclude(kind=DeskKind.NODE).count()
    if others:
        reasons.append(_("Departments have desks here: %(count)d.") % {"count": others})
    living = living_at(node).count()
    if living and successor is None:
        reasons.append(
            _("Households live here: %(count)d. Say where they move.") % {"count": living}
        )
    found = open_at(desks_of(node))
    if found:
        reasons += [str(reason) for reason in still_open(found).reasons]
    return Impossible(*reasons) if reasons else None


@transaction.atomic
def close_place(code: str, successor: str | None, *, seen: str, by: User, now: datetime) -> Moved:
    """Close a place in which nothing is open; its households, and the open cases that began there
    and have gone on since, move to the successor. Its posts end. Raises Impossible, Changed.
    """
    found = locked(*filter(None, [code, successor]))
    node = found[code]
    ensure_seen(seen, facts_of(node))
    to = beats_but(node).filter(code=successor).first() if successor else None
    if successor and to is None:
        raise Impossible(_("Please choose another open place of the same level."))
    reasons = hindered(node, to)
    if reasons is not None:
        raise reasons
    moved = Moved(0, 0)
    if to is not None:
        keys = list(living_at(node).values_list("pk", flat=True))
        cases = _follow(Case.objects.all(), node, to)
        moved = Moved(_change_stays(keys, node, to, now), cases)
    close_duties(desks_of(node), now)
    node.closed_at, node.successor = now, to
    node.save(update_fields=["closed_at", "successor"])
    note_change(
        by,
        "place.closed",
        node.name,
        after={
            "successor": to.name if to else None,
            "households": moved.households,
            "cases": moved.cases,
        },
        now=now,
    )
    return moved
