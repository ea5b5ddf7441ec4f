"""Who may change how the city is set up: administrators.

By a duty, supervisors may change who has a beat within their places, and everybody when to be away
from an own post. What a place says of questions that surely belong to a section, its clerks say,
or whoever supervises it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest
from lianhu.grid.models import Desk, Duty, HandOver, Leave, Node
from lianhu.grid.people import all_staff
from lianhu.grid.queries import with_setting
from lianhu.grid.rules import ANSWERING, DeskKind, Role
from lianhu.grid.serving import served_desks
from lianhu.inbox.speaking import Speaker, speaker_of

View = Callable[..., HttpResponseBase]


def administrators_only(view: View) -> View:
    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _supervises(request: PersonRequest, node: Node) -> bool:
    return any(
        node.path.startswith(my.desk.node.path)
        for my in served_desks(request)
        if my.role is Role.SUPERVISOR
    )


def _oversees(request: PersonRequest, node: Node) -> bool:
    return request.user.is_administrator or _supervises(request, node)


def beat_for(request: PersonRequest, code: str) -> Desk:
    """A beat whose officer the person may change. Raises PermissionDenied, Http404."""
    supervises = any(my.role is Role.SUPERVISOR for my in served_desks(request))
    if not (request.user.is_administrator or supervises):
        raise PermissionDenied
    desk = (
        with_setting()
        .filter(kind=DeskKind.NODE, node__level__is_beat=True, node__closed_at=None)
        .filter(code=code, manned_by=None)
        .first()
    )
    if desk is None or not _oversees(request, desk.node):
        raise Http404
    return desk


def straight_for(request: PersonRequest, code: str) -> Node:
    """A place, no beat, whose word on what goes straight to a section the person may say: clerks of
    its own desk, supervisors, administrators. Raises PermissionDenied, Http404.
    """
    clerk_at = [
        my.desk.node_id
        for my in served_desks(request)
        if my.role is Role.CLERK and my.desk.kind == DeskKind.NODE
    ]
    supervises = any(my.role is Role.SUPERVISOR for my in served_desks(request))
    if not (request.user.is_administrator or clerk_at or supervises):
        raise PermissionDenied
    node: Node | None = Node.objects.filter(code=code, level__is_beat=False, closed_at=None).first()
    if node is None or not (
        request.user.is_administrator or node.pk in clerk_at or _supervises(request, node)
    ):
        raise Http404
    return node


def own_hand_over(request: PersonRequest, pk: int) -> HandOver:
    """A post that was handed to the person. Raises Http404."""
    found = HandOver.objects.select_related("duty__desk__node", "before__person", "by")
    speaker = speaker_of(request)
    handed = found.filter(pk=pk, duty__person=speaker.person).first()
    if handed is None or not is_at(speaker, handed.duty):
        raise Http404
    return handed


def duty_for_leave(request: PersonRequest, pk: int) -> Duty:
    """One's own duty; anybody's, for administrators. Raises Http404."""
    found = Duty.objects.select_related("desk__node__level", "person")
    duty = found.filter(pk=pk, role__in=ANSWERING).first()
    speaker = speaker_of(request, even_away=True)
    if duty is None or not (
        (speaker.entered_by is None and request.user.is_administrator)
        or (duty.person_id == speaker.person.pk and is_at(speaker, duty))
    ):
        raise Http404
    return duty


def is_at(speaker: Speaker, duty: Duty) -> bool:
    """Whoever enters what another says does so for the desks below the own roster alone."""
    return speaker.entered_by is None or duty.desk_id in speaker.below


def leave_for(request: PersonRequest, pk: int) -> Leave:
    """One's own absence, one at a desk that the person supervises, for administrators anybody's.
    Raises Http404.
    """
    found = Leave.objects.select_related("duty__desk__node__level", "duty__person", "stand_in")
    leave = found.filter(pk=pk).first()
    speaker = speaker_of(request, even_away=True)
    if leave is None or not (
        (leave.duty.person_id == speaker.person.pk and is_at(speaker, leave.duty))
        or (speaker.entered_by is None and _oversees(request, leave.duty.desk.node))
    ):
        raise Http404
    return leave


def staff_person(pk: int) -> User:
    """Raises Http404."""
    person = all_staff().filter(pk=pk).first()
    if person is None:
        raise Http404
    return person
