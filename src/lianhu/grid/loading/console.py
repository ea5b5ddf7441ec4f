"""Lists that the administrator's command loads: larger than a page takes, seen to their end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lianhu.accounts.models import User
from lianhu.grid.loading import services, staging
from lianhu.grid.loading.checking import Check, Tally
from lianhu.grid.loading.models import Action, Staged
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.loading.workbooks import Marked, Problems
from lianhu.kernel.sheets.limits import COMMAND
from lianhu.kernel.sheets.reading import open_rows

Progress = Callable[[int], None]  # rows so far


@dataclass(slots=True)
class Outcome:
    """What came of a list. `problems` by the number of the row."""

    tally: Tally
    header: list[str] = field(default_factory=list)
    problems: dict[int, Problems] = field(default_factory=dict)

    def note(self, rows: list[Staged]) -> None:
        self.problems |= {row.row: row.problems for row in rows if row.action == Action.WRONG}


def try_out(kind: Kind, path: Path, now: datetime, progress: Progress) -> Outcome:
    """What would come of a list. Writes nothing. Raises Refused, or OSError."""
    check = Check(kind, now)
    outcome = Outcome(check.tally)
    with path.open("rb") as file, open_rows(file, COMMAND) as batches:
        for rows in check.run(batches):
            outcome.note(rows)
            progress(sum(check.tally.counts.values()))
    outcome.header = check.header
    return outcome


def load(
    kind: Kind,
    path: Path,
    *,
    by: User | None,
    now: datetime,
    note: services.Note,
    progress: Progress,
) -> Outcome:
    """Load a list, all of it or nothing: with a wrong row nothing is loaded, and they are told.

    Raises Refused, OSError, or IntegrityError if somebody wrote the same at the last moment.
    """
    with path.open("rb") as file:
        load = services.direct(kind, path.name, by=by, now=now)
        check = Check(kind, now)
        outcome = Outcome(check.tally)
        try:
            with open_rows(file, COMMAND) as batches:
                for rows in check.run(batches):
                    outcome.note(rows)
                    # The first wrong row decides: the rest is looked at, and not kept.
                    if not outcome.problems:
                        staging.stage(load, rows)
                    progress(sum(check.tally.counts.values()))
            outcome.header = check.header
            check.tally.note(load)
            if not load.wrong:
                services.apply(load, now, note)
        finally:
            services.abandon(load)
            while staging.clear(load):
                pass
    return outcome


def marked(path: Path, outcome: Outcome) -> Iterator[Marked]:
    """The rows of a file, read once more, with what is wrong with them."""
    with path.open("rb") as file, open_rows(file, COMMAND) as batches:
        rows = (row for batch in batches for row in batch)
        first = next(rows)
        if first.number in outcome.problems:
            yield Marked(first, outcome.problems[first.number])
            return
        for row in rows:
            yield Marked(row, outcome.problems.get(row.number, ()))
