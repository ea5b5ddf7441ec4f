"""Whatever everybody does by chance, through the services: tables and timelines agree."""

from pathlib import Path

import pytest
from pytest_django import Settings

from lianhu.cases.models import Attachment, Case, Event
from lianhu.cases.verify import verify
from lianhu.demo.game import Game
from lianhu.grid.models import Leave
from tests.cast import at, make_city

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_nothing_is_found_after_many_commands(
    settings: Settings, tmp_path: Path, seed: int
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_city()
    game = Game(seed, at(9))

    game.play(300)

    assert verify().findings == []
    assert game.accepted.total() >= 300
    assert game.accepted["Ask"] == Case.objects.count()
    assert len(game.accepted) > 20
    assert game.refused["Conflict"] and game.refused["NotNow"]


def test_it_plays_with_photos_and_with_people_away(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_city()
    game = Game(3, at(9))

    while not (Attachment.objects.exists() and Leave.objects.exists()):
        game.play(game.accepted.total() + 1)

    assert Event.objects.filter(data__photos__gt=0).exists()
