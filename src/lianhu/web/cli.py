"""The `lianhu` command."""

import argparse
import sys
from collections.abc import Collection, Sequence
from contextlib import nullcontext, suppress

from lianhu import __version__
from lianhu.web.commands import COMMANDS, DJANGO
from lianhu.web.environment import read_settings
from lianhu.web.failure import Failed, reason_of

OK, FAILED, INTERRUPTED = 0, 1, 130
# What Django tells where no city is configured.
_TOLD_ANYWAY: Collection[list[str]] = ([], ["help"], ["--help"], ["-h"], ["version"], ["--version"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a sub-command and return its exit code: 0 done, 1 failed with a reason, 2 usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == [DJANGO]:
            return _django(given[1:])
        options = _parser().parse_args(given)
        code: int = options.run(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Failed as failed:
        return _complain(str(failed))
    except Exception as error:
        # Of Django's commands one wants to know where in a migration or a script it happened.
        reason = None if given[:1] == [DJANGO] else reason_of(error)
        if reason is None:
            raise
        return _complain(reason)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lianhu",
        description="Every question climbs the grid until somebody answers it.",
        epilog="Exit codes: 0 done, 1 failed (it says why), 2 wrong usage. "
        "lianhu COMMAND --help tells more.",
    )
    parser.add_argument("--version", action="version", version=f"lianhu {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        sub = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    commands.add_parser(DJANGO, help="Django's own commands, such as migrate and createsuperuser")
    return parser


def _django(arguments: list[str]) -> int:
    from django.core.management import ManagementUtility, handle_default_options

    # Which settings these are; Django itself looks when they have been read.
    parser = argparse.ArgumentParser(f"lianhu {DJANGO}", add_help=False, allow_abbrev=False)
    parser.add_argument("--settings")
    parser.add_argument("--pythonpath")
    options, others = parser.parse_known_args(arguments)
    handle_default_options(options)
    with suppress(Failed) if others in _TOLD_ANYWAY else nullcontext():
        read_settings()
    ManagementUtility([f"lianhu {DJANGO}", *arguments]).execute()
    return OK


def _complain(reason: str) -> int:
    print(f"lianhu: {reason}", file=sys.stderr)
    return FAILED
