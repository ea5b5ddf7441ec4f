from argparse import ArgumentParser, Namespace

from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "train"
HELP = "Learn from closed cases and the book which department and topic a question belongs to."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.cases.routing.services import learn
    from lianhu.kernel import clock

    made = learn(clock.now())
    if made is None:
        raise Failed("Nothing to tell apart: neither closed cases nor a book of two topics.")
    print(f"Learnt from {made.cases:,} closed cases and {made.items:,} items of the book.")
    for name, packed, accuracy in (
        ("topics", made.topics, made.topics_accuracy),
        ("departments", made.desks, made.desks_accuracy),
    ):
        if accuracy is not None:
            print(f"{name:12} {accuracy:6.1%} right when tried apart  {len(packed):>11,} bytes")
    return 0
