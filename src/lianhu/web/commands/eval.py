import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from lianhu.web.failure import Failed

NAME = "eval"
HELP = "Measure how well it works on files of rows; prints one JSON object. See docs/quality.md."


def add_arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", metavar="PART", required=True)
    for name, (help_text, add, _run) in PARTS.items():
        sub = parts.add_parser(name, help=help_text, description=help_text)
        sub.add_argument("--json", action="store_true", help="as one line; otherwise spread out")
        add(sub)


def run(options: Namespace) -> int:
    _help, _add, measure = PARTS[options.part]
    try:
        found = measure(options)
    except OSError as error:
        raise Failed(f"{error.filename} cannot be opened: {error.strerror}") from None
    print(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2))
    return 0


def _paths(value: str) -> list[Path]:
    return [Path(one) for one in value.split(",") if one]


def _names(value: str) -> list[str]:
    return [one for one in value.split(",") if one]


def _add_routing(parser: ArgumentParser) -> None:
    parser.add_argument("--train", type=_paths, required=True, metavar="F[,F…]")
    parser.add_argument("--test", type=Path, required=True, metavar="F")
    parser.add_argument(
        "--text", type=_names, required=True, help="fields of the text, a title first"
    )
    parser.add_argument("--label", required=True, help="the field of the class")
    parser.add_argument(
        "--beside",
        type=_names,
        default=["answer", "keywords"],
        help="fields that rows to learn from may have besides (default: answer,keywords)",
    )
    parser.add_argument(
        "--min-rows", type=int, default=0, help="to learn from; rarer classes are left out"
    )
    parser.add_argument(
        "--precision", type=float, default=0.985, help="of what goes by itself (%(default)s)"
    )
    parser.add_argument(
        "--folds", type=int, default=0, help="where --train has the rows of --test: split them"
    )


def _routing(options: Namespace) -> dict[str, Any]:
    from lianhu.demo.evaluation.routing import Task, Unusable, evaluate

    task = Task(options.text, options.label, options.beside, options.min_rows, options.precision)
    try:
        return evaluate(options.train, options.test, task, folds=options.folds)
    except Unusable as unusable:
        raise Failed(str(unusable)) from None


PARTS = {
    "routing": ("which class a text belongs to", _add_routing, _routing),
}
