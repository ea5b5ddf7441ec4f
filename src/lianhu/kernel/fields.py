"""Model fields for personal data: encrypted text, and the blind index that finds it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core import checks
from django.core.exceptions import EmptyResultSet, FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Case
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, Lookup
from django.db.models.sql.compiler import SQLCompiler

from lianhu.kernel import crypto


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python.

    Empty text stays empty: that is all a query may ask for, besides null. To find a value, give
    it a BlindIndexField. Renaming the model or the field needs a data migration, because values
    are bound to both names.
    """

    @property
    def context(self) -> str:
        return _context(self)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if hasattr(value, "as_sql"):
            if not self._is_bulk_update(value):
                raise FieldError(f"{self.context} is encrypted: give it a value, not an expression")
            return value
        text = super().get_db_prep_save(value, connection)
        return crypto.encrypt(text, self.context) if text else text

    def from_db_value(
        self, value: str | None, expression: object, connection: BaseDatabaseWrapper
    ) -> str | None:
        return crypto.decrypt(value, self.context) if value else value

    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        if lookup_name == "exact":
            return _IsEmpty
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.context} is encrypted: {lookup_name!r} cannot be asked, only null and empty"
        )

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_meaningless_options()]

    def _check_meaningless_options(self) -> list[checks.CheckMessage]:
        ordering: Sequence[Any] = self.model._meta.ordering or ()
        indexed = self.db_index  # type: ignore[attr-defined]
        if self.unique or indexed or {self.name, f"-{self.name}"} & set(ordering):
            message = f"{self.context} is encrypted: it has no order and no duplicates."
            hint = "Use a BlindIndexField beside it."
            return [checks.Error(message, hint=hint, obj=self, id="kernel.E001")]
        return []

    def _is_bulk_update(self, expression: object) -> bool:
        """Whether bulk_update wrote the expression: it names this field, which then encrypts."""
        if isinstance(expression, Cast):
            (expression,) = expression.get_source_expressions()
        return isinstance(expression, Case) and all(
            isinstance(when.result, models.Value) and when.result.output_field == self
            for when in expression.cases
        )


class _IsEmpty(Exact):
    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", None):  # Django turns None into isnull afterwards
            raise FieldError(
                f"{self.lhs.output_field.context} is encrypted: ask its blind index instead"
            )
        return self.rhs


class BlindIndexField(models.CharField):
    """An index of `source` that fills itself on save() and bulk_create().

    `normalise` brings spellings of one value together; where it finds nothing, nothing is indexed.
    Look up by `filter(phone_bi__of="138 0013 8000")`. `update()`, `bulk_update()` and
    `save(update_fields=…)` write only what they name: name this field too, and set it (`index()`)
    where there is no save.
    """

    _FIXED: Mapping[str, Any] = {
        "max_length": crypto.INDEX_LENGTH,
        "editable": False,
        "blank": True,
        "default": "",
        "db_index": True,
    }

    def __init__(
        self, *, source: str, normalise: Callable[[str], str | None], **options: Any
    ) -> None:
        self.source = source
        self.normalise = normalise
        super().__init__(**{**options, **self._FIXED})

    def index(self, text: str) -> str:
        found = self.normalise(text)
        return crypto.blind_index(found, _context(self)) if found else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        index = self.index(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, index)
        return index

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for fixed in self._FIXED:
            options.pop(fixed, None)
        return name, path, args, options | {"source": self.source, "normalise": self.normalise}


@BlindIndexField.register_lookup
class _IndexOf(Exact):
    lookup_name = "of"

    def get_prep_lookup(self) -> str:
        index: str = self.lhs.output_field.index(self.rhs)
        return index

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        return f"= {rhs}"

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        if not self.rhs:  # nothing to look for is not everybody without a value
            raise EmptyResultSet
        return super().as_sql(compiler, connection)


def _context(field: models.Field) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"
