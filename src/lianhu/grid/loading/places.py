"""Checking the list of places. All of it is held: where one stands depends on the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from lianhu.grid.loading.checker import Checker, to_phone
from lianhu.grid.loading.models import Action, Staged, StagedPlace
from lianhu.grid.loading.rules.columns import Header, Kind
from lianhu.grid.loading.rules.places import Known, PlaceRow, fit, place
from lianhu.grid.loading.rules.problems import Fault, Problem
from lianhu.grid.models import Desk, Level, Node, OpeningHours
from lianhu.grid.rules import DeskKind
from lianhu.kernel.sheets.reading import Row


class PlaceChecker(Checker):
    kind = Kind.GRID
    staged = StagedPlace

    def __init__(self, header: Header, now: datetime) -> None:
        super().__init__(header, now)
        self._rows: dict[str, PlaceRow] = {}
        self._numbers: dict[str, int] = {}
        self._problems: dict[str, list[Problem]] = {}
        # Rows that cannot be told apart by their code.
        self._apart: list[Staged] = []

    def check(self, rows: Sequence[Row]) -> list[Staged]:
        for row in rows:
            values, problems = self.read(row)
            found, more = place(values, to_phone)
            problems += more
            if found.code and found.code not in self._rows:
                self._rows[found.code] = found
                self._numbers[found.code] = row.number
                self._problems[found.code] = problems
                continue
            if found.code:
                problems.append(Problem(Fault.TWICE, "code", str(self._numbers[found.code])))
            self._apart.append(self.wrong(row.number, found.code, problems))
        return []

    def finish(self) -> list[Staged]:
        self._look_up()
        staged = [self._placed(row) for row in self._in_order()]
        return sorted(staged + self._apart, key=lambda each: each.row)

    def _look_up(self) -> None:
        nodes = list(Node.objects.all())
        codes = {node.path: node.code for node in nodes}
        self._nodes = {node.code: node for node in nodes}
        self._known = {
            node.code: Known(
                node.depth,
                codes.get(node.path[: -Node.steplen], ""),
                node.closed_at is not None,
            )
            for node in nodes
        }
        self._levels = {
            name.casefold(): level
            for level in Level.objects.all()
            for name in (level.name, level.name_en, level.code)
        }
        self._depths = {name: level.depth for name, level in self._levels.items()}
        self._hours = {
            name: hours.pk
            for hours in OpeningHours.objects.order_by("-id")
            for name in (hours.name_en.casefold(), hours.name.casefold())
            if name
        }
        desks = Desk.objects.select_related("node")
        self._desks = {desk.node.code: desk for desk in desks if desk.kind == DeskKind.NODE}
        self._taken = {desk.code: desk.node.code for desk in desks}
        # The last step that is taken below each path.
        self._steps: Counter[str] = Counter()
        for node in nodes:
            above, step = node.path[: -Node.steplen], node.path[-Node.steplen :]
            self._steps[above] = max(self._steps[above], Node.numconv_obj().str2int(step))
        self._paths = {code: node.path for code, node in self._nodes.items()}
        self._open = {code: desk.hours_id for code, desk in self._desks.items()}

    def _in_order(self) -> Iterator[PlaceRow]:
        """Higher places first, so that what hangs on them finds them."""
        return iter(
            sorted(
                self._rows.values(),
                key=lambda row: (
                    self._depths.get(row.level.casefold(), 0),
                    self._numbers[row.code],
                ),
            )
        )

    def _placed(self, row: PlaceRow) -> Staged:
        problems = self._problems[row.code]
        if not problems:
            new_tops = (
                sum(
                    not other.parent and other.code not in self._known
                    for other in self._rows.values()
                )
                if not row.parent
                else 0
            )
            tops = new_tops + sum(not known.parent for known in self._known.values())
            problems = fit(row, self._rows, self._known, self._depths, tops)
        hours = self._hours_of(row, problems)
        if self._taken.get(row.code, row.code) != row.code:
            problems.append(Problem(Fault.DESK_TAKEN, "code"))
        number = self._numbers[row.code]
        if problems or hours is None:
            return self.wrong(number, row.code, problems)
        return self._compared(number, row, hours)

    def _hours_of(self, row: PlaceRow, problems: list[Problem]) -> int | None:
        """The opening hours that a row names, has, or takes from above."""
        if row.hours:
            found = self._hours.get(row.hours.casefold())
            if found is None:
                problems.append(Problem(Fault.NO_SUCH_HOURS, "hours"))
        else:
            found = self._open.get(row.code) or self._open.get(row.parent)
            if found is None and len(set(self._hours.values())) == 1:
                [found] = set(self._hours.values())
            if found is None:
                problems.append(Problem(Fault.HOURS_NEEDED, "hours"))
        if found is not None:
            self._open[row.code] = found
        return found

    def _compared(self, number: int, row: PlaceRow, hours: int) -> Staged:
        node, desk = self._nodes.get(row.code), self._desks.get(row.code)
        level = self._levels[row.level.casefold()]
        staged = StagedPlace(
            row=number,
            code=row.code,
            name=row.name,
            name_en=_said(row.name_en, node.name_en if node else ""),
            level_id=level.pk,
            parent=row.parent,
            depth=level.depth,
            path=node.path if node else self._next_path(row),
            desk_name=_said(row.desk, desk.name if desk else "") or row.name,
            desk_name_en=_said(row.desk_en, desk.name_en if desk else ""),
            phone=_said(row.phone, desk.phone if desk else ""),
            hours_id=hours,
            hours_change=desk is not None and desk.hours_id != hours,
        )
        if not staged.desk_name_en and staged.desk_name == staged.name:
            staged.desk_name_en = staged.name_en
        staged.node = _action(
            (node.name, node.name_en) if node else None, (row.name, staged.name_en)
        )
        staged.desk = _action(
            (desk.name, desk.name_en, desk.phone, desk.hours_id) if desk else None,
            (staged.desk_name, staged.desk_name_en, staged.phone, hours),
        )
        actions = {staged.node, staged.desk}
        staged.action = (
            Action.NEW
            if staged.node == Action.NEW
            else Action.SAME
            if actions == {Action.SAME}
            else Action.CHANGED
        )
        return staged

    def _next_path(self, row: PlaceRow) -> str:
        """Where treebeard would put one more child."""
        above = self._paths.get(row.parent, "")
        self._steps[above] += 1
        step = Node.numconv_obj().int2str(self._steps[above])
        path: str = above + step.rjust(Node.steplen, Node.alphabet[0])
        self._paths[row.code] = path
        return path


def _said(said: str | None, stored: str) -> str:
    return stored if said is None else said


def _action(stored: tuple | None, wanted: tuple) -> Action:
    if stored is None:
        return Action.NEW
    return Action.SAME if stored == wanted else Action.CHANGED
