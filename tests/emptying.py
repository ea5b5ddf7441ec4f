"""What a test that commits has written is deleted after it, and nothing else is done.

PostgreSQL takes twice the time to truncate all tables at once, most of which nobody has written to;
and nobody asks for the permissions that Django makes anew afterwards.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection, transaction
from django.db.models.signals import post_migrate

# From here on deleting takes longer than truncating.
MANY = 2_000


def set_up() -> None:
    permissions = "django.contrib.auth.management.create_permissions"
    assert post_migrate.disconnect(dispatch_uid=permissions)
    assert post_migrate.disconnect(create_contenttypes)
    if connection.vendor == "postgresql":
        # Of all connections: some tests have another one made.
        operations: Any = type(connection.ops)
        operations.sql_flush = _sql_flush(operations.sql_flush)


def _sql_flush(truncating: Any) -> Any:
    def sql_flush(
        self: Any,
        style: Any,
        tables: Sequence[str],
        *,
        reset_sequences: bool = False,
        **options: Any,
    ) -> list[str]:
        options["reset_sequences"] = reset_sequences
        if not tables or reset_sequences:
            return list(truncating(self, style, tables, **options))
        quoted = [self.quote_name(table) for table in tables]
        counted = ", ".join(
            f"(SELECT COUNT(*) FROM (SELECT FROM {table} LIMIT {MANY}) AS rows)" for table in quoted
        )
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            # Deleting does not wait, as truncating does, for what others are about to commit.
            cursor.execute(f"LOCK TABLE {', '.join(quoted)} IN SHARE MODE")
            cursor.execute(f"SELECT {counted}")
            counts = cursor.fetchone()
        if max(counts) == MANY:
            return list(truncating(self, style, tables, **options))
        return [f"DELETE FROM {t}" for t, count in zip(quoted, counts, strict=True) if count]

    return sql_flush
