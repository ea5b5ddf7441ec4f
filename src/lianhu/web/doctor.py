"""What whoever runs a city should know of it. Changes nothing; every finding says what to do.

Some of it can be wrong while everything seems to work: a calendar that nobody confirmed, keys that
do not open what is stored, a backup that was made last year.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.utils import NotSupportedError
from django.utils import timezone

from lianhu.accounts.models import User
from lianhu.cases.models import Stage
from lianhu.channels.models import Delivery
from lianhu.grid.calendars import unconfirmed_years
from lianhu.kernel import clock
from lianhu.kernel.crypto import CryptoError
from lianhu.privacy.models import Look
from lianhu.web.backup.making import last_backup
from lianhu.web.health import workers
from lianhu.web.preparation import are_static_files_there, migrations_missing

LEAST_FREE = 1 << 30
LEAST_SHARE = 0.1
CLOCKS_APART = timedelta(seconds=5)
BACKUP_EVERY = timedelta(days=2)
# A stage moves within a minute of its due time, a message goes out within seconds.
BEHIND = timedelta(minutes=2)


class Grade(Enum):
    FINE = "ok"
    SOON = "soon"  # will be wrong one day
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    grade: Grade
    what: str
    to_do: str = ""


def examine(now: datetime) -> Iterator[Finding]:
    """`now` is the wall's time. Ends with what cannot be looked at for want of tables."""
    yield from _configuration()
    yield from _disk()
    yield from _database(now)
    if migrations_missing():
        yield Finding(
            Grade.WRONG, "The tables are not those of this version.", "Run `lianhu prepare`."
        )
        return
    for look in _IN_THE_TABLES:
        yield from look(now)


def _configuration() -> Iterator[Finding]:
    if settings.DEMO:
        yield Finding(
            Grade.SOON, "This is a demo city: its passwords are known.", "Unset LIANHU_DEMO."
        )
    said = checks.run_checks(include_deployment_checks=not settings.DEMO)
    for message in (message for message in said if not message.is_silenced()):
        grade = Grade.WRONG if message.level >= checks.ERROR else Grade.SOON
        yield Finding(grade, f"{message.id}: {message.msg}", message.hint or "")
    if not are_static_files_there():
        yield Finding(
            Grade.WRONG, "Style sheets and scripts are not collected.", "Run `lianhu prepare`."
        )


def _disk() -> Iterator[Finding]:
    home = Path(settings.HOME)
    if not os.access(home, os.W_OK):
        yield Finding(
            Grade.WRONG, f"{home} cannot be written to.", "Give it to the user that Lianhu runs as."
        )
        return
    usage = shutil.disk_usage(home)
    said = f"{home}: {usage.free / 2**30:.1f} GiB of {usage.total / 2**30:.1f} are free."
    if usage.free < LEAST_FREE:
        yield Finding(Grade.WRONG, said, "Make room: without any, nobody can write anything.")
    elif usage.free < LEAST_SHARE * usage.total:
        yield Finding(Grade.SOON, said, "Make room before it is full.")
    else:
        yield Finding(Grade.FINE, said)


def _database(now: datetime) -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        connection.check_database_version_supported()
    except NotSupportedError as error:
        yield Finding(Grade.WRONG, str(error), "Update it.")
        return
    if connection.vendor == "sqlite":
        yield Finding(Grade.FINE, f"SQLite {sqlite3.sqlite_version}, one file.")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('server_encoding'),"
            " current_setting('fsync'), clock_timestamp()"
        )
        version, encoding, fsync, its_now = cursor.fetchone()
    yield Finding(Grade.FINE, f"PostgreSQL {version}.")
    if encoding != "UTF8":
        yield Finding(
            Grade.WRONG, f"The database is in {encoding}.", "Make it anew with ENCODING 'UTF8'."
        )
    if fsync != "on":
        yield Finding(
            Grade.WRONG,
            "The database does not wait for the disk: a power cut loses what was acknowledged.",
            "Set fsync = on.",
        )
    if abs(its_now - now) > CLOCKS_APART:
        yield Finding(
            Grade.WRONG,
            f"The database's clock shows {its_now:%H:%M:%S} UTC, this machine's {now:%H:%M:%S}.",
            "Let both follow a time server.",
        )


def _keys(now: datetime) -> Iterator[Finding]:
    try:
        User.objects.first()
    except CryptoError as error:
        yield Finding(
            Grade.WRONG,
            f"What is stored cannot be read: {error}.",
            "Set the LIANHU_FIELD_KEYS that it was written with.",
        )


def _people(now: datetime) -> Iterator[Finding]:
    able = (user.has_usable_password() for user in User.objects.filter(is_administrator=True))
    if not any(able):
        yield Finding(
            Grade.WRONG,
            "There is no administrator who can sign in.",
            "Run `lianhu django createsuperuser`.",
        )


def _calendar(now: datetime) -> Iterator[Finding]:
    for year in unconfirmed_years(clock.now()):
        yield Finding(
            Grade.SOON,
            f"Nobody has confirmed the days off and make-up working days of {year}.",
            "An administrator checks them against the published list, under Calendar.",
        )


def _workers(now: datetime) -> Iterator[Finding]:
    alive = workers(now)
    if not alive:
        yield Finding(
            Grade.WRONG,
            "No worker lives: nothing moves on, nothing is sent.",
            "Start `lianhu serve` or `lianhu worker`.",
        )
        return
    yield Finding(Grade.FINE, f"{alive} worker{'s' if alive > 1 else ''} alive.")
    late = Stage.objects.filter(closed_at=None, due_at__lt=clock.now() - BEHIND, alerted_at=None)
    unsent = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lt=now - BEHIND)
    unsealed = Look.objects.filter(seal=None, recorded_at__lt=now - BEHIND)
    for count, what in (
        (late.count(), "stages that ran out have not moved"),
        (unsent.count(), "messages wait"),
        (unsealed.count(), "looks are not sealed"),
    ):
        if count:
            yield Finding(
                Grade.SOON,
                f"Workers are behind: {count:,} {what} for more than two minutes.",
                "Look into their log; start another `lianhu worker`.",
            )


def _backup(now: datetime) -> Iterator[Finding]:
    last = last_backup()
    if last is None:
        yield Finding(
            Grade.SOON, "There has been no backup yet.", "Let `lianhu backup` run every night."
        )
    elif now - last > BACKUP_EVERY:
        yield Finding(
            Grade.SOON,
            f"The last backup is of {timezone.localtime(last):%Y-%m-%d %H:%M}.",
            "See why none was made since.",
        )
    else:
        yield Finding(Grade.FINE, f"Backup of {timezone.localtime(last):%Y-%m-%d %H:%M}.")


_IN_THE_TABLES: tuple[Callable[[datetime], Iterator[Finding]], ...] = (
    _keys,
    _people,
    _calendar,
    _workers,
    _backup,
)
