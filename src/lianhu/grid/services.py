"""Changing who serves where. No work moves: it is the desk's, and what somebody had taken lapses.

Each inside the caller's transaction, which also writes down who did it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianhu.accounts.models import User
from lianhu.grid.changes import setting_changed
from lianhu.grid.models import Desk, Duty, HandOver, Leave
from lianhu.grid.people import away, holders, last_hand_over, post_of, stands_in
from lianhu.grid.rules import (
    NothingToEnd,
    Post,
    Role,
    Span,
    ended,
    fills_in,
    parts,
    succeeds,
    takes_leave,
)


def _locked(desks: Iterable[int]) -> list[Desk]:
    """Desks, one after the other in the same order: two changes of their people wait in turn."""
    rows = Desk.objects.filter(pk__in=list(desks)).order_by("pk")
    return list(rows.select_for_update(no_key=True))


@transaction.atomic
def hand_over(
    desk: Desk, successor: User, *, at: datetime, by: User, now: datetime, note: str = ""
) -> HandOver:
    """From `at` on a beat has another officer. Raises Unfit."""
    [desk] = _locked([desk.pk])
    held = holders(desk, Role.OFFICER, at)
    posts = [Post(duty.person_id, Span(duty.starts_at, duty.ends_at)) for duty in held]
    succeeds(posts, successor.pk, at)
    ends = held[0].ends_at if held else None
    for duty in held:
        duty.ends_at = at
        duty.save(update_fields=["ends_at"])
    works = _works(successor)
    begun = Duty.objects.create(
        desk=desk, person=successor, role=Role.OFFICER, starts_at=at, **works
    )
    setting_changed(desk)
    return HandOver.objects.create(
        duty=begun,
        before=held[0] if held else None,
        before_ends_at=ends,
        note=note,
        by=by,
        at=now,
    )


def _works(person: User) -> dict[str, str]:
    """Home unit and job go with the person."""
    latest = Duty.objects.filter(person=person).order_by("-starts_at", "-id").first()
    fields = ("home_unit", "home_unit_en", "job", "job_en")
    return {name: getattr(latest, name) for name in fields} if latest else {}


def last_to_undo(desk: Desk, now: datetime) -> HandOver:
    """The last hand-over of a beat; nobody changes it meanwhile. Raises NothingToEnd."""
    _locked([desk.pk])
    last = last_hand_over(desk, now)
    if last is None:
        raise NothingToEnd
    return last


@transaction.atomic
def hand_back(desk: Desk, last: HandOver, *, now: datetime) -> None:
    """As if it had never been handed over; from now on, if the successor has begun."""
    begun, before = last.duty, last.before
    if begun.starts_at > now:
        if before is not None and returns_to(last, now):
            before.ends_at = last.before_ends_at
            before.save(update_fields=["ends_at"])
        HandOver.objects.filter(pk=last.pk).delete()
        Duty.objects.filter(pk=begun.pk).delete()
    else:
        begun.ends_at = now
        begun.save(update_fields=["ends_at"])
        HandOver.objects.filter(pk=last.pk).delete()
        if before is not None and returns_to(last, now):
            _begin_again(before, last.before_ends_at, now)
    setting_changed(desk)


def returns_to(last: HandOver, now: datetime) -> bool:
    """Whether somebody has the post again when a hand-over is taken back."""
    before, ends = last.before, last.before_ends_at
    return before is not None and before.person.is_active and (ends is None or ends > now)


def _begin_again(before: Duty, ends_at: datetime | None, now: datetime) -> None:
    works = {name: getattr(before, name) for name in ("home_unit", "home_unit_en", "job", "job_en")}
    Duty.objects.create(
        desk_id=before.desk_id,
        person_id=before.person_id,
        role=before.role,
        starts_at=now,
        ends_at=ends_at,
        **works,
    )


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is to serve in which role at which desks, and when."""

    desks: Sequence[Desk]
    people: Sequence[User]
    role: Role
    span: Span


def missing(roster: Roster) -> tuple[list[Duty], int]:
    """The duties that a roster lacks, unsaved, and how many it has already. Two queries."""
    held: dict[tuple[int, int], list[Span]] = {}
    rows = Duty.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=roster.span.start),
        desk__in=roster.desks,
        person__in=roster.people,
        role=roster.role,
    )
    for duty in rows:
        span = Span(duty.starts_at, duty.ends_at)
        held.setdefault((duty.desk_id, duty.person_id), []).append(span)
    new: list[Duty] = []
    known = 0
    works = _all_works(roster.people)
    for desk in roster.desks:
        for person in roster.people:
            left = parts(roster.span, held.get((desk.pk, person.pk), ()))
            known += not left
            new += [
                Duty(
                    desk=desk,
                    person=person,
                    role=roster.role,
                    starts_at=span.start,
                    ends_at=span.end,
                    **works.get(person.pk, {}),
                )
                for span in left
            ]
    return new, known


