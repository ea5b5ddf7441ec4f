"""The `lianhu` command."""

import argparse
import sys
from collections.abc import Sequence

from lianhu import __version__
from lianhu.web.commands import COMMANDS, DJANGO
from lianhu.web.environment import read_settings
from lianhu.web.failure import Failed

OK, FAILED, INTERRUPTED = 0, 1, 130


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
    except Failed as failure:
        return _complain(str(failure))
    except Exception as error:
        reason = _database_reason(error)
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
    from django.core.management import ManagementUtility

    read_settings()
    ManagementUtility([f"lianhu {DJANGO}", *arguments]).execute()
    return OK


def _database_reason(error: Exception) -> str | None:
    """What to do about a database that is not there, or not made yet; None for other errors."""
    from django.db import OperationalError, ProgrammingError

    if not isinstance(error, OperationalError | ProgrammingError):
        return None
    return (
        f"The database says: {str(error).strip()}\n"
        "Check DATABASE_URL. `lianhu prepare` makes or updates its tables; "
        "`lianhu serve --demo` makes a demo city."
    )


def _complain(reason: str) -> int:
    print(f"lianhu: {reason}", file=sys.stderr)
    return FAILED
