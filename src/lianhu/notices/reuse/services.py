"""Saving and withdrawing templates, and which of them somebody may write with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.grid.queries import MyDesk, paths_up
from lianhu.grid.rules import DeskKind
from lianhu.notices.models import Version
from lianhu.notices.reuse.models import Template
from lianhu.notices.reuse.rules import MOST
from lianhu.notices.rules.sending import Code, Refused


@dataclass(frozen=True, slots=True)
class Saved:
    name: str
    title: str
    body: str


@transaction.atomic
def save(version: Version, saved: Saved, *, by: User, now: datetime) -> Template:
    """For the desk of a notice and those below. Raises Refused."""
    desk = Desk.objects.select_for_update(no_key=True).get(pk=version.notice.desk_id)
    own = Template.objects.filter(desk=desk, withdrawn_at=None)
    if own.filter(name=saved.name).exists():
        raise Refused(Code.SAME_NAME)
    if own.count() >= MOST:
        raise Refused(Code.FULL)
    return Template.objects.create(
        desk=desk,
        name=saved.name,
        title=saved.title,
        body=saved.body,
        asks=version.asks,
        minutes=version.minutes,
        topic_id=version.topic_id,
        by=by,
        saved_at=now,
    )


def withdraw(template: Template, *, now: datetime) -> None:
    """Nobody writes with it any more. What was written with it stays."""
    Template.objects.filter(pk=template.pk, withdrawn_at=None).update(withdrawn_at=now)


def usable(own: Sequence[MyDesk]) -> list[Template]:
    """Those of one's desks, of the places above them, and of their departments; the nearest first.
    One query.
    """
    there = Q(pk__in=[])
    for my in own:
        there |= Q(desk=my.desk)
        above = paths_up(my.desk.node.path)
        there |= Q(desk__kind=DeskKind.NODE.value, desk__node__path__in=above)
        if my.desk.department_id is not None:
            there |= Q(desk__department=my.desk.department_id)
    found = Template.objects.filter(there, withdrawn_at=None)
    found = found.select_related("desk__department", "desk__node", "topic", "by")
    return list(found.order_by("-desk__node__depth", "desk", "name"))
