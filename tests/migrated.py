"""One migrated SQLite file a run, of which all others are copies: migrating an empty one takes
seconds of processor time.
"""

import fcntl
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

from tests.processes import LIANHU
from tests.reliability.surroundings import surroundings


def copy_to(path: Path) -> None:
    """Whoever wants the first one waits until it is made, the workers of a run for each other."""
    made: Path = settings.HOME / "migrated.sqlite3"
    with (settings.HOME / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = made.with_suffix(".making")
            subprocess.run(
                [*LIANHU, "django", "migrate", "--verbosity=0"],
                env=surroundings(settings.HOME, f"sqlite:///{making}"),
                check=True,
            )
            making.rename(made)
    # What a run left that was killed would be read with the new file.
    for left in ("", "-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    shutil.copyfile(made, path)
