import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "eval"
HELP = "Evaluate on files of rows that were put by for it; prints one JSON object."


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`measure` imports what it needs inside, as commands do; it raises BadRows."""

    help: str
    add_arguments: Callable[[ArgumentParser], None]
    measure: Callable[[Namespace], dict[str, Any]]


def add_arguments(parser: ArgumentParser) -> None:
    names = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    for name, evaluation in EVALUATIONS.items():
        one = names.add_parser(name, help=evaluation.help, description=evaluation.help)
        evaluation.add_arguments(one)
        one.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(options: Namespace) -> int:
    from lianhu.demo.evaluation.rows import BadRows

    try:
        result = EVALUATIONS[options.name].measure(options)
    except BadRows as error:
        raise Failed(str(error)) from None
    print(json.dumps({"eval": options.name, **result}, indent=1))
    return 0


def files(text: str) -> list[Path]:
    """For instance a.jsonl,b.jsonl.gz"""
    return [Path(name) for name in text.split(",") if name]


def say(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


def _add_search(parser: ArgumentParser) -> None:
    among = parser.add_mutually_exclusive_group(required=True)
    among.add_argument("--book", action="store_true", help="among the items of the sample book")
    among.add_argument(
        "--docs", type=files, metavar="F[,F…]", help="among the texts of the rows of these files"
    )
    parser.add_argument(
        "--queries", type=Path, metavar="F", required=True, help="rows that ask, a question each"
    )
    parser.add_argument(
        "--query-field", default="question", help="which of them asks (default: %(default)s)"
    )
    parser.add_argument(
        "--doc-field",
        default="answer",
        help="which of a row of --docs is its text (default: %(default)s)",
    )


def _search(options: Namespace) -> dict[str, Any]:
    if options.book:
        with tempfile.TemporaryDirectory(prefix="lianhu-eval-") as home:
            environment.set_up_city_in(Path(home))
            from lianhu.demo.evaluation import search

            return search.of_book(options.queries, progress=say)
    from lianhu.demo.evaluation import search

    return search.of_documents(
        options.docs,
        options.queries,
        query_field=options.query_field,
        doc_field=options.doc_field,
        progress=say,
    )


def _add_duplicates(parser: ArgumentParser) -> None:
    parser.add_argument("--tune", type=Path, metavar="F", required=True, help="rows to learn from")
    parser.add_argument("--test", type=Path, metavar="F", required=True, help="rows to ask about")


def _duplicates(options: Namespace) -> dict[str, Any]:
    from lianhu.demo.evaluation import duplicates

    return duplicates.evaluate(options.tune, options.test, progress=say)


def _add_routing(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--train", type=files, metavar="F[,F…]", required=True, help="rows to learn from"
    )
    parser.add_argument("--test", type=Path, metavar="F", required=True, help="rows to ask about")
    parser.add_argument(
        "--text", type=_names, required=True, help="fields of the text, a title first"
    )
    parser.add_argument("--label", required=True, help="the field of the class")
    parser.add_argument(
        "--beside",
        type=_names,
        default=["answer", "keywords", "dept", "bureau"],
        help="fields that rows to learn from may have besides (default: answer,keywords and how"
        " a department and its bureau are called: dept,bureau)",
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


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def _routing(options: Namespace) -> dict[str, Any]:
    from lianhu.demo.evaluation.routing import Task, evaluate

    task = Task(options.text, options.label, options.beside, options.min_rows, options.precision)
    return evaluate(options.train, options.test, task, folds=options.folds)


def _add_hints(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--queries",
        type=Path,
        metavar="F",
        required=True,
        help="rows with a question and the title of the item of the sample book it is about",
    )


def _hints(options: Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="lianhu-eval-") as home:
        environment.set_up_city_in(Path(home))
        from lianhu.demo.evaluation import hints

        return hints.of_book(options.queries, progress=say)


EVALUATIONS: Mapping[str, Evaluation] = {
    "routing": Evaluation("How well it is told where a text belongs.", _add_routing, _routing),
    "hints": Evaluation(
        "How well a city that has only the sample book is told where a question belongs.",
        _add_hints,
        _hints,
    ),
    "search": Evaluation("How well the search finds what is asked for.", _add_search, _search),
    "duplicates": Evaluation(
        "How well questions about one matter are told from others.", _add_duplicates, _duplicates
    ),
}
