"""Too much at once: after an outage, or when thousands of stages fall due in one minute.

A desk that was sent more cases within a minute than it can read gets no more of them. It hears of
it once, and may take what the desks below it have not got to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from lianhu.cases import rules
from lianhu.cases.access import shared_with
from lianhu.cases.models import Stage
from lianhu.inbox.models import Item
from lianhu.inbox.rules import Address, Need
from lianhu.inbox.services import Transition, settle

WITHIN = timedelta(minutes=1)
KIND = "flood"


class Flood:
    """What has reached each desk within the last minute, counted on while `cases` are moved."""

    def __init__(self, cases: Iterable[tuple[rules.State, rules.Setting]], now: datetime) -> None:
        """One query, for the desks above all these cases."""
        above = {desk for case in cases if (desk := _above(*case)) is not None}
        arrived = Stage.objects.filter(
            desk__in=above, closed_at=None, number__gt=1, started_at__gt=now - WITHIN
        )
        counted = arrived.values_list("desk").annotate(Count("pk")).order_by()
        self._arrived: Counter[int] = Counter(dict(counted))
        self._waited_on: set[int] = set()

    def over(self, state: rules.State, setting: rules.Setting) -> bool:
        """Whether the desk above this case has more than it can read already."""
        above = _above(state, setting)
        return above is not None and self._arrived[above] >= settings.LIANHU_FLOOD

    def saw(self, events: Iterable[rules.Event]) -> None:
        for event in events:
            if event.kind is rules.Kind.MOVED:
                self._arrived[event.data["stage"]["desk"]] += 1
            elif event.kind is rules.Kind.WAITED_ON:
                self._waited_on.add(event.data["above"])

    def items(self) -> Iterator[Transition]:
        """One item for each desk above, however many cases wait below it."""
        for desk in sorted(self._waited_on):
            yield Transition(before=frozenset(), after=frozenset({_need(desk)}))


def _above(state: rules.State, setting: rules.Setting) -> int | None:
    rung = setting.rung_above(state.stage.desk) if state.stage else None
    return None if rung is None else setting.ladder[rung].desk


def _need(desk: int) -> Need:
    return Need(Address.DESK, desk, KIND, key_of(desk), desk)


def key_of(desk: int) -> str:
    return f"flood:{desk}"


def clear_floods(now: datetime) -> int:
    """Clear the items of desks below which nothing waits any more; returns how many."""
    cleared = 0
    for item in Item.objects.filter(kind=KIND, done_at=None).select_related("desk__node"):
        assert item.desk is not None
        if not shared_with([item.desk], now).exists():
            settle(
                [Transition(before=frozenset({_need(item.desk.pk)}), after=frozenset())], now=now
            )
            cleared += 1
    return cleared
