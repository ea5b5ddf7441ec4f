"""Rows by plain SQL, for what every command reads and writes.

There the ORM's building of a query costs several times what running it does. Tables, columns and
types come from the models and statements are kept, so that what is written and read is what the ORM
would write and read; whose statement it is says what it is for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import islice
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model
from django.db.models.base import ModelState

from lianhu.kernel.postgresql.gathering import Gathering, Write

# SQLite knows so many parameters in one statement at the least.
_PARAMETERS = 999


def insert(rows: Sequence[Model], *, once: bool = False) -> int:
    """Write new rows of one model and set their keys, as `bulk_create` does; return how many.

    What the database has a default for is left to it. With `once`, rows that a unique constraint
    knows already are left out, and no row gets its key unless all were written.
    """
    database, written = _database(), 0
    for some, insertion in _insertions(rows, once, keys=True):
        keys = returned_by(insertion)
        written += len(keys)
        if len(keys) == len(some):
            for row, (key,) in zip(some, keys, strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, database.alias
    return written


def insert_later(rows: Sequence[Model], *, once: bool = False) -> None:
    """As `insert`, for rows that nobody asks about meanwhile: in a transaction on PostgreSQL they
    go along with another statement (`kernel.postgresql.gathering`), and what is wrong with them is
    told by that. They get no keys.
    """
    for _some, insertion in _insertions(rows, once, keys=False):
        _write_later(insertion)


def _insertions(
    rows: Sequence[Model], once: bool, *, keys: bool
) -> Iterator[tuple[Sequence[Model], Write]]:
    if not rows:
        return
    model, database = type(rows[0]), _database()
    fields = _written(model)
    for some in _batches(rows, _PARAMETERS // len(fields)):
        values = [
            None
            if (value := field.pre_save(row, add=True)) is None
            else field.get_db_prep_save(value, database)
            for row in some
            for field in fields
        ]
        statement = _insertion(model, len(some), once, keys)
        yield some, Write(model._meta.db_table, statement, values)


def fill(model: type[Model], attributes: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write many new rows that nobody needs as instances: values for these attributes, in one text.

    Values are as the driver takes them. What the database has a default for may be left out.
    """
    fields, quote = _named(model, tuple(attributes.split())), connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table = quote(model._meta.db_table)
    database = _database()
    with database.cursor() as cursor:
        if isinstance(database, Gathering):
            database.write_gathered()  # copying is no statement that it notices
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            statement = f"INSERT INTO {table} ({columns}) VALUES ({many(fields)})"
            cursor.executemany(statement, cast("Sequence[Any]", rows))  # any iterable will do


def update(row: Model, attributes: Sequence[str]) -> None:
    """Write these columns of a row that is there, as `save(update_fields=…)` does."""
    if attributes and changed_by(_changing(row, attributes)) != 1:
        raise DatabaseError(f"{type(row).__name__} {row.pk} is not there any more")


def update_later(row: Model, attributes: Sequence[str]) -> None:
    """The same for a row that is locked, and so there."""
    if attributes:
        _write_later(_changing(row, attributes))


def _changing(row: Model, attributes: Sequence[str]) -> Write:
    model, names, database = type(row), tuple(attributes), _database()
    values = [
        field.get_db_prep_save(getattr(row, field.attname), database)
        for field in _named(model, names)
    ]
    return Write(model._meta.db_table, _change(model, names), [*values, row.pk])


def returned_by(write: Write) -> list[tuple[Any, ...]]:
    """The rows that it returns. All that was to be written later is written with it."""
    found: list[tuple[Any, ...]] = _written_by(write).fetchall()
    return found


def changed_by(write: Write) -> int:
    """How many rows it has written. All that was to be written later is written with it."""
    found: int = _written_by(write).rowcount
    return found


def _written_by(write: Write) -> CursorWrapper:
    """To be asked before the next statement."""
    database = _database()
    if isinstance(database, Gathering):
        write = database.taking_along(write)
    cursor = _cursor(database)
    cursor.execute(write.statement, write.values)
    return cursor


def _write_later(write: Write) -> None:
    database = _database()
    if isinstance(database, Gathering):
        database.gather(write)
    else:
        _written_by(write)


