"""For migrations: a foreign key that needs no index of its own any more, since others cover it.

Django's AlterField to db_index=False drops on PostgreSQL every index of that one column, that of a
unique constraint with a condition too, and copies the whole table on SQLite.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AlterField, RunPython, SeparateDatabaseAndState
from django.db.models import Field


def without_index(
    app: str, model: str, name: str, field: "Field[Any, Any]"
) -> SeparateDatabaseAndState:
    """`field` is what the foreign key `name` is from here on."""

    def drop(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        of = apps.get_model(app, model)
        column = of._meta.get_field(name).column
        index = editor._create_index_name(of._meta.db_table, [column])  # type: ignore[attr-defined]
        editor.execute(editor._delete_index_sql(of, index))  # type: ignore[attr-defined]

    def make(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        of = apps.get_model(app, model)
        again = editor._create_index_sql(of, fields=[of._meta.get_field(name)])  # type: ignore[attr-defined]
        editor.execute(again)

    return SeparateDatabaseAndState(
        database_operations=[RunPython(drop, make)],
        state_operations=[AlterField(model, name, field)],
    )