def _all_works(people: Iterable[User]) -> dict[int, dict[str, str]]:
    fields = ("home_unit", "home_unit_en", "job", "job_en")
    rows = Duty.objects.filter(person__in=list(people)).order_by("starts_at", "id")
    return {duty.person_id: {name: getattr(duty, name) for name in fields} for duty in rows}


@transaction.atomic
def add_duties(roster: Roster) -> list[Duty]:
    """Add what the roster lacks."""
    _locked(desk.pk for desk in roster.desks)
    new, _known = missing(roster)
    Duty.objects.bulk_create(new)
    for desk in {duty.desk_id: duty.desk for duty in new}.values():
        setting_changed(desk)
    return new


def lasting(desks: Sequence[Desk], people: Sequence[User], at: datetime) -> list[Duty]:
    """The duties at these desks that last beyond `at`, of these people, or of all if none are
    named. One query.
    """
    rows = Duty.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), desk__in=desks)
    if people:
        rows = rows.filter(person__in=people)
    return list(rows.select_related("desk__node", "person").order_by("desk__node__path", "id"))


@transaction.atomic
def end_duties(duties: Sequence[Duty], *, at: datetime) -> None:
    """End these at `at`; those that would begin later never were."""
    _locked({duty.desk_id for duty in duties})
    for duty in duties:
        left = ended(Span(duty.starts_at, duty.ends_at), at)
        if left is None:
            duty.delete()
        else:
            duty.ends_at = left.end
            duty.save(update_fields=["ends_at"])
    for desk in {duty.desk_id: duty.desk for duty in duties}.values():
        setting_changed(desk)


@transaction.atomic
def man_by(desks: Sequence[Desk], roster: Desk | None) -> None:
    """These desks are manned by the roster of another one; by their own again without one."""
    for desk in _locked(desk.pk for desk in desks):
        desk.manned_by = roster
        desk.save(update_fields=["manned_by"])
        setting_changed(desk)


@transaction.atomic
def take_leave(duty: Duty, span: Span, stand_in: User | None, *, now: datetime) -> Leave:
    """Be away from one duty. Raises Unfit."""
    [desk] = _locked([duty.desk_id])
    takes_leave(
        post_of(duty),
        span,
        now,
        stand_in=stand_in.pk if stand_in else None,
        away=away(stand_in) if stand_in else (),
    )
    assert span.end is not None  # or it would not be fit
    leave = Leave.objects.create(
        duty=duty, starts_at=span.start, ends_at=span.end, stand_in=stand_in
    )
    setting_changed(desk)
    return leave


@transaction.atomic
def change_stand_in(leave: Leave, stand_in: User | None) -> None:
    """Somebody else fills an absence, or nobody any more. Raises AwayToo."""
    [desk] = _locked([leave.duty.desk_id])
    wanted = Span(leave.starts_at, leave.ends_at)
    if stand_in is not None:
        fills_in(leave.duty.person_id, wanted, stand_in.pk, away(stand_in))
    leave.stand_in = stand_in
    leave.save(update_fields=["stand_in"])
    setting_changed(desk)


@transaction.atomic
def end_leave(leave: Leave, *, now: datetime) -> None:
    """Back from now on; a leave that has not begun never was."""
    [desk] = _locked([leave.duty.desk_id])
    if leave.starts_at >= now:
        leave.delete()
    else:
        leave.ends_at = now
        leave.save(update_fields=["ends_at"])
    setting_changed(desk)


@transaction.atomic
def deactivate(person: User, *, now: datetime) -> None:
    """Nobody signs in as this person any more; all duties end, and all standing in."""
    lasts = Q(ends_at=None) | Q(ends_at__gt=now)
    duties = Duty.objects.filter(lasts, person=person).select_related("desk")
    end_duties(list(duties), at=now)
    for leave in stands_in(person, now):
        leave.stand_in = None
        leave.save(update_fields=["stand_in"])
        setting_changed(leave.duty.desk)
    person.is_active = False
    person.save(update_fields=["is_active"])
