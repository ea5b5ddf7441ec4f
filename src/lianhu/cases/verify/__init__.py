"""Refolding every timeline and comparing it with all that is read from the tables.

Reads in batches of cases, so that any number fits into memory. A case that looks wrong is looked at
again under lock: while a worker writes, half of what it wrote may have been read. What costs more
than comparing, telling its way as the pages do and reading its files, is done for a share of the
cases, spread evenly; in a small place for all of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil
from operator import itemgetter

from django.db import transaction

from lianhu.cases.models import Case
from lianhu.cases.services import locked
from lianhu.cases.verify import apart
from lianhu.cases.verify.apart import wrong_floods
from lianhu.cases.verify.book import wrong_book
from lianhu.cases.verify.checks import Supervision, wrong_rows
from lianhu.cases.verify.journeys import wrong_journeys
from lianhu.cases.verify.rows import Rows
from lianhu.cases.verify.timeline import Broken, Timeline
from lianhu.cases.verify.together import wrong_merges
from lianhu.cases.verify.words import wrong_deliveries, wrong_words

BATCH = 500
# How many cases are told and have their files read.
TOLD = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the timeline says. `case` is its number, "" for none."""

    case: str
    what: str

    def __str__(self) -> str:
        return f"{self.case}: {self.what}" if self.case else self.what


@dataclass(slots=True)
class Report:
    cases: int = 0
    events: int = 0
    told: int = 0
    findings: list[Finding] = field(default_factory=list)


def verify(progress: Callable[[int], None] = lambda cases: None) -> Report:
    """Check every case. `progress` hears how many have been checked so far."""
    report = Report()
    every = max(1, ceil(Case.objects.count() / TOLD))
    supervision = Supervision()
    last = 0
    while batch := list(Case.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        rows = Rows(batch)
        told = {case.pk for n, case in enumerate(batch, report.cases) if n % every == 0}
        report.findings += _again({pk for pk, _what in _wrong(rows, told, supervision)})
        report.cases += len(batch)
        report.events += sum(map(len, rows.events.values()))
        report.told += len(told)
        progress(report.cases)
    report.findings += [Finding(number, what) for number, what in apart.wrong()]
    return report


@transaction.atomic
def _again(suspects: set[int]) -> list[Finding]:
    if not suspects:
        return []
    cases = {row.pk: row for row in locked().filter(pk__in=suspects).order_by("pk")}
    found = sorted(_wrong(Rows(list(cases.values())), suspects, Supervision()), key=itemgetter(0))
    return [Finding(cases[pk].number, what) for pk, what in found]


def _wrong(rows: Rows, told: set[int], supervision: Supervision) -> Iterator[tuple[int, str]]:
    """What is wrong, by case. `told`: the cases to tell and to read the files of."""
    timelines: dict[int, Timeline] = {}
    for case in rows.cases:
        pk = case.pk
        try:
            timeline = timelines[pk] = Timeline(rows.events.get(pk, ()))
        except Broken as broken:
            yield pk, str(broken)
            continue
        except (ValueError, KeyError, TypeError, AssertionError) as error:
            yield pk, f"its events do not fold: {error!r}"
            continue
        for what in wrong_rows(case, timeline, rows, supervision):
            yield pk, what
        for what in wrong_book(case, rows):
            yield pk, what
        for what in wrong_words(case, rows, read_files=pk in told):
            yield pk, what
    yield from wrong_deliveries(timelines)
    yield from wrong_merges(timelines)
    yield from wrong_floods(timelines)
    yield from wrong_journeys(told & timelines.keys())
