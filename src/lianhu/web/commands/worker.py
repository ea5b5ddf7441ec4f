import argparse
from argparse import ArgumentParser, Namespace

from lianhu.web import environment

NAME = "worker"
HELP = "Do what falls due: move overdue cases, send what is queued. Several may run."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    # The supervisor's pipe; see lianhu.web.lifeline.
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.web import lifeline
    from lianhu.web.registries import JOBS
    from lianhu.web.worker import Worker

    worker = Worker(JOBS, lifeline.StopRequest())
    if options.lifeline is not None:
        lifeline.watch(options.lifeline)
    worker.run()
    return 0
