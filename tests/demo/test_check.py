"""The walk through the pages: it passes where all is well, and says where it is not."""

from collections.abc import Callable, Iterator
from random import Random

import pytest
from django.http import Http404
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lianhu.cases.jobs import move_overdue
from lianhu.demo import check
from lianhu.demo import clock as demo_clock
from lianhu.demo.check import Failure, Walk
from lianhu.demo.seed import seed
from lianhu.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

Walker = Callable[[], Walk]
TINY = 0.0001


@pytest.fixture
def steps() -> list[str]:
    return []


@pytest.fixture
def walk(settings: Settings, live_server: LiveServer, steps: list[str]) -> Iterator[Walk]:
    """Through this process's own pages: nobody but the test itself is the worker."""
    settings.ROOT_URLCONF = "tests.demo.demo_urls"
    seed(TINY, now=demo_clock.first_morning())
    demo_clock.resume()
    before = clock._source
    demo_clock.install()
    yield Walk(f"{live_server.url}/", Random(5), say=steps.append)
    clock.use(before)


def test_all_is_well(walk: Walk, steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "sleep", lambda seconds: move_overdue(clock.now()))

    walk.run()

    assert steps[-1] == "the village answers"


def test_without_a_worker_it_says_what_did_not_happen(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "WORKER_S", 0)

    with pytest.raises(Failure) as failure:
        walk.run()

    told = str(failure.value)
    assert "the worker has moved it to the village" in told
    assert "“现在在 石桥村” is not on the page" in told
    assert "/my/LH-" in told and "沈小满" in told


def test_a_page_that_fails_is_shown(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def hide(*arguments: object) -> None:
        raise Http404

    monkeypatch.setattr("lianhu.cases.views.officer.case_for", hide)

    with pytest.raises(Failure, match=r"the officer finds it in the inbox.*status 200 expected"):
        walk.run()
