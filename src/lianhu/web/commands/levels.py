from argparse import ArgumentParser, Namespace

from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "levels"
HELP = "Make the levels of a new city's grid; their names and minutes are changed on a page."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    parser.add_argument("count", type=int, choices=(3, 5, 7), help="from the city to the beat")


def run(options: Namespace) -> int:
    environment.set_up(options)
    from django.db import transaction

    from lianhu.demo.levels import LEVELS
    from lianhu.grid.models import Level

    with transaction.atomic():
        if Level.objects.exists():
            raise Failed("There are levels already. They are changed under Setting up.")
        for depth, spec in enumerate(LEVELS[options.count], 1):
            Level.objects.create(
                depth=depth,
                code=spec.code,
                name=spec.name.zh,
                name_en=spec.name.en,
                minutes=spec.minutes,
                is_beat=depth == options.count,
            )
            print(f"{depth}  {spec.name.zh}  {spec.name.en}")
    return 0
