"""What holds for every test: which database it may skip for, and the browser."""

import gc
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests import emptying, migrated

pytest_plugins = ["tests.browser"]

ON_CI = os.environ.get("CI") == "true"

# Examples are not timed: machines differ.
hypothesis_settings.register_profile("lianhu", deadline=None)
hypothesis_settings.load_profile("lianhu")


def pytest_configure(config: pytest.Config) -> None:
    if not _is_worker(config):
        settings.STATIC_ROOT.mkdir(parents=True)


def pytest_collection_finish() -> None:
    # What was imported and collected stays to the end: to look through it for garbage again and
    # again takes a tenth of the run.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        shutil.rmtree(settings.HOME)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        migrated.copy_to(Path(test["NAME"]))
    else:
        test["TEMPLATE"] = migrated.template()
    emptying.set_up()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The file is there already. What a database server has is made and dropped."""
    return connection.vendor == "sqlite"


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _database() -> str:
    engine: str = settings.DATABASES["default"]["ENGINE"]
    return engine.rpartition(".")[2]


def _is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Browser and PostgreSQL are one half of script/test, what runs once is the other: nothing would
    # run a test that is marked with both.
    nowhere = [
        item.nodeid
        for item in items
        if item.get_closest_marker("once")
        and (item.get_closest_marker("browser") or item.get_closest_marker("postgresql"))
    ]
    assert nowhere == []
    items.sort(key=lambda item: not (item.nodeid.startswith(_LONG) or _is_slow(item)))
    other = {"sqlite3": "postgresql", "postgresql": "sqlite"}[_database()]
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"says something about {other} only"))
            item.stash[_FOR_THE_OTHER] = True


# These begin, so that at the end no worker waits long for the other.
_LONG = (
    "tests/reliability/",
    "tests/journeys/test_every_page.py",
    "tests/web/test_access.py",
    "tests/web/test_check_demo.py",
)
_FOR_THE_OTHER = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI nothing is skipped for want of a browser, a server or a program."""
    report = yield
    expected = item.stash.get(_FOR_THE_OTHER, False) or hasattr(report, "wasxfail")
    if ON_CI and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"Skipped on CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if ON_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped on CI: {report.longrepr}"
    return report
