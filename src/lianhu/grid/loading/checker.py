"""What every checker of rows does first: clean cells, and problems that need no meaning."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.conf import settings

from lianhu.grid.loading.models import Action, Staged
from lianhu.grid.loading.rules.columns import Header, Kind, values
from lianhu.grid.loading.rules.problems import Problem
from lianhu.kernel import phones, text
from lianhu.kernel.sheets.reading import Row

to_phone = partial(phones.to_e164, demo=settings.DEMO)


class Checker(ABC):
    """Takes the rows of one file, batch by batch, and says what would come of each.

    Reads the database, writes nothing. What can only be said when all rows are known comes from
    `finish`.
    """

    kind: Kind
    staged: type[Staged]

    def __init__(self, header: Header, now: datetime) -> None:
        self.header = header
        self.now = now

    @abstractmethod
    def check(self, rows: Sequence[Row]) -> list[Staged]: ...

    def finish(self) -> list[Staged]:
        return []

    def read(self, row: Row) -> tuple[Mapping[str, str], list[Problem]]:
        cells = [
            cell if cell.isascii() and cell.isalnum() else text.clean(cell) for cell in row.cells
        ]
        return values(cells, row.wrong, self.header, self.kind)

    def wrong(self, row: int, code: str, problems: Sequence[Problem]) -> Staged:
        return self.staged(
            row=row, code=code[:60], action=Action.WRONG, problems=self.told(problems)
        )

    def told(self, problems: Sequence[Problem]) -> list[list[str | int]]:
        return [
            [
                self.header.at(problem.key) if problem.key else problem.at,
                problem.fault,
                problem.about,
            ]
            for problem in problems
        ]
