"""Looks at answers, which may hold personal data: those of whoever asked, or is above."""

from lianhu.accounts.requests import PersonRequest
from lianhu.grid.serving import served_desks
from lianhu.kernel import clock
from lianhu.notices.models import Notice
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look


def look(request: PersonRequest, notice: Notice) -> None:
    """Record that the person is about to read answers to a request, at which of their desks."""
    desks = [my.desk for my in served_desks(request)]
    there = [desk for desk in desks if notice.desk.node.path.startswith(desk.node.path)]
    there.sort(key=lambda desk: desk.pk != notice.desk_id)
    record_look(
        request.user,
        Look.Verb.ANSWERS,
        desk=there[0].pk if there else None,
        purpose=f"request {notice.pk}",
        at=clock.now(),
    )
