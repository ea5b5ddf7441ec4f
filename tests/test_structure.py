"""The shape of the house: what import-linter and ruff cannot see. Each test walks the tree."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lianhu"
MOST_LINES = 600

# Standard library all the same, but not for rules: these read or change the world.
IMPURE = {"io", "os", "pathlib", "socket", "sqlite3", "subprocess", "threading", "time", "urllib"}
PURE_KERNEL = {"lianhu.kernel.worktime", "lianhu.kernel.hours", "lianhu.kernel.han"}


def _floors() -> dict[str, int]:
    """Each floor's height, as the import contract draws them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contract = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]
    return {
        floor.strip(" ()"): height
        for height, layer in enumerate(reversed(contract["layers"]))
        for floor in layer.split("|")
    }


FLOORS = _floors()


def _modules(*patterns: str) -> dict[str, ast.Module]:
    """Parsed modules of the product by dotted name; the patterns are globs under src/lianhu."""
    found = {}
    for pattern in patterns:
        for path in sorted(SOURCE.glob(pattern)):
            parts = path.relative_to(SOURCE.parent).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


EVERYTHING = _modules("**/*.py")


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in EVERYTHING else base


def _is_rules(name: str) -> bool:
    return "rules" in name.split(".")[2:] or name.startswith("lianhu.files.audio")


def _impurities(name: str, module: ast.Module) -> list[str]:
    allowed = {other for other in EVERYTHING if _is_rules(other)} | PURE_KERNEL
    return [
        f"{name} imports {target}"
        for target in _imports(module)
        if target not in allowed
        and (target.split(".")[0] not in sys.stdlib_module_names or target.split(".")[0] in IMPURE)
    ]


def test_rules_are_pure() -> None:
    pure = {name: module for name, module in EVERYTHING.items() if _is_rules(name)}
    assert {"lianhu.grid.rules", "lianhu.cases.rules"} <= pure.keys()
    pure |= {name: EVERYTHING[name] for name in PURE_KERNEL}

    assert [line for name, module in pure.items() for line in _impurities(name, module)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import django",
        "from django.utils import timezone",
        "from lianhu.kernel import clock",
        "from lianhu.cases.models import Case",
        "from lianhu.cases import models",
        "from . import models",
        "import time",
        "from pathlib import Path",
    ],
)
def test_it_would_see_an_impure_import(line: str) -> None:
    assert _impurities("lianhu.cases.rules", ast.parse(line))


def _clock_readings(module: ast.Module) -> Iterator[int]:
    """Lines that read the system clock in ways a list of banned names does not catch."""
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in {"localtime", "gmtime"}:
                yield node.lineno


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{name}:{line}"
        for name, module in EVERYTHING.items()
        if name != "lianhu.kernel.clock"
        for line in _clock_readings(module)
    ]

    assert found == []


def _names(module: ast.Module, name: str) -> Iterator[int]:
    for node in ast.walk(module):
        if (isinstance(node, ast.Attribute) and node.attr == name) or (
            isinstance(node, ast.Constant) and node.value == name.lower()
        ):
            yield node.lineno


def test_only_the_inbox_asks_for_attention() -> None:
    """A sending that wants somebody's attention passes through what the inbox lets through."""
    lines = {name: list(_names(module, "ATTENTION")) for name, module in EVERYTHING.items()}
    users = {name.split(".")[1] for name, found in lines.items() if found}

    assert users == {"inbox", "channels"}


def _sends_codes(module: ast.Module) -> bool:
    """Whether it names `Delivery.Class.CODE`."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "CODE"
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "Class"
        for node in ast.walk(module)
    )


def test_only_signin_sends_codes() -> None:
    """The console, which tells them apart, sends what is queued."""
    senders = {name for name, module in EVERYTHING.items() if _sends_codes(module)}

    assert senders == {"lianhu.signin.services.codes", "lianhu.channels.console"}


def _foreign_keys() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.remote_field is not None:
                other = field.related_model
                assert isinstance(other, type), f"{field} points at something unresolved"
                yield (
                    f"{model._meta.label}.{field.name}",
                    model._meta.app_label,
                    other._meta.app_label,
                )


def test_no_table_points_to_a_higher_floor() -> None:
    """Python strings hide such a key from import-linter; a plain id is the way."""
    pairs = list(_foreign_keys())
    assert any(lower == "cases" and upper == "grid" for _, lower, upper in pairs)

    assert [
        label
        for label, own, other in pairs
        if own in FLOORS and other in FLOORS and FLOORS[other] > FLOORS[own]
    ] == []


def test_no_migration_depends_on_a_higher_floor() -> None:
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    needs = [
        (own, other)
        for (own, _), migration in migrations.items()
        for other, _ in [*migration.dependencies, *migration.run_before]
        if own in FLOORS and other in FLOORS
    ]
    assert needs

    assert [f"{own} needs {other}" for own, other in needs if FLOORS[other] > FLOORS[own]] == []


def test_every_floor_is_installed_in_order() -> None:
    built = [name for name in sorted(FLOORS, key=FLOORS.__getitem__) if (SOURCE / name).is_dir()]

    assert list(reversed(settings.FLOORS)) == built


def test_no_file_is_a_god_file() -> None:
    """400 lines are a warning to whoever writes; here is where it ends: split by noun."""
    files = [
        path
        for folder in (ROOT / "src", ROOT / "tests", ROOT / "script")
        for path in folder.rglob("*")
        if path.suffix in {".py", ".js", ".css", ".html", ".sh", ""} and path.is_file()
        if not {"vendor", "migrations", "__pycache__"} & set(path.parts)
    ]
    assert len(files) > len(EVERYTHING)

    long = {
        str(path.relative_to(ROOT)): count
        for path in files
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_django_finds_every_table_where_it_looks() -> None:
    """What is imported by something else only, neither flush nor migrations see by themselves."""
    for name in _modules("*/models.py", "*/*/models.py"):
        import_module(name)
    found = subprocess.run(
        [sys.executable, "-c", _TABLES], capture_output=True, text=True, check=True
    )
    assert set(found.stdout.split()) == {model._meta.db_table for model in apps.get_models()}


_TABLES = """
import django
django.setup()
from django.apps import apps
print(*(model._meta.db_table for model in apps.get_models()))
"""
