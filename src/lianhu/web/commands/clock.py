from argparse import ArgumentParser, Namespace

from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "clock"
HELP = "Show the demo city's clock, or move it forward."


def add_arguments(parser: ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "step",
        nargs="?",
        help="+15m, +2h, +1d, +1w, or next-day: 09:00 of the next day that desks are open",
    )
    how.add_argument("--at", metavar="TIME", help="move to this time of the city: 2026-03-17T14:00")


def run(options: Namespace) -> int:
    environment.set_up_demo()
    from lianhu.demo import clock as demo_clock
    from lianhu.kernel import clock
    from lianhu.kernel.models import DemoClock

    if not DemoClock.objects.exists():
        raise Failed("There is no demo city here yet. `lianhu serve --demo` makes one.")
    try:
        if options.at:
            demo_clock.move_to(demo_clock.read_local(options.at))
        elif options.step:
            demo_clock.move(options.step)
    except ValueError as error:
        raise Failed(f"{error}.") from None
    except demo_clock.Backwards:
        raise Failed(
            f"The city's clock shows {demo_clock.shown(clock.now())} and only goes forward: "
            "what has happened must not come to lie in the future."
        ) from None
    print(demo_clock.shown(clock.now()))
    return 0
