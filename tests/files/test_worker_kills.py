"""Real workers, killed while they prepare photos: every photo is done in the end, and whole.

On SQLite tests/reliability kills them between all steps.
"""

import subprocess
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from lianhu.files import disk, services
from lianhu.files.models import Blob
from lianhu.kernel import clock
from tests.photos import jpeg, upload
from tests.processes import LIANHU, environment, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PHOTOS = 40
Worker = subprocess.Popen[bytes]


@pytest.fixture
def start() -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(subprocess.Popen([*LIANHU, "worker"], env=environment()))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def done() -> int:
    return Blob.objects.filter(state=Blob.State.DONE).count()


def test_photos_are_done_however_often_a_worker_is_killed(start: Callable[[], Worker]) -> None:
    photo = jpeg((1600, 1200))
    blobs = [services.receive(upload(photo)) for _ in range(PHOTOS)]
    services.keep(blobs)

    for killed in range(3):
        before = done()
        assert before < PHOTOS, f"too late for kill {killed + 1}: nothing was left to disturb"
        worker = start()
        wait_until(lambda seen=before: done() > seen)  # type: ignore[misc]
        worker.kill()
        worker.wait()
    # Whatever the dead had in hand has to wait for its lease; nobody waits for that here.
    Blob.objects.filter(state=Blob.State.WAITING).update(next_at=clock.wall())
    start()
    wait_until(lambda: done() == PHOTOS)

    assert max(Blob.objects.values_list("tries", flat=True)) <= 4
    for blob in Blob.objects.all():
        assert services.is_whole(blob)
        for small in (False, True):
            with services.open_done(blob, small=small) as file, Image.open(file) as picture:
                picture.load()
    # Removing comes last: the dead left theirs to the sweep, the living may be about to.
    assert sum(disk.upload_path(blob.token).exists() for blob in blobs) <= 4
