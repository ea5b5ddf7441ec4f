import os
from argparse import ArgumentParser, Namespace
from socket import socket
from typing import TYPE_CHECKING

from lianhu.web import environment
from lianhu.web.commands import worker
from lianhu.web.failure import Failed

if TYPE_CHECKING:
    from lianhu.web.supervisor import Program

NAME = "serve"
HELP = "Serve the pages and run a worker. Ctrl-C stops everything."

PORT = 8000
LOOPBACK = "127.0.0.1"


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    parser.add_argument("--host", default=LOOPBACK, help="address to bind (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=PORT, help="0 takes a free one (default: %(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="processes that answer (default: %(default)s)"
    )
    parser.add_argument(
        "--threads", type=int, default=4, help="threads in each of them (default: %(default)s)"
    )
    parser.add_argument(
        "--allow-remote-demo",
        action="store_true",
        help="let other machines reach a demo city, whose passwords everybody knows",
    )


def run(options: Namespace) -> int:
    if options.allow_remote_demo:
        os.environ.setdefault("LIANHU_HOSTS", "*")
    environment.set_up(options)
    from django.conf import settings
    from django.db import connections

    from lianhu.web import listening, metrics, preparation
    from lianhu.web.supervisor import supervise
    from lianhu.web.welcome import welcome

    if settings.DEMO and not options.allow_remote_demo and not listening.is_loopback(options.host):
        raise Failed(
            f"{options.host} lets other machines in, and the passwords of a demo city are known to "
            f"everybody. Use --host {LOOPBACK}, or say --allow-remote-demo if you mean it."
        )
    with listening.listen(options.host, options.port) as listener, metrics.shared():
        if settings.DEMO:
            preparation.make_demo_city()
        else:
            preparation.check()
        connections.close_all()
        address = listening.address_of(listener)
        supervise(
            {"web server": web_server(listener, options), "worker": _worker(listener)},
            ready=lambda: listening.answers(address),
            when_ready=lambda: welcome(address),
        )
    return 0


def web_server(listener: socket, options: Namespace) -> "Program":
    """What answers at this address."""

    def answer(lifeline: int) -> None:
        from lianhu.web.server import Server

        Server(listener.fileno(), lifeline, workers=options.workers, threads=options.threads).run()

    return answer


def _worker(listener: socket) -> "Program":
    def work(lifeline: int) -> None:
        listener.close()
        worker.work(lifeline)

    return work