class Part:
    """Some columns of a model in a statement that reads, by the attributes that hold them."""

    def __init__(self, model: type[Model], names: Sequence[str] = ()) -> None:
        self.model = model
        self.names = tuple(names) or tuple(f.attname for f in model._meta.concrete_fields)

    def columns(self, alias: str) -> str:
        quote = connection.ops.quote_name
        fields = _named(self.model, self.names)
        return ", ".join(f"{alias}.{quote(str(field.column))}" for field in fields)

    def convert(self, rows: Iterable[list[Any]], first: int = 0) -> None:
        """Make of what stands in these rows, from the first place on, what the ORM would give."""
        for n, column, step in self._conversions:
            for row in rows:
                row[first + n] = step(row[first + n], column, connection)

    @cached_property
    def _conversions(self) -> list[tuple[int, Any, Any]]:
        """What the ORM converts when it reads these columns, by their place."""
        found = []
        for n, field in enumerate(_named(self.model, self.names)):
            column = field.get_col(self.model._meta.db_table)
            steps = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
            found += [(n, column, step) for step in steps]
        return found

    def instance(self, values: Sequence[Any]) -> Model:
        """A row that is there. What was not read of it is read when it is asked for, as with
        `only()`. Made as copies are, without a constructor, which would take longer than the
        statement.
        """
        row = self.model.__new__(self.model)
        state = row._state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        row.__dict__.update(zip(self.names, values, strict=True))
        return row


class Reading:
    """A statement that reads rows of models, each under an alias of the statement.

    In the SQL `{c}` stands for the columns of the model that is given as `c`; what else is read
    comes after these. Other names in braces stand for `parts` of SQL that are given when it is run.
    A model given with attributes, the key first, is read so far only.
    """

    def __init__(self, sql: str, **models: type[Model] | tuple[type[Model], str]) -> None:
        self._sql = sql
        self._parts = {alias: _part(given) for alias, given in models.items()}

    def rows(self, values: Sequence[Any], **parts: str) -> Iterator[tuple[Any, ...]]:
        """For each row an instance of every model, None where an outer join found nothing."""
        for row in read(self._sql.format(**self._columns, **parts), values):
            yield (*self._instances(row), *row[self._width :])

    def first(self, values: Sequence[Any], **parts: str) -> tuple[Any, ...] | None:
        return next(self.rows(values, **parts), None)

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        return _columns(self._parts)

    @cached_property
    def _width(self) -> int:
        return sum(len(part.names) for part in self._parts.values())

    def _instances(self, row: Sequence[Any]) -> Iterator[Model | None]:
        first = 0
        for part in self._parts.values():
            own = list(row[first : first + len(part.names)])
            first += len(part.names)
            if own[0] is None:  # the key
                yield None
            else:
                part.convert([own])
                yield part.instance(own)


class Excerpt:
    """A statement that reads some columns of models, for what shows many rows and little of each.

    As a `Reading`, with plain values. The statement names the aliases in the order in which they
    are given, each with the attributes that are wanted, in one text; nothing else is read.
    """

    def __init__(self, sql: str, **columns: tuple[type[Model], str]) -> None:
        self._sql = sql
        self._parts = {alias: _part(given) for alias, given in columns.items()}

    def rows(self, values: Sequence[Any], **parts: str) -> list[list[Any]]:
        statement = self._sql.format(**self._columns, **parts)
        found = [list(row) for row in read(statement, values)]
        first = 0
        for part in self._parts.values():
            part.convert(found, first)
            first += len(part.names)
        return found

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        return _columns(self._parts)


def join(row: Model, **others: Model | None) -> None:
    """Let these stand beside a row, by the names of its foreign keys, as `select_related` does: an
    assignment would ask first whether two rows may know each other.
    """
    row._state.fields_cache.update(others)


def _part(given: type[Model] | tuple[type[Model], str]) -> Part:
    if isinstance(given, tuple):
        model, names = given
        return Part(model, names.split())
    return Part(given)


def _columns(parts: Mapping[str, Part]) -> Mapping[str, str]:
    return {alias: part.columns(alias) for alias, part in parts.items()}


def read(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor = _cursor(_database())
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


def _database() -> BaseDatabaseWrapper:
    """Whoever asks it for many things asks for it once: `connection` looks it up for each."""
    return connections[DEFAULT_DB_ALIAS]


def _cursor(database: BaseDatabaseWrapper) -> CursorWrapper:
    return database.kept_cursor() if isinstance(database, Gathering) else database.cursor()


@cache
def _written(model: type[Model]) -> list[Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.has_db_default())
    ]


@cache
def _named(model: type[Model], names: tuple[str, ...]) -> list[Field]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [fields[name] for name in names]


@cache
def _insertion(model: type[Model], rows: int, once: bool, keys: bool) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(str(field.column)) for field in _written(model))
    values = ", ".join([f"({many(_written(model))})"] * rows)
    ignoring = " ON CONFLICT DO NOTHING" if once else ""
    returning = f" RETURNING {quote(str(meta.pk.column))}" if keys else ""
    return f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {values}{ignoring}{returning}"


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in _named(model, names))
    return f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(str(meta.pk.column))} = %s"


def _batches(rows: Iterable[Model], size: int) -> Iterator[list[Model]]:
    left = iter(rows)
    while some := list(islice(left, max(1, size))):
        yield some
