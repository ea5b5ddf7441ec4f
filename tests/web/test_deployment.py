"""Every command, path and variable that the files for deployment name is there."""

import os
import re
import secrets
import shlex
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.core.management import get_commands

from lianhu.web.cli import _parser
from lianhu.web.commands import DJANGO
from tests.processes import LIANHU

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
UNITS = [path for path in FILES if path.suffix in (".service", ".timer")]
GUIDE = ROOT / "docs" / "deployment.md"
HOME = "/var/lib/lianhu"
PROGRAM = "/opt/lianhu/.venv/bin/lianhu"
# Of PostgreSQL's image, not ours.
OTHERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.M))


def test_every_variable_that_settings_read_is_documented_and_no_other() -> None:
    sources = [*(ROOT / "src/lianhu/web").rglob("*.py"), ROOT / "src/lianhu/kernel/postgres.py"]
    text = "\n".join(path.read_text() for path in sources)
    read = set(re.findall(r"[\"'](LIANHU_[A-Z_]+|DATABASE_URL)[\"']", text))
    # Tests of our own choose a file with it.
    assert documented() == read - {"LIANHU_TEST_SQLITE"}


@pytest.mark.parametrize("path", [*FILES, GUIDE], ids=lambda path: path.name)
def test_every_variable_that_is_named_is_documented(path: Path) -> None:
    named = set(re.findall(r"\b(?:LIANHU|POSTGRES|DATABASE)_[A-Z_]*[A-Z]\b", path.read_text()))
    assert named - documented() - OTHERS == set()


NAMED = {
    "lianhu.service": {"prepare", "serve"},
    "lianhu-worker.service": {"worker"},
    "lianhu-backup.service": {"backup"},
    "Dockerfile": {"prepare", "serve", "backup", "restore"},
    "deployment.md": {
        *("prepare", "levels", "serve", "worker", "doctor", "verify", "backup", "restore", DJANGO),
    },
}


def commands_in(text: str) -> Iterator[list[str]]:
    for line in re.findall(r"(?:[`=\s&\"]|bin/|exec )lianhu ([a-z][^`\n&|;'\"]*)", text):
        arguments = shlex.split(re.split(r"  |\$\(", line)[0])
        if arguments[0] != "with":  # "as the user lianhu with the same settings": prose
            yield arguments


@pytest.mark.parametrize("path", [*FILES, GUIDE], ids=lambda path: path.name)
def test_every_command_that_is_named_is_one(path: Path) -> None:
    if path.suffix == ".conf":
        return  # of nginx, where it is a name
    found = list(commands_in(path.read_text()))

    assert {arguments[0] for arguments in found} == NAMED.get(path.name, set())
    for arguments in found:
        if arguments[0] == DJANGO:
            assert arguments[1] in get_commands()
            continue
        if arguments in (["backup"], ["restore"]):
            arguments.append("FILE")
        assert _parser().parse_args(arguments).run


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_what_is_installed_and_writes_where_it_may(path: Path) -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text())
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
        return
    service = unit["Service"]
    assert service["EnvironmentFile"] == "/etc/lianhu.env"
    assert service["User"] == "lianhu"
    assert PROGRAM in service["ExecStart"]
    assert HOME in service["ReadWritePaths"].split()
    for written in re.findall(r"(/var/\S+)/lianhu-\$", service["ExecStart"]):
        assert written in service["ReadWritePaths"].split()


def test_the_example_of_settings_names_each_once_and_the_same_home() -> None:
    lines = (DEPLOY / "lianhu.env.example").read_text().splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert len(names) == len(set(names))
    assert f"LIANHU_HOME={HOME}" in lines


def test_django_finds_nothing_to_say_of_these_settings(tmp_path: Path) -> None:
    lines = (DEPLOY / "lianhu.env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    given |= {
        "LIANHU_SECRET_KEY": secrets.token_urlsafe(48),
        "LIANHU_FIELD_KEYS": f"k1:{b64encode(secrets.token_bytes(32)).decode()}",
        "LIANHU_HOME": str(tmp_path),
    }
    check = ["django", "check", "--deploy", "--fail-level", "WARNING"]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH")}

    run = subprocess.run(
        [*LIANHU, *check], env=kept | given, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    # All but being preloaded by browsers.
    assert "no issues (1 silenced)" in run.stdout


def test_what_is_copied_and_run_is_in_the_repository() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    for sources in re.findall(r"^COPY (.+) \S+$", dockerfile, re.M):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    for path in re.findall(r"(?:deploy|script|docs|requirements)/[\w.-]+\w", GUIDE.read_text()):
        assert (ROOT / path).exists() or path == "deploy/lianhu.env", path
    assert "requirements/requirements.txt" in dockerfile


def test_health_checks_ask_what_answers() -> None:
    from django.urls import resolve

    for path in (DEPLOY / "Dockerfile", GUIDE):
        for address in re.findall(r"/(?:healthz|readyz)\b", path.read_text()):
            assert resolve(address).url_name == address[1:]
