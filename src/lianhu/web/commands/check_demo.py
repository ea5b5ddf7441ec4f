from argparse import ArgumentParser, Namespace

NAME = "check-demo"
HELP = "to be written"


def add_arguments(parser: ArgumentParser) -> None:
    pass


def run(options: Namespace) -> int:
    return 0
