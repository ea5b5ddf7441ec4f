import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianhu.web import environment
from lianhu.web.failure import Failed

if TYPE_CHECKING:
    from lianhu.demo.bench.lifecycle import Server

NAME = "bench"
HELP = "Measure, in a throw-away city of full size; prints one JSON object."
BENCHES = (
    "book",
    "deadlines",
    "lifecycle",
    "load",
    "notices",
    "pages",
    "queue",
    "quiet",
    "random",
    "serve",
    "verify",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="(default: sqlite)"
    )
    parser.add_argument(
        "--scale", type=float, help="size of the city (default: 1; of lifecycle 0.05)"
    )
    parser.add_argument(
        "--cases", type=int, default=20_000, help="open cases in it (default: %(default)s)"
    )
    parser.add_argument(
        "--runs",
        type=int,
        help="how often each page is read (default: 20, for queue 100); questions of book (400)",
    )
    parser.add_argument(
        "--months", type=int, default=5, help="that quiet lives through (default: %(default)s)"
    )
    parser.add_argument(
        "--looks",
        type=int,
        default=6,
        help="how often a day somebody looks in quiet, at random (default: %(default)s)",
    )
    parser.add_argument(
        "--events",
        type=int,
        help="events that there are (default: of verify 1,000,000, of lifecycle 20,000)",
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
        help="how long serve is read from (default: 10), and the feed of notices (default: 3)",
    )
    parser.add_argument(
        "--lifecycles",
        type=int,
        default=400,
        help="questions from asked to settled, for each figure (default: %(default)s)",
    )
    parser.add_argument(
        "--items", type=int, default=50_000, help="items of the book (default: %(default)s)"
    )
    parser.add_argument(
        "--answers", type=int, default=800, help="to a notice (default: %(default)s)"
    )
    parser.add_argument(
        "--readers",
        type=int,
        default=500,
        help="who have the feed of a group open in notices (default: %(default)s)",
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
        from lianhu.web import metrics

        # Throughout: who has counted alone in this process is forked into servers that do too.
        stack.enter_context(metrics.shared())
        result = _measure(options)
    print(json.dumps({"database": options.database, **result}, indent=1))
    return 0


def _measure(options: Namespace) -> dict[str, Any]:
    from lianhu.demo.bench import (
        book,
        deadlines,
        lifecycle,
        load,
        notices,
        pages,
        play,
        queue,
        quiet,
        serve,
        verify,
    )

    scale, events = options.scale or 1.0, options.events or 1_000_000
    if options.name == "book":
        return book.measure(items=options.items, runs=options.runs or 400, progress=_say)
    if options.name == "deadlines":
        return deadlines.measure(scale=scale, stages=options.stages, progress=_say)
    if options.name == "lifecycle":
        return lifecycle.measure(
            scale=options.scale or 0.05,
            events=options.events or 20_000,
            lifecycles=options.lifecycles,
            serve=_web_server,
            progress=_say,
        )
    if options.name == "load":
        return load.measure(scale=scale, progress=_say)
    if options.name == "notices":
        return notices.measure(
            scale=scale,
            runs=options.runs or 20,
            answers=options.answers,
            readers=options.readers,
            minutes=options.minutes or 3.0,
            serve=_web_server,
            progress=_say,
        )
    if options.name == "queue":
        runs = options.runs or 100
        return queue.measure(scale=scale, sizes=options.sizes, runs=runs, progress=_say)
    if options.name == "quiet":
        return quiet.measure(months=options.months, looks=options.looks, progress=_say)
    if options.name == "random":
        return play.measure(
            scale=scale, commands=options.commands, seed=options.seed, progress=_say
        )
    if options.name == "serve":
        return serve.measure(scale=scale, minutes=options.minutes or 10.0, progress=_say)
    if options.name == "verify":
        return verify.measure(scale=scale, events=events, progress=_say)
    runs = options.runs or 20
    return pages.measure(scale=scale, cases=options.cases, runs=runs, progress=_say)


def _sizes(text: str) -> tuple[int, ...]:
    """For instance 1000,10000: ascending, and at least 20."""
    found = tuple(map(int, text.split(",")))
    if list(found) != sorted(set(found)) or found[0] < 20:
        raise ValueError(text)
    return found


@contextmanager
def _web_server() -> Iterator["Server"]:
    """As `lianhu serve` runs it by default, without a worker beside it."""
    from django.db import connections

    from lianhu.demo.bench.lifecycle import Server
    from lianhu.web import listening
    from lianhu.web.commands import serve
    from lianhu.web.supervisor import Supervisor

    usual = ArgumentParser()
    serve.add_arguments(usual)
    options = usual.parse_args([])
    with listening.listen(options.host, 0) as listener:
        address = listening.address_of(listener)
        connections.close_all()
        supervisor = Supervisor()
        try:
            process = supervisor.start("web server", serve.web_server(listener, options))
            supervisor.wait_until(lambda: listening.answers(address))
            yield Server(address.host, address.port, process)
        finally:
            supervisor.end_all()


def _say(step: str) -> None:
    print(step, file=sys.stderr, flush=True)
