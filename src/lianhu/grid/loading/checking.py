"""Taking the rows of a file through the rules, batch by batch. Writes nothing."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from lianhu.grid.loading.checker import Checker
from lianhu.grid.loading.households import HouseholdChecker
from lianhu.grid.loading.models import Action, Load, Staged
from lianhu.grid.loading.people import PersonChecker
from lianhu.grid.loading.places import PlaceChecker
from lianhu.grid.loading.rules.columns import Header, Kind, is_example, read_header
from lianhu.grid.loading.rules.problems import Fault, Problem
from lianhu.kernel.sheets.reading import Row

T = TypeVar("T")

# Rows in one short transaction: other writers wait for no more than these.
BATCH = 500

CHECKERS: dict[str, type[Checker]] = {
    Kind.GRID: PlaceChecker,
    Kind.PEOPLE: PersonChecker,
    Kind.HOUSEHOLDS: HouseholdChecker,
}


@dataclass(slots=True)
class Tally:
    """How many rows come to what."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Action.values, 0))

    def add(self, staged: Iterable[Staged]) -> None:
        for row in staged:
            self.counts[row.action] += 1

    def note(self, load: Load) -> None:
        load.new, load.changed = self.counts[Action.NEW], self.counts[Action.CHANGED]
        load.same, load.wrong = self.counts[Action.SAME], self.counts[Action.WRONG]


class Check:
    """One file on its way. `header` is its first row, once that has been read."""

    def __init__(self, kind: str, now: datetime, *, keep_cells: bool = False) -> None:
        self._kind = Kind(kind)
        self._now = now
        self._keep_cells = keep_cells
        self.header: list[str] = []
        self.tally = Tally()

    def run(self, batches: Iterable[list[Row]]) -> Iterator[list[Staged]]:
        """What comes of the rows, in batches of at most BATCH.

        The cells of wrong rows are kept with them, on demand those of all. A first row that does
        not say which column is which is all that is looked at.
        """
        rows = (row for batch in batches for row in batch if not row.is_blank)
        first = next(rows, None)
        header = self._read_header(first)
        if first is None or not isinstance(header, Header):
            yield self._counted([self._of_header(first, header)])
            return
        checker = CHECKERS[self._kind](header, self._now)
        cells: dict[int, str] = {}
        for batch in _sliced(row for row in rows if not is_example(row.cells, header)):
            cells |= {row.number: _packed(row) for row in batch}
            if staged := checker.check(batch):
                yield self._counted(self._with_cells(staged, cells))
        for last in _sliced(iter(checker.finish())):
            yield self._counted(self._with_cells(last, cells))
        if not sum(self.tally.counts.values()):
            yield self._counted([self._of_header(first, [Problem(Fault.NO_ROWS)])])

    def _read_header(self, row: Row | None) -> Header | list[Problem]:
        if row is None:
            return [Problem(Fault.NO_ROWS)]
        self.header = row.cells
        return read_header(row.cells, self._kind)

    def _of_header(self, row: Row | None, header: Header | list[Problem]) -> Staged:
        assert not isinstance(header, Header)
        checker = CHECKERS[self._kind](Header({}), self._now)
        return checker.wrong(row.number if row else 1, "", header)

    def _with_cells(self, staged: list[Staged], cells: dict[int, str]) -> list[Staged]:
        for row in staged:
            kept = cells.pop(row.row, "")
            if self._keep_cells or row.action == Action.WRONG:
                row.cells = kept
        return staged

    def _counted(self, staged: list[Staged]) -> list[Staged]:
        self.tally.add(staged)
        return staged


def _packed(row: Row) -> str:
    return json.dumps([row.cells, row.wrong], ensure_ascii=False)


def unpacked(number: int, cells: str) -> Row:
    """A row as it was kept."""
    texts, wrong = json.loads(cells)
    return Row(number, texts, {int(at): what for at, what in wrong.items()})


def _sliced(rows: Iterator[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
