"""Loading lists as the command does, at exact times."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from lianhu.grid.loading import console
from lianhu.grid.loading.rules.columns import Kind
from tests.cast import at
from tests.lists import listed, written

Row = Mapping[str, str]
MORNING = at(9)


def load(
    folder: Path, kind: Kind, *rows: Row, now: datetime = MORNING, without: Sequence[str] = ()
) -> console.Outcome:
    path = written(folder, listed(kind, *rows, without=without))
    return console.load(
        kind, path, by=None, now=now, note=lambda load, now: None, progress=lambda rows: None
    )


def counts(outcome: console.Outcome) -> tuple[int, int, int, int]:
    """New, changed, the same, wrong."""
    new, changed, same, wrong = outcome.tally.counts.values()
    return (new, changed, same, wrong)


def told(outcome: console.Outcome) -> list[tuple[int, str]]:
    return [(row, str(fault)) for row, found in outcome.problems.items() for _, fault, _ in found]
