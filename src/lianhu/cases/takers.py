"""Who has a case in hand: that lapses when the person does not serve at its desk any more.

The rules say so when somebody acts (`rules.stages.taker`); this says it on pages. No row is
changed for it, so that a hand-over moves none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from lianhu.cases.journey.way import Way
from lianhu.cases.models import Case, Stage
from lianhu.cases.rules import Status
from lianhu.grid.people import still_there

Pair = tuple[int, int]  # a person and a desk


def forget_lapsed(stages: Sequence[Stage], now: datetime, *, there: Iterable[Pair] = ()) -> None:
    """Of open stages about to be shown. `there`: known to serve. One query; none if nobody else has
    taken any.
    """
    here = serving({_pair(s) for s in stages if s.taken_by_id}, now, there=there)
    for stage in stages:
        if stage.taken_by_id and _pair(stage) not in here:
            stage.taken_by = None


def serving(taken: set[Pair], now: datetime, *, there: Iterable[Pair] = ()) -> set[Pair]:
    """Of these, who still serves there. Queries as `forget_lapsed`."""
    known = taken & set(there)
    return known | still_there(taken - known, now)


def forget_if_lapsed(
    case: Case, stage: Stage | None, now: datetime, *, there: Iterable[Pair] = ()
) -> None:
    """Of one case about to be shown, which then waits to be taken."""
    if stage is None or stage.taken_by_id is None or _pair(stage) in set(there):
        return
    if not still_there([_pair(stage)], now):
        stage.taken_by = None
        if case.status == Status.TAKEN:
            case.status = Status.ASKED


def _pair(stage: Stage) -> Pair:
    assert stage.taken_by_id is not None
    return stage.taken_by_id, stage.desk_id


def as_it_is(way: Way, now: datetime) -> Way:
    """A way whose present holder serves there now. One query; none if nobody has taken it."""
    here = way.here
    if here is None or here.taken_by is None:
        return way
    if still_there([(here.taken_by.pk, here.desk.pk)], now):
        return way
    stops = [replace(stop, taken_by=None) if stop is here else stop for stop in way.stops]
    return replace(way, stops=stops)
