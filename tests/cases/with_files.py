"""What tests of files that come with cases begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from lianhu.kernel import clock
from tests.cast import City, at, make_city, sign_in


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def wu(city: City) -> Iterator[Client]:
    """Wu's phone, on a Friday at 14:33."""
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["wu"])
