"""Cases that are handled with others: what one timeline says, the other says too."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lianhu.cases.models import Case, Event
from lianhu.cases.rules import Kind
from lianhu.cases.verify.timeline import Timeline


def wrong_merges(timelines: Mapping[int, Timeline]) -> Iterator[tuple[int, str]]:
    """By case. Three statements, if any was merged."""
    leaders = {into for timeline in timelines.values() for into in timeline.merged}
    others = {other for timeline in timelines.values() for other in timeline.joined}
    if not leaders and not others:
        return
    joined = _pairs(leaders, Kind.JOINED, "other")
    merged = _pairs(others, Kind.MERGED, "into")
    chained = set(
        Case.objects.filter(pk__in=leaders, merged_into__isnull=False).values_list("pk", flat=True)
    )
    for pk, timeline in timelines.items():
        for into, times in Counter(timeline.merged).items():
            if joined[into, pk] != times:
                yield pk, f"merged into case {into} {times} times, joined {joined[into, pk]} times"
        for other, times in Counter(timeline.joined).items():
            if merged[other, pk] != times:
                yield pk, f"joined by case {other} {times} times, merged {merged[other, pk]} times"
        if timeline.state.merged_into in chained:
            yield pk, f"merged into case {timeline.state.merged_into}, which is merged itself"


def _pairs(cases: Iterable[int], kind: Kind, name: str) -> Counter[tuple[int, int]]:
    """How often each of `cases` says this of which other case."""
    events = Event.objects.filter(case__in=cases, kind=kind).values_list("case", "data")
    return Counter((case, data[name]) for case, data in events)
