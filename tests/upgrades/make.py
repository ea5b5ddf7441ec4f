"""Write a small filled database as SQL text, one file a database: run at every release.

    export PYTHONPATH=src DJANGO_SETTINGS_MODULE=tests.settings
    python -m tests.upgrades.make <release>
    python -m lianhu.kernel.postgres --bench -- python -m tests.upgrades.make <release>

A file that is there is never written again: `test_upgrades.py` brings the databases of all
releases up to date. Run twice, it writes the same but for the order of inbox items that are put
together: chance and the clocks are set.
"""

import base64
import logging
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from unittest import mock

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import DateTimeField

from lianhu.kernel import clock
from tests.processes import environment

FOLDER = Path(__file__).parent

# Comments, settings of the session, and commands of psql: a server, older or newer, wants none.
_LEFT_OUT = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\.*)?\n", re.MULTILINE)


def main() -> int:
    [release] = sys.argv[1:]
    django.setup()
    logging.disable()  # of a photo that is broken on purpose
    from tests.upgrades.filling import NOW, fill

    settings.HOME.mkdir(parents=True)
    try:
        call_command("migrate", verbosity=0)
        with _nothing_left_to_chance(NOW):
            fill()
        _date_what_the_database_dates(NOW)
        text = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    finally:
        shutil.rmtree(settings.HOME)
    with (FOLDER / f"{release}.{connection.vendor}.sql").open("x", encoding="utf-8") as file:
        file.write(text)
    return 0


@contextmanager
def _nothing_left_to_chance(wall: datetime) -> Iterator[None]:
    chance = random.Random("lianhu")

    def token(count: int) -> str:
        return base64.urlsafe_b64encode(chance.randbytes(count)).rstrip(b"=").decode()

    with (
        mock.patch("os.urandom", chance.randbytes),
        mock.patch("secrets.choice", chance.choice),
        mock.patch("secrets.token_urlsafe", token),
        mock.patch.object(clock, "wall", lambda: wall),
    ):
        yield


def _date_what_the_database_dates(when: datetime) -> None:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, DateTimeField) and field.has_db_default():
                model._base_manager.update(**{field.name: when})
    MigrationRecorder(connection).migration_qs.update(applied=when)


def _sqlite() -> str:
    connection.close()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        return "".join(f"{line}\n" for line in database.iterdump())


def _postgresql() -> str:
    dumped = subprocess.run(
        ["pg_dump", "--inserts", "--no-owner", "--no-privileges", environment()["DATABASE_URL"]],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return _LEFT_OUT.sub("", dumped.stdout)


if __name__ == "__main__":
    sys.exit(main())
