"""Cases of before there were tokens get one each, in batches, on either database."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lianhu.cases.models import Case
from tests.cast import ask, at, make_city

filling = import_module("lianhu.cases.migrations.0005_fill_case_token")


@pytest.mark.django_db(transaction=True)
def test_each_gets_its_own_and_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    city = make_city()
    cases = [ask(city.wu, at(9), f"第{n}件") for n in range(5)]
    monkeypatch.setattr(filling, "BATCH", 2)
    # What depends on cases is taken back as well.
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("cases", "0004_case_token")])
        Case.objects.exclude(pk=cases[0].pk).update(token=None)
    finally:
        MigrationExecutor(connection).migrate(newest)

    tokens = dict(Case.objects.values_list("pk", "token"))
    assert tokens[cases[0].pk] == cases[0].token
    assert len(set(tokens.values())) == 5
    assert {len(token) for token in tokens.values()} == {22}
