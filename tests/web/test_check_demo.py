"""`script/demo --check`, as a newcomer runs it: everything is real."""

import os
import subprocess

import pytest

from tests.processes import LIANHU

pytestmark = pytest.mark.sqlite  # it brings its own database


def test_it_passes_in_any_time_zone_whatever_is_configured_here() -> None:
    environment = os.environ | {
        "TZ": "America/St_Johns",
        "LIANHU_TIME_ZONE": "Europe/London",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
    }

    checked = subprocess.run(
        [*LIANHU, "check-demo"], env=environment, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.endswith("All is well.\n")
    assert "Findings: 0" in checked.stdout
