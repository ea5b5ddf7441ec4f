import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from lianhu.web import environment
from lianhu.web.failure import Failed
from lianhu.web.progress import Bar

NAME = "replay"
HELP = "Ask a file of real messages in the demo city and see every one of them to its end."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        help="JSON Lines (.gz too) with title, body, time and, if known, the reply given",
    )
    parser.add_argument(
        "--days",
        type=int,
        default=30,
        help="spread the file's dates over so many days (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="how chance falls (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: Namespace) -> int:
    environment.set_up_demo()
    from lianhu.demo import clock as demo_clock
    from lianhu.demo.messages import BadFile, read
    from lianhu.demo.replay import replay
    from lianhu.grid.models import Stay
    from lianhu.kernel import clock
    from lianhu.web import preparation

    if options.days < 1:
        raise Failed("--days must be 1 or more.")
    try:
        messages = read(options.file)
    except OSError as error:
        raise Failed(f"{options.file} cannot be opened: {error.strerror}") from None
    except BadFile as error:
        raise Failed(f"Nothing was asked. {options.file}:\n{error}") from None
    preparation.migrate()
    if not Stay.objects.open().exists():
        raise Failed("There is no city to ask in. Make one first: lianhu seed")
    with Bar("messages", len(messages)) as bar:
        report, end = replay(
            messages,
            seed=options.seed,
            start=clock.now(),
            days=options.days,
            progress=bar.reach,
        )
    demo_clock.move_to(max(end, clock.now()))
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        for line in report.lines():
            print(line)
    for finding in report.findings:
        print(finding, file=sys.stderr)
    return 1 if report.open_at_end or report.findings else 0
