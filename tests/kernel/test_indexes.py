"""The database has the indexes and constraints that the models name, after all migrations."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

OURS = [model for model in apps.get_models() if model.__module__.startswith("lianhu.")]

pytestmark = pytest.mark.django_db


def test_each_is_there() -> None:
    missing = {
        model._meta.label: names
        for model in OURS
        if (names := {one.name for one in _named(model)} - _there(model).keys())
    }
    assert missing == {}


def test_a_foreign_key_that_wants_no_index_of_its_own_has_none() -> None:
    extra = [
        name
        for model in OURS
        for name, found in _there(model).items()
        if found["index"] and found["columns"] in [[column] for column in _without(model)]
        if name not in {one.name for one in _named(model)}
    ]
    assert extra == []


def _named(model: type[models.Model]) -> Iterator[models.BaseConstraint | models.Index]:
    yield from model._meta.constraints
    yield from model._meta.indexes


def _there(model: type[models.Model]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_constraints(cursor, model._meta.db_table))


def _without(model: type[models.Model]) -> list[str]:
    return [
        field.column
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.deconstruct()[3].get("db_index") is False
    ]
