from collections.abc import Iterator

import pytest

from lianhu.kernel import clock
from tests.browser import Opener
from tests.cast import make_city
from tests.journeys.scene import Scene


@pytest.fixture
def scene(transactional_db: None, open_page: Opener) -> Iterator[Scene]:
    """The city on Friday at 14:33."""
    scene = Scene(make_city(), open_page)
    with clock.fixed(scene.now):
        clock.use(lambda: scene.now)
        yield scene
