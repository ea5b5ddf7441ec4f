"""What has to be settled before Django reads its settings: which city, in which language."""

import gc
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from lianhu.web.failure import Failed

SETTINGS = "lianhu.web.settings"
LANGUAGES = ("zh-hans", "en")


def add_demo_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="for the demo city (the same as LIANHU_DEMO=1)"
    )


def set_up(options: Namespace) -> None:
    """Let Django read its settings: the demo city's with `--demo`, else those configured."""
    if options.demo:
        os.environ["LIANHU_DEMO"] = "1"
    read_settings()


def set_up_demo() -> None:
    os.environ["LIANHU_DEMO"] = "1"
    read_settings()


def set_up_city_in(folder: Path, database_url: str = "") -> None:
    """Work in a demo city of one's own, whatever the environment says, in an empty folder.

    Without a `database_url` the city's database is a file in that folder.
    """
    os.environ["LIANHU_DEMO"] = "1"
    os.environ["LIANHU_HOME"] = str(folder)
    os.environ["DATABASE_URL"] = database_url or f"sqlite:///{folder / 'lianhu.sqlite3'}"
    read_settings()


def read_settings() -> None:
    """Those configured."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        if apps.ready:
            django.setup()
        else:
            _load()
    except ImproperlyConfigured as error:
        raise Failed(
            f"{error}\ndocs/settings.md lists what has to be set. For the demo city: --demo."
        ) from None
    translation.activate(console_language(os.environ))


def _load() -> None:
    """To look through what is imported for garbage takes a fifth of the start, and there is none;
    then as much of the time of whatever makes many objects, such as migrating.
    """
    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(10_000, 20, 20)


def console_language(environ: Mapping[str, str]) -> str:
    """Chinese where the console's locale is Chinese, English everywhere else."""
    locale = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    return "zh-hans" if locale.startswith("zh") else "en"
