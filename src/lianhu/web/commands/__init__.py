"""The sub-commands of `lianhu`, one module each. This list is all that has to know of a new one.

Modules are imported before the settings are read, so that `--help` always works: what needs Django
is imported inside `run`, after one of the `set_up…` of `lianhu.web.environment`.
"""

from argparse import ArgumentParser, Namespace
from typing import Protocol

from lianhu.web.commands import (
    backup,
    bench,
    book,
    check_demo,
    clock,
    doctor,
    eval,
    levels,
    load,
    prepare,
    replay,
    restore,
    seed,
    serve,
    story,
    token,
    train,
    verify,
    worker,
)


class Command(Protocol):
    NAME: str
    HELP: str

    def add_arguments(self, parser: ArgumentParser) -> None: ...

    def run(self, options: Namespace) -> int:
        """Return the exit code; raise Failed with what to do."""
        ...


COMMANDS: tuple[Command, ...] = (
    serve,
    worker,
    prepare,
    doctor,
    eval,
    levels,
    load,
    book,
    token,
    train,
    seed,
    story,
    verify,
    backup,
    restore,
    clock,
    replay,
    bench,
    check_demo,
)
# Goes to Django unread: every argument after it is Django's.
DJANGO = "django"
