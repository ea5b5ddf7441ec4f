import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "bench"
HELP = "Measure, in a throw-away city of full size; prints one JSON object."
BENCHES = ("deadlines", "load", "pages", "queue", "random", "serve", "verify")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="(default: sqlite)"
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size of the city (default: %(default)s)"
    )
    parser.add_argument(
        "--cases", type=int, default=20_000, help="open cases in it (default: %(default)s)"
    )
    parser.add_argument(
        "--runs", type=int, help="how often each page is read (default: 20, for queue 100)"
    )
    parser.add_argument(
        "--events",
        type=int,
        default=1_000_000,
        help="events that verify goes through (default: %(default)s)",
    )
    parser.add_argument(
        "--commands",
        type=int,
        default=10_000,
        help="random commands that are carried out (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="which random commands (default: %(default)s)"
    )
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=(1_000, 10_000, 100_000, 1_000_000),
        help="how many cases there are for queue, each time (default: 1000,10000,100000,1000000)",
    )
    parser.add_argument(
        "--stages",
        type=int,
        default=10_000,
        help="stages that fall due in one minute (default: %(default)s)",
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=10.0,
        help="how long serve is read from (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(options: Namespace) -> int:
    from lianhu.kernel import postgres

    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianhu-bench-")))
        url = ""
        if options.database == "postgresql":
            try:
                url = stack.enter_context(postgres.database_url(bench=True))
            except postgres.NoServer as error:
                raise Failed(str(error)) from None
        environment.set_up_city_in(home, url)
        result = _measure(options)
    print(json.dumps({"database": options.database, **result}, indent=1))
    return 0


def _measure(options: Namespace) -> dict[str, Any]:
    from lianhu.demo.bench import deadlines, load, pages, play, queue, serve, verify

    if options.name == "deadlines":
        return deadlines.measure(scale=options.scale, stages=options.stages, progress=_say)
    if options.name == "load":
        return load.measure(scale=options.scale, progress=_say)
    if options.name == "queue":
        return queue.measure(
            scale=options.scale, sizes=options.sizes, runs=options.runs or 100, progress=_say
        )
    if options.name == "random":
        return play.measure(
            scale=options.scale, commands=options.commands, seed=options.seed, progress=_say
        )
    if options.name == "serve":
        return serve.measure(scale=options.scale, minutes=options.minutes, progress=_say)
    if options.name == "verify":
        return verify.measure(scale=options.scale, events=options.events, progress=_say)
    return pages.measure(
        scale=options.scale, cases=options.cases, runs=options.runs or 20, progress=_say
    )


def _sizes(text: str) -> tuple[int, ...]:
    """For instance 1000,10000: ascending, and at least 20."""
    found = tuple(map(int, text.split(",")))
    if list(found) != sorted(set(found)) or found[0] < 20:
        raise ValueError(text)
    return found


def _say(step: str) -> None:
    print(step, file=sys.stderr, flush=True)
