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
BENCHES = ("lifecycle", "load", "pages", "random", "verify")


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
        "--runs", type=int, default=20, help="how often each page is read (default: %(default)s)"
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
        "--lifecycles",
        type=int,
        default=400,
        help="questions from asked to settled, for each figure (default: %(default)s)",
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
    from lianhu.demo.bench import lifecycle, load, pages, play, verify

    scale, events = options.scale or 1.0, options.events or 1_000_000
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
    if options.name == "random":
        return play.measure(
            scale=scale, commands=options.commands, seed=options.seed, progress=_say
        )
    if options.name == "verify":
        return verify.measure(scale=scale, events=events, progress=_say)
    return pages.measure(scale=scale, cases=options.cases, runs=options.runs, progress=_say)


@contextmanager
def _web_server() -> Iterator["Server"]:
    """As `lianhu serve` runs it by default, without a worker beside it."""
    from django.db import connections

    from lianhu.demo.bench.lifecycle import Server
    from lianhu.web import listening, metrics
    from lianhu.web.commands import serve
    from lianhu.web.supervisor import Supervisor

    usual = ArgumentParser()
    serve.add_arguments(usual)
    options = usual.parse_args([])
    with listening.listen(options.host, 0) as listener:
        address = listening.address_of(listener)
        connections.close_all()
        metrics.share()
        supervisor = Supervisor()
        try:
            process = supervisor.start(
                "web server", serve.web_server(listener, options), keep=[listener.fileno()]
            )
            supervisor.wait_until(lambda: listening.answers(address))
            yield Server(address.host, address.port, process)
        finally:
            supervisor.end_all()
            metrics.unshare()


def _say(step: str) -> None:
    print(step, file=sys.stderr, flush=True)
