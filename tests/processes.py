"""Surroundings for the real programs that a test starts: workers, servers, commands."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

from django.db import connection

from tests import schema

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
    return schema.within(f"postgres://{database['USER']}{secret}@{host}/{database['NAME']}")


def wait_until(done: Callable[[], bool], *, within_s: float = 60) -> None:
    """Look again and again until it is done; a test that waits longer has failed."""
    give_up = monotonic() + within_s
    while not done():
        assert monotonic() < give_up, f"not done within {within_s} s"
        sleep(0.02)


def tree(root: int) -> set[int]:
    """A process and all below it that are alive."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            facts = dict(
                line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line
            )
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if not facts["State"].startswith("Z"):
            parents[int(facts["Pid"])] = int(facts["PPid"])
    found = {root} & parents.keys()
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def name_of(pid: int) -> str:
    """As ps shows it; "" if the process has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def roles_below(root: int) -> dict[str, set[int]]:
    """The processes of `lianhu serve`, which is `root`, by what they are for.

    `supervisor`, `arbiter` (gunicorn's parent), `answerer` (its children) and `worker`.
    """
    found = tree(root)
    servers = {pid for pid in found if name_of(pid) == "lianhu-web"}
    parents = {pid for pid in servers if len(tree(pid)) > 1}
    workers = {pid for pid in found if name_of(pid) == "lianhu-worker"}
    return {
        "supervisor": {root} & found,
        "arbiter": parents,
        "answerer": servers - parents,
        "worker": workers,
    }
