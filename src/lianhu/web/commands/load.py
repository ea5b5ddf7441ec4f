import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lianhu.web import environment
from lianhu.web.failure import Failed
from lianhu.web.progress import Bar

if TYPE_CHECKING:
    from lianhu.grid.loading.console import Outcome

NAME = "load"
HELP = "Load a list of places, people or households: all of it, or nothing."
KINDS = ("grid", "people", "households")
SHOWN = 100


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, help="what is in the list")
    parser.add_argument("file", type=Path, nargs="?", help="a workbook (.xlsx) or a .csv")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would come of it, and write nothing"
    )
    parser.add_argument(
        "--marked",
        type=Path,
        metavar="FILE",
        help="where to write the list with its wrong cells in red, if there are any",
    )
    parser.add_argument(
        "--template", type=Path, metavar="FILE", help="write an empty list to be filled in"
    )
    parser.add_argument(
        "--by", metavar="USER", help="the administrator whom the list of changes is to name"
    )
    environment.add_demo_argument(parser)


def run(options: Namespace) -> int:
    if (options.file is None) == (options.template is None):
        raise Failed("Name the file to load, or with --template the one to write.")
    environment.set_up(options)
    from django.db import IntegrityError

    from lianhu.grid.loading import reasons
    from lianhu.kernel.sheets.limits import Refused

    if options.template:
        return _write_template(options)
    try:
        return _load(options)
    except Refused as refused:
        raise Failed(
            f"{options.file} was not read: {reasons.refusal_in_both(refused.reason)}"
        ) from None
    except OSError as error:
        raise Failed(f"{error.filename} cannot be opened: {error.strerror}") from None
    except IntegrityError:
        raise Failed(
            "Somebody wrote the same at the same moment. Nothing was loaded; run it again."
        ) from None


def _write_template(options: Namespace) -> int:
    from lianhu.grid.loading import workbooks
    from lianhu.grid.loading.rules.columns import Kind

    try:
        with options.template.open("wb") as file:
            workbooks.write_template(Kind(options.kind), file)
    except OSError as error:
        raise Failed(f"{options.template} cannot be written: {error.strerror}") from None
    print(options.template)
    return 0


def _load(options: Namespace) -> int:
    from lianhu.accounts.models import User
    from lianhu.grid.loading import console, workbooks
    from lianhu.grid.loading.rules.columns import Kind
    from lianhu.kernel import clock
    from lianhu.steward.services import note_load

    kind = Kind(options.kind)
    by = None
    if options.by:
        by = User.objects.filter(username=options.by, is_administrator=True).first()
        if by is None:
            raise Failed(f"There is no administrator {options.by}.")
    with Bar("rows") as bar:
        if options.dry_run:
            outcome = console.try_out(kind, options.file, clock.now(), bar.reach)
        else:
            outcome = console.load(
                kind, options.file, by=by, now=clock.now(), note=note_load, progress=bar.reach
            )
    for action, count in outcome.tally.counts.items():
        print(f"{action:8} {count:>9,}")
    if not outcome.problems:
        print("Nothing was written." if options.dry_run else "Loaded.")
        return 0
    _complain(outcome)
    if options.marked:
        with options.marked.open("wb") as file:
            rows = console.marked(options.file, outcome)
            workbooks.write_marked(kind, outcome.header, rows, file)
        print(f"{options.marked} has the list with its wrong cells in red.")
    return 1


def _complain(outcome: "Outcome") -> None:
    from lianhu.grid.loading import reasons, workbooks

    for row, problems in list(outcome.problems.items())[:SHOWN]:
        for at, fault, about in problems:
            why = reasons.both(str(fault), str(about))
            print(f"{workbooks.cell(row, int(at))}: {why}", file=sys.stderr)
    if len(outcome.problems) > SHOWN:
        more = len(outcome.problems) - SHOWN
        print(f"… and {more:,} more rows. --marked FILE shows all of them.", file=sys.stderr)
    print("Nothing was loaded.", file=sys.stderr)
