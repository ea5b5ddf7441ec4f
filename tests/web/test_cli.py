"""`lianhu`: help everywhere, exit codes, and reasons instead of tracebacks."""

import os
import subprocess
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django import get_version
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.db import OperationalError, ProgrammingError
from pytest_django.fixtures import Settings

from lianhu.cases.models import Case
from lianhu.privacy.jobs import seal_looks
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look
from lianhu.web import cli, environment
from lianhu.web.commands import COMMANDS, bench, serve, verify
from lianhu.web.environment import console_language
from lianhu.web.failure import Failed
from lianhu.web.metrics import SHARED_BY
from tests.cast import ask, at, make_city
from tests.processes import LIANHU


def exit_code(*arguments: str) -> int:
    try:
        return cli.main(list(arguments))
    except SystemExit as exit_:
        assert isinstance(exit_.code, int)
        return exit_.code


@pytest.mark.parametrize("command", [command.NAME for command in COMMANDS])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(command, "--help") == 0
    assert f"usage: lianhu {command}" in capsys.readouterr().out


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0

    told = capsys.readouterr().out
    for command in (*(command.NAME for command in COMMANDS), "django"):
        assert f"    {command}" in told


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["seed", "--levels", "4"], ["clock", "+1d", "--at", "now"]]
)
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(*arguments) == 2
    assert "usage: lianhu" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Failed("Do this."), 1, "lianhu: Do this."),
        (OperationalError("no such table: cases_case"), 1, "lianhu prepare"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_can_be_expected_is_told_in_a_line(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(options: Namespace) -> int:
        raise error

    monkeypatch.setattr(verify, "run", fail)

    assert exit_code("verify") == code
    assert said in capsys.readouterr().err


def test_what_cannot_be_expected_shows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(options: Namespace) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(verify, "run", fail)

    with pytest.raises(ZeroDivisionError):
        cli.main(["verify"])


def test_missing_settings_say_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def set_up() -> None:
        raise ImproperlyConfigured("Set the LIANHU_SECRET_KEY environment variable")

    monkeypatch.setattr("django.setup", set_up)

    with pytest.raises(Failed, match=r"LIANHU_SECRET_KEY[^$]*--demo"):
        environment.set_up(Namespace(demo=False))


@pytest.fixture
def no_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' settings stand; a command must not turn this process into a demo city."""
    for name in ("set_up", "set_up_demo"):
        monkeypatch.setattr(environment, name, lambda *options: None)


def django(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`lianhu django`, where no city is configured."""
    configured = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environ = os.environ.items()
    return subprocess.run(
        [*LIANHU, "django", *arguments],
        env={k: v for k, v in environ if k not in configured and not k.startswith("LIANHU_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_djangos_help_wants_no_city(arguments: list[str]) -> None:
    told = django(*arguments)
    assert (told.returncode, "migrate" in told.stdout) == (0, True), told.stderr


def test_djangos_version_wants_no_city() -> None:
    assert django("version").stdout.strip() == get_version()


@pytest.mark.parametrize("arguments", [["migrate"], ["help", "migrate"]])
def test_djangos_other_commands_say_what_to_set(arguments: list[str]) -> None:
    told = django(*arguments)
    assert (told.returncode, "docs/settings.md" in told.stderr) == (1, True)


@pytest.mark.parametrize("others", [["--settings=elsewhere"], ["--settings", "elsewhere"]])
def test_djangos_commands_take_settings_from_elsewhere(others: list[str], tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text("TIME_ZONE = 'Pacific/Chatham'\n")

    told = django("diffsettings", *others, f"--pythonpath={tmp_path}")

    assert "TIME_ZONE = 'Pacific/Chatham'" in told.stdout, told.stderr


def test_djangos_other_commands_tell_where_the_database_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def migrate(utility: ManagementUtility) -> None:
        raise ProgrammingError("syntax error at or near SELEC")

    monkeypatch.setattr(ManagementUtility, "execute", migrate)
    with pytest.raises(ProgrammingError):
        exit_code("django", "migrate")


@pytest.mark.django_db
@pytest.mark.usefixtures("no_set_up")
def test_verify_fails_on_findings(capsys: pytest.CaptureFixture[str]) -> None:
    case = ask(make_city().wu, at(9))
    assert exit_code("verify") == 0
    assert "Cases checked: 1" in capsys.readouterr().out

    Case.objects.filter(pk=case.pk).update(reopened=3)

    assert exit_code("verify") == 1
    captured = capsys.readouterr()
    assert f"{case.number}: reopened" in captured.err
    assert "Findings: 1" in captured.out


@pytest.mark.django_db
@pytest.mark.usefixtures("no_set_up")
def test_a_clock_wants_a_city(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("clock") == 1
    assert "lianhu serve --demo" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.usefixtures("no_set_up")
def test_serving_wants_static_files_and_tables(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STATIC_ROOT = tmp_path

    assert exit_code(serve.NAME, "--port", "0") == 1
    assert "lianhu prepare" in capsys.readouterr().err


def test_all_of_a_bench_counts_as_servers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """What its own process has loaded is what its servers count with."""
    counts: list[str | None] = []

    def measure(options: Namespace) -> dict[str, Any]:
        counts.append(os.environ.get(SHARED_BY))
        return {}

    monkeypatch.setattr(environment, "set_up_city_in", lambda *city: None)
    monkeypatch.setattr(bench, "_measure", measure)

    assert exit_code("bench", "pages") == 0
    [shared] = counts
    assert shared
    assert SHARED_BY not in os.environ


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_ALL": "", "LC_MESSAGES": "zh_CN"}, "zh-hans"),
        ({}, "en"),
    ],
)
def test_the_console_speaks_the_language_of_its_locale(
    environ: dict[str, str], language: str
) -> None:
    assert console_language(environ) == language


@pytest.mark.django_db
@pytest.mark.usefixtures("no_set_up")
def test_verify_fails_on_a_broken_seal(capsys: pytest.CaptureFixture[str]) -> None:
    city = make_city()
    record_look(city.shen, Look.Verb.CASE, desk=None, purpose="test", at=at(9))
    assert exit_code("verify") == 0
    assert "not sealed yet: 1" in capsys.readouterr().out
    seal_looks(at(9, 1))
    assert exit_code("verify") == 0

    Look.objects.update(purpose="another")

    assert exit_code("verify") == 1
    assert "seal" in capsys.readouterr().err
