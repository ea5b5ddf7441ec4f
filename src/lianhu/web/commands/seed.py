from argparse import ArgumentParser, Namespace

from lianhu.demo.city import DEFAULT_SCALE, DEFAULT_SEED
from lianhu.demo.levels import FIVE_LEVELS, LEVELS
from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "seed"
HELP = "Put an invented city into an empty database."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--scale",
        type=float,
        default=DEFAULT_SCALE,
        help="1 is a whole city of 209,000 households (default: %(default)s)",
    )
    add_plan_arguments(parser)


def add_plan_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, help="another city (default: %(default)s)"
    )
    parser.add_argument(
        "--levels",
        type=int,
        choices=sorted(LEVELS),
        default=len(FIVE_LEVELS),
        help="how many levels the grid has (default: %(default)s)",
    )


def run(options: Namespace) -> int:
    environment.set_up_demo()
    from lianhu.demo.seed import NotEmpty
    from lianhu.web import preparation

    preparation.migrate()
    try:
        sizes = preparation.seed(options.scale, options.seed, options.levels)
    except (NotEmpty, ValueError) as error:
        raise Failed(str(error)) from None
    for label, figure in sizes.rows():
        print(f"{label:32} {figure}")
    return 0
