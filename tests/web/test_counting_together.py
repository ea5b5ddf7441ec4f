"""The processes of one `lianhu serve` count together, whatever others do beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lianhu.web import metrics

OURS = f"lianhu-{os.getuid()}-"


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(metrics, "_MEMORY", tmp_path)
    return tmp_path


def a_folder(memory: Path, owner: str) -> Path:
    folder = memory / f"{OURS}{owner}"
    folder.mkdir()
    (folder / "counter_1.db").touch()
    return folder


def test_they_begin_from_nothing_and_leave_nothing(memory: Path) -> None:
    old = a_folder(memory, str(os.getpid()))
    with metrics.shared():
        assert os.environ[metrics.SHARED_BY] == str(old)
        assert list(old.iterdir()) == []
    assert list(memory.iterdir()) == []
    assert metrics.SHARED_BY not in os.environ


def test_what_others_count_stays_and_what_the_dead_left_goes(memory: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead, alive = a_folder(memory, str(ended.pid)), a_folder(memory, str(os.getppid()))
    foreign = a_folder(memory, "elsewhere")
    with metrics.shared():
        assert not dead.exists()
        assert [*alive.iterdir(), *foreign.iterdir()]
    assert [*alive.iterdir(), *foreign.iterdir()]


def test_without_such_a_place_each_counts_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "_MEMORY", tmp_path / "nowhere")
    with metrics.shared():
        assert metrics.SHARED_BY not in os.environ


# By itself: counts are shared, or not, from the import on.
_COUNTS_TOO_LATE = """
import shutil
import django
from lianhu.web import metrics

django.setup()
with metrics.shared():
    shutil.rmtree(metrics.os.environ[metrics.SHARED_BY])
    metrics.answered("GET", "ask", 200, 0.1)
    metrics.worked("deliver", "done")
"""


def test_where_the_folder_has_gone_people_are_answered_and_work_is_done() -> None:
    """As in a process that outlives its supervisor by the request that it has in hand."""
    command = [sys.executable, "-c", _COUNTS_TOO_LATE]
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "lianhu.web.settings"}
    ended = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
