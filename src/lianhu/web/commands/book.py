import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lianhu.web import environment
from lianhu.web.failure import Failed

if TYPE_CHECKING:
    from lianhu.kernel.sheets.limits import Reason
    from lianhu.knowledge.rules.lines import Block

NAME = "book"
HELP = "The how-to book: write all of it to a file, take a file in, or load the sample."
SHOWN = 100


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    export = acts.add_parser("export", help="all that is published, as .md, .xlsx or .docx")
    export.add_argument("file", type=Path)
    take = acts.add_parser("import", help="items of a .md, .xlsx or .docx, all of them or nothing")
    take.add_argument("file", type=Path)
    take.add_argument(
        "--dry-run", action="store_true", help="say what would come of it, and write nothing"
    )
    take.add_argument(
        "--publish",
        action="store_true",
        help="at once, because the departments have checked it outside; otherwise as drafts",
    )
    take.add_argument("--by", metavar="USER", help="the administrator in whose name")
    acts.add_parser("sample", help="423 items to begin with, marked as samples; for an empty book")


def run(options: Namespace) -> int:
    environment.set_up(options)
    try:
        match options.act:
            case "export":
                return _export(options.file)
            case "sample":
                return _sample()
        return _import(options)
    except OSError as error:
        raise Failed(f"{error.filename} cannot be opened: {error.strerror}") from None


def _export(path: Path) -> int:
    from lianhu.knowledge import book, sheets
    from lianhu.knowledge.rules.markdown import render

    blocks = book.blocks()
    if sheets.is_markdown(path.name):
        path.write_text(render(blocks), encoding="utf-8")
    else:
        write = sheets.write_word if sheets.is_word(path.name) else sheets.write_workbook
        with path.open("wb") as file:
            write(blocks, file)
    print(f"{path}: {len(blocks):,} items")
    return 0


def _sample() -> int:
    from lianhu.kernel import clock
    from lianhu.knowledge import book
    from lianhu.knowledge.models import Item

    if Item.objects.exists():
        raise Failed("There are items already. The sample is for an empty book.")
    count = book.take_sample(book.sample_blocks(), clock.now())
    if not count:
        raise Failed("None of the sample's areas and what-to-do's is here, so nothing was loaded.")
    print(f"{count:,} items, each marked as a sample that no office here has checked.")
    print("`lianhu train` learns from it where questions belong.")
    return 0


def _import(options: Namespace) -> int:
    from lianhu.accounts.models import User
    from lianhu.kernel import clock
    from lianhu.kernel.sheets.limits import Refused as FileRefused
    from lianhu.knowledge import book, sheets
    from lianhu.knowledge.rules.lines import MOST_MISTAKES
    from lianhu.knowledge.rules.publishing import Refused
    from lianhu.knowledge.words import REFUSALS

    by = None
    if options.by:
        by = User.objects.filter(username=options.by, is_administrator=True).first()
        if by is None:
            raise Failed(f"There is no administrator {options.by}.")
    if options.publish and by is None:
        raise Failed("--publish needs --by: somebody says that the departments have checked it.")
    path: Path = options.file
    try:
        with path.open("rb") as file:
            found = sheets.read(path.name, iter(lambda: file.read(1 << 16), b""))
    except FileRefused as error:
        raise Failed(f"{path} was not read: {_refused(error.reason, path.name)}") from None
    blocks = found.blocks
    wrong = [
        (mistake.line, " ".join(filter(None, [_both(mistake), found.begins.get(mistake.line)])))
        for mistake in found.mistakes
    ]
    wrong += _objections(blocks, publish=options.publish)
    if wrong:
        for line, why in sorted(wrong)[:SHOWN]:
            print(f"{line}: {why}", file=sys.stderr)
        if len(wrong) > SHOWN:
            print(f"… and {len(wrong) - SHOWN:,} more.", file=sys.stderr)
        if len(found.mistakes) >= MOST_MISTAKES:
            print("There may be more than these: it was read no further.", file=sys.stderr)
        print("Nothing was taken.", file=sys.stderr)
        return 1
    if options.dry_run:
        outcomes = [outcome for _block, outcome in book.compare(blocks)]
        for kind in book.Outcome:
            print(f"{kind.value:8} {outcomes.count(kind):>9,}")
        print("Nothing was written.")
        return 0
    try:
        taken = book.take(
            blocks, publish=options.publish, by=by, reason=path.name[:200], now=clock.now()
        )
    except Refused as error:
        raise Failed(f"Nothing was taken. {REFUSALS[error.code]}") from None
    print(f"new {taken.new:,}  changed {taken.changed:,}  same {taken.same:,}")
    print(
        "Published." if options.publish else "Drafts, waiting for the desks that answer for them."
    )
    return 0


def _objections(blocks: "list[Block]", *, publish: bool) -> list[tuple[int, str]]:
    from lianhu.kernel import clock
    from lianhu.knowledge import book

    found = book.check(blocks)
    if publish:
        found += book.check_publishable(blocks, clock.now().date())
    return [(objection.block.line, _both(objection)) for objection in found]


def _refused(reason: "Reason", name: str) -> str:
    from django.utils import translation

    from lianhu.knowledge.words import refused

    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(refused(reason, name))
    return " ".join(said)


def _both(what: object) -> str:
    """In Chinese and English: who reads a console reads either."""
    from django.utils import translation

    from lianhu.knowledge.book import Objection
    from lianhu.knowledge.rules.lines import Mistake
    from lianhu.knowledge.words import field, objected, told

    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            if isinstance(what, Objection):
                name, why = objected(what)
            else:
                assert isinstance(what, Mistake)
                name, why = field(what.field), told(what)
            said.append(f"{name}: {why}" if name else why)
    return " / ".join(said)
