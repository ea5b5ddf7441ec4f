import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from lianhu.web import environment
from lianhu.web.commands.seed import add_plan_arguments

NAME = "story"
HELP = "Play the reference story in a small city made for it, and tell it from the stored events."

SCALE = 0.0001  # the story's chain, a neighbour for each of its places, and every department


def add_arguments(parser: ArgumentParser) -> None:
    add_plan_arguments(parser)
    parser.add_argument(
        "--nobody-acts", action="store_true", help="show it climbing on its own to an alert"
    )
    parser.add_argument(
        "--language",
        choices=environment.LANGUAGES,
        help="of the telling and of what people write (default: the console's)",
    )


def run(options: Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="lianhu-story-") as folder:
        environment.set_up_city_in(Path(folder))
        from django.db import connections
        from django.utils import translation

        from lianhu.demo import clock as demo_clock
        from lianhu.demo import story
        from lianhu.demo.telling import tell
        from lianhu.web import preparation

        if options.language:
            translation.activate(options.language)
        preparation.migrate()
        preparation.seed(SCALE, options.seed, options.levels)
        play = story.leave_alone if options.nobody_acts else story.play
        print("\n".join(tell(play(demo_clock.first_morning()))))
        connections.close_all()
    return 0
