import argparse
from argparse import ArgumentParser, Namespace

from lianhu.web import environment

NAME = "worker"
HELP = "Do what falls due: move overdue cases, send what is queued. Several may run."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    # For a bench that starts workers: a pipe; see lianhu.web.lifeline.
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)


def run(options: Namespace) -> int:
    environment.set_up(options)
    work(options.lifeline)
    return 0


def work(lifeline: int | None) -> None:
    from lianhu.web.lifeline import StopRequest, watch
    from lianhu.web.registries import JOBS
    from lianhu.web.worker import Worker

    worker = Worker(JOBS, StopRequest())
    if lifeline is not None:
        watch(lifeline)
    worker.run()
