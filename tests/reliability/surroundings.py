"""The environment of the real programs that these tests start."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Whatever becomes of the tests, what they started goes with them.
DIES_WITH_US = ["setpriv", "--pdeathsig", "KILL"]


def surroundings(home: Path, url: str, **more: str) -> dict[str, str]:
    """Of a city in `home` on the database at `url`, with the keys that this process has too."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    named = {
        "LIANHU_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "lianhu.web.settings",
        "PYTHONPATH": path,
    }
    return os.environ | named | more
