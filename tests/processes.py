"""Surroundings for the real programs that a test starts: workers, servers, commands."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from django.db import connection

LIANHU = [sys.executable, "-m", "lianhu"]


def environment(**more: str) -> dict[str, str]:
    """The environment in which `lianhu …` works on this test's database.

    Only for tests that commit (transaction=True, TransactionTestCase): another process sees
    nothing else.
    """
    return (
        os.environ
        | {"DATABASE_URL": _url(), "DJANGO_SETTINGS_MODULE": "lianhu.web.settings"}
        | more
    )


def _url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(database['NAME']).resolve()}"
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    host = f"{database['HOST']}:{database['PORT'] or 5432}"
    return f"postgres://{database['USER']}{secret}@{host}/{database['NAME']}"


def wait_until(done: Callable[[], bool], *, within_s: float = 60) -> None:
    """Look again and again until it is done; a test that waits longer has failed."""
    give_up = monotonic() + within_s
    while not done():
        assert monotonic() < give_up, f"not done within {within_s} s"
        sleep(0.02)
