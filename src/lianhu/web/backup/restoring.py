"""A city made of a backup, where there is none yet."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lianhu.kernel import crypto
from lianhu.web.backup import archive, databases
from lianhu.web.backup.archive import Manifest
from lianhu.web.backup.making import CONTEXT, SEALED, tables
from lianhu.web.failure import Failed


def restore(path: Path, *, progress: Callable[[int, int], None]) -> Manifest:
    """Put database and files where this city's settings say. Nothing may be there yet.

    Raises Failed, having changed nothing, for a backup that does not fit; and for one that turns
    out to be damaged, with what has to be removed.
    """
    _must_be_empty()
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    with (
        archive.reading(path) as reader,
        tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".restore-") as folder,
    ):
        manifest = reader.manifest()
        _must_fit(manifest)
        database = Path(folder) / "database"
        reader.unpack_database(database, manifest.database_sha256)
        files = Path(folder) / "files"
        files.mkdir()
        done = 0
        for done, _file in enumerate(reader.unpack_files(files), 1):
            progress(done, manifest.files)
        if done != manifest.files:
            raise Failed(f"The backup is damaged: {manifest.files} files, it says, and has {done}.")
        databases.put_back(database)
        _must_be_whole(manifest)
        root = Path(settings.MEDIA_ROOT)
        root.parent.mkdir(parents=True, exist_ok=True)
        if root.exists():
            root.rmdir()
        files.chmod(0o700)
        files.rename(root)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def _must_be_empty() -> None:
    if connection.introspection.table_names():
        raise Failed(
            f"{connection.settings_dict['NAME']} has tables already. A backup is restored into an"
            " empty database only: name another one in DATABASE_URL."
        )
    root = Path(settings.MEDIA_ROOT)
    if root.exists() and any(root.iterdir()):
        raise Failed(f"{root} holds files already. Name another folder in LIANHU_HOME.")


def _must_fit(manifest: Manifest) -> None:
    if manifest.engine != databases.engine():
        raise Failed(
            f"This is a backup of a {manifest.engine} database, and DATABASE_URL names one of"
            f" {databases.engine()}."
        )
    known = MigrationLoader(None, ignore_no_migrations=True)
    for app, names in manifest.migrations.items():
        newer = [name for name in names if (app, name) not in known.graph.nodes]
        if app in known.migrated_apps and newer:
            raise Failed(
                f"This backup was made by a newer version of Lianhu ({manifest.version}), which"
                f" knows {app}.{newer[0]}. Install that version first."
            )
    try:
        if crypto.decrypt(manifest.sealed, CONTEXT) == SEALED:
            return
    except crypto.CryptoError:
        pass
    raise Failed(
        "This backup was written with other keys than LIANHU_FIELD_KEYS has: names, numbers and"
        " words in it could not be read. Set the keys of the city that it was made of."
    )


def _must_be_whole(manifest: Manifest) -> None:
    missing = manifest.rows.keys() - set(tables())
    if missing:
        raise Failed(
            f"{min(missing)} is not there after restoring. Of a city in a schema of its own, the"
            " backup is restored into a schema of the same name."
        )
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            [found] = cursor.fetchone()
            if found != manifest.rows.get(table, 0):
                raise Failed(
                    f"{table} has {found} rows after restoring, and had {manifest.rows.get(table)}."
                    " Remove the database and try another backup."
                )
