"""Indexes of foreign keys: those that nobody needs, and those of keys that most rows lack."""

from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.models import Index, Q


def where_there_is_one(model: str, name: str) -> Index:
    """An index of a foreign key that few rows have: a change of any row writes to every index that
    it stands in.
    """
    return Index(
        fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"{model}_{name}_key"
    )


class WithoutIndex(Operation):
    """For migrations: a foreign key that has no index of its own from here on.

    AlterField would drop on PostgreSQL every index of that one column, that of a unique constraint
    with a condition too, and copy the whole table on SQLite.
    """

    reversible = True

    def __init__(self, model: str, name: str) -> None:
        self.model, self.name = model, name

    def state_forwards(self, app_label: str, state: Any) -> None:
        field = state.models[app_label, self.model].fields[self.name].clone()
        field.db_index = False
        state.alter_field(app_label, self.model, self.name, field, preserve_default=True)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model)
        column = model._meta.get_field(self.name).column
        index = schema_editor._create_index_name(model._meta.db_table, [column])
        schema_editor.execute(schema_editor._delete_index_sql(model, index))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        field = model._meta.get_field(self.name)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))

    def describe(self) -> str:
        return f"Drop the own index of {self.name} on {self.model}"
