"""Rows by plain SQL, for what every command reads and writes.

There the ORM's building of a query costs several times what running it does. Tables, columns and
types come from the models and statements are kept, so that what is written and read is what the ORM
would write and read; whose statement it is says what it is for.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model

# SQLite knows so many parameters in one statement at the least.
_PARAMETERS = 999


def insert(rows: Sequence[Model], *, once: bool = False) -> int:
    """Write new rows of one model and set their keys, as `bulk_create` does; return how many.

    What the database has a default for is left to it. With `once`, rows that a unique constraint
    knows already are left out, and no row gets its key unless all were written.
    """
    if not rows:
        return 0
    model = type(rows[0])
    fields = _written(model)
    written = 0
    for some in _batches(rows, _PARAMETERS // len(fields)):
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in some
            for field in fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(_insertion(model, len(some), once, connection.vendor), values)
            keys = cursor.fetchall()
        written += len(keys)
        if len(keys) == len(some):
            for row, (key,) in zip(some, keys, strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias
    return written


def fill(model: type[Model], attributes: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write many new rows that nobody needs as instances: values for these attributes, in one text.

    Values are as the driver takes them. What the database has a default for may be left out.
    """
    fields, quote = _named(model, tuple(attributes.split())), connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({many(fields)})", rows)


def update(row: Model, attributes: Sequence[str]) -> None:
    """Write these columns of a row that is there, as `save(update_fields=…)` does."""
    if not attributes:
        return
    model = type(row)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in _named(model, tuple(attributes))
    ]
    with connection.cursor() as cursor:
        cursor.execute(_change(model, tuple(attributes), connection.vendor), [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{model.__name__} {row.pk} is not there any more")


class Reading:
    """A statement that reads whole rows of models, each under an alias of the statement.

    In the SQL `{c}` stands for the columns of the model that is given as `c`; what else is read
    comes after these. Other names in braces stand for `parts` of SQL that are given when it is run.
    """

    def __init__(self, sql: str, **models: type[Model]) -> None:
        self._sql, self._models = sql, models

    def rows(self, values: Sequence[Any], **parts: str) -> Iterator[tuple[Any, ...]]:
        """For each row an instance of every model, None where an outer join found nothing."""
        columns = {
            alias: _columns(model._meta.concrete_fields, alias)
            for alias, model in self._models.items()
        }
        with connection.cursor() as cursor:
            cursor.execute(self._sql.format(**columns, **parts), values)
            found = cursor.fetchall()
        for row in found:
            left = iter(row)
            yield (*(_instance(model, left) for model in self._models.values()), *left)

    def first(self, values: Sequence[Any], **parts: str) -> tuple[Any, ...] | None:
        return next(self.rows(values, **parts), None)


class Excerpt:
    """A statement that reads some columns of models, for what shows many rows and little of each.

    As a `Reading`, with plain values. The statement names the aliases in the order in which they
    are given, each with the attributes that are wanted, in one text; nothing else is read.
    """

    def __init__(self, sql: str, **columns: tuple[type[Model], str]) -> None:
        self._sql = sql
        self._columns = {
            alias: (model, tuple(names.split())) for alias, (model, names) in columns.items()
        }

    def rows(self, values: Sequence[Any], **parts: str) -> list[list[Any]]:
        wanted = {alias: _named(*columns) for alias, columns in self._columns.items()}
        columns = {alias: _columns(fields, alias) for alias, fields in wanted.items()}
        found = [list(row) for row in read(self._sql.format(**columns, **parts), values)]
        fields = tuple(field for some in wanted.values() for field in some)
        for n, column, convert in _conversions(fields, connection.vendor):
            for row in found:
                row[n] = convert(row[n], column, connection)
        return found


def read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def as_text(row: str, table: str) -> str:
    """The SQL of a whole small table as one text, a line for each row.

    What hardly ever changes is read so at every command and taken apart when it is another text
    than before: nobody who changes it has to tell anybody.
    """
    if connection.vendor == "sqlite":
        return f"(SELECT COALESCE(group_concat({row}, char(10)), '') FROM {table})"
    return f"(SELECT COALESCE(string_agg({row}, chr(10)), '') FROM {table})"


def many(values: Sequence[Any]) -> str:
    """Placeholders for so many values, to be compared with IN."""
    return ", ".join(["%s"] * len(values))


def to_moment(at: datetime) -> Any:
    """A time as a parameter of plain SQL."""
    return connection.ops.adapt_datetimefield_value(at)


def from_moment(at: datetime | None) -> datetime | None:
    """A time as plain SQL gives it: SQLite knows no zones, and what it keeps is UTC."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


@cache
def _written(model: type[Model]) -> list[Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.has_db_default())
    ]


@cache
def _named(model: type[Model], attributes: tuple[str, ...]) -> tuple[Field, ...]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(fields[name] for name in attributes)


@cache
def _insertion(model: type[Model], rows: int, once: bool, vendor: str) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(str(field.column)) for field in _written(model))
    values = ", ".join([f"({many(_written(model))})"] * rows)
    ignoring = " ON CONFLICT DO NOTHING" if once else ""
    return (
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {values}{ignoring}"
        f" RETURNING {quote(str(meta.pk.column))}"
    )


@cache
def _change(model: type[Model], attributes: tuple[str, ...], vendor: str) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in _named(model, attributes))
    return f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(str(meta.pk.column))} = %s"


@cache
def _columns(fields: tuple[Field, ...], alias: str) -> str:
    quote = connection.ops.quote_name
    return ", ".join(f"{alias}.{quote(str(field.column))}" for field in fields)


def _instance(model: type[Model], values: Iterator[Any]) -> Model | None:
    fields = model._meta.concrete_fields
    own = list(islice(values, len(fields)))
    if own[0] is None:  # the key
        return None
    for n, column, convert in _conversions(fields, connection.vendor):
        own[n] = convert(own[n], column, connection)
    return model.from_db(connection.alias, _names(model), own)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _conversions(fields: tuple[Field, ...], vendor: str) -> list[tuple[int, Any, Any]]:
    """What the ORM converts when it reads these columns."""
    found = []
    for n, field in enumerate(fields):
        column = field.get_col(field.model._meta.db_table)
        steps = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        found += [(n, column, step) for step in steps]
    return found


def _batches(rows: Iterable[Model], size: int) -> Iterator[list[Model]]:
    left = iter(rows)
    while some := list(islice(left, max(1, size))):
        yield some
