"""Uploads from before are given the digest that they had, as that of what was uploaded."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from lianhu.files import services
from lianhu.files.models import Blob
from tests.photos import jpeg, upload


@pytest.mark.django_db(transaction=True)
def test_there_and_back(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    services.receive(upload(jpeg()))
    prepared = services.receive(upload(jpeg(colour="blue")))
    Blob.objects.filter(pk=prepared.pk).update(digest="of another file")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("files", "0002_voice")])
    finally:
        MigrationExecutor(connection).migrate(newest)

    digests = Blob.objects.order_by("pk").values_list("digest", "upload_digest")
    assert [own == first for own, first in digests] == [True, True]
    assert digests[1] == ("of another file", "of another file")
