from argparse import ArgumentParser, Namespace

from lianhu.web import environment

NAME = "prepare"
HELP = "Bring tables and static files to this version; before `serve`, after every update."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.web import preparation

    preparation.migrate()
    preparation.collect_static()
    return 0
