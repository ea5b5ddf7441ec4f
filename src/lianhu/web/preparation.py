"""What has to be there before anything is served: tables, static files, in demo mode a city."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from lianhu.demo import clock as demo_clock
from lianhu.demo import seed as demo_seed
from lianhu.demo.city import DEFAULT_SCALE, DEFAULT_SEED
from lianhu.demo.levels import FIVE_LEVELS, LEVELS
from lianhu.demo.neighbours import talk
from lianhu.demo.sizes import Sizes
from lianhu.grid.models import Node
from lianhu.kernel import clock
from lianhu.knowledge import index
from lianhu.web.failure import Failed
from lianhu.web.progress import Bar

STAMP = "static-stamp"


def check() -> None:
    """Raise Failed, with what to do, if the tables or the static files are not up to date."""
    if migrations_missing():
        raise Failed("The database is not up to date. Run `lianhu prepare`.")
    if not are_static_files_there():
        raise Failed("The static files have not been collected. Run `lianhu prepare`.")


def are_static_files_there() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def make_demo_city() -> None:
    """Do what is still to be done for the demo city, and let its clock go on."""
    migrate()
    collect_static()
    if not Node.objects.exists():
        print("Making the demo city (once) …", flush=True)
        seed(DEFAULT_SCALE, DEFAULT_SEED, len(FIVE_LEVELS))
    demo_clock.resume()


def migrate() -> None:
    if not migrations_missing():
        return
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except InconsistentMigrationHistory as error:
        raise Failed(
            f"{error}\nAnother version of Lianhu made {connection.settings_dict['NAME']}. "
            "Remove it, or name another one in DATABASE_URL."
        ) from None
    if index.is_old():
        index.rebuild()


def seed(scale: float, seed: int, levels: int) -> Sizes:
    """Raises demo.seed.NotEmpty, or ValueError for a city that cannot be planned."""
    demo_clock.begin_if_new()
    with Bar("rows") as bar:
        now = clock.now()
        sizes = demo_seed.seed(scale, seed, LEVELS[levels], now=now, progress=bar.reach)
    talk(now)
    return sizes


def migrations_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static() -> None:
    """Collect unless the files are still those of the last time."""
    stamp = Path(settings.HOME) / STAMP
    now = _static_stamp()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def _static_stamp() -> str:
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            status = path.stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
