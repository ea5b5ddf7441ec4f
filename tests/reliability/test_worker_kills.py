"""Workers die between claiming, doing and finishing: each thing is done in the end, and once.

Sending is at least once by design: a worker that dies after sending, before it has noted so, leaves
a delivery that is sent again, under the same id. Its row is finished once.
"""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from PIL import Image

from lianhu.cases.models import Event
from lianhu.cases.rules import Kind, Reason
from lianhu.cases.verify import verify
from lianhu.channels import jobs as sending
from lianhu.channels.models import Delivery
from lianhu.channels.services import queue
from lianhu.files import disk, services
from lianhu.files.jobs import KEEP_UPLOADS
from lianhu.files.models import Blob
from lianhu.kernel import clock
from tests.cast import ask
from tests.lengths import less_or_more
from tests.photos import jpeg, upload
from tests.reliability.conftest import Doomed, Place, Tally

KILLS = pytest.mark.parametrize("kills", less_or_more(3, 50))


@KILLS
def test_every_delivery_is_finished_once(
    place: Place, doomed: Doomed, tally: Tally, kills: int
) -> None:
    # How often each is sent, by where its first worker died.
    sendings = {"delivery claimed": 1, "delivery sent": 2, "delivery finished": 1}
    expected: Counter[int] = Counter()
    for point, times in sendings.items():
        for n in range(kills):
            before = set(Delivery.objects.values_list("pk", flat=True))
            queue(
                Delivery.Class.ATTENTION,
                channel="console",
                address="15500000001",
                body="有答复了",
                source=f"{point} {n}",
            )
            [new] = Delivery.objects.exclude(pk__in=before)
            expected[new.pk] = times
            doomed.die_at(point)

    doomed.live()
    finished = Delivery.objects.filter(state=Delivery.State.SENT)
    assert finished.count() == kills, "a lease was broken before it ran out"
    doomed.live(later=sending.LEASE)

    assert finished.count() == Delivery.objects.count() == 3 * kills
    assert max(finished.values_list("tries", flat=True)) == 2
    sent = Counter(map(int, (place.home / "sent").read_text().split()))
    assert sent == expected
    tally(kills=3 * kills, deliveries=3 * kills, sendings=sent.total())


@KILLS
def test_every_overdue_stage_moves_once(
    place: Place, doomed: Doomed, tally: Tally, kills: int
) -> None:
    asked_at = clock.wall() - timedelta(minutes=20)
    wu = place.city.wu
    with transaction.atomic():
        cases = [ask(wu, asked_at + timedelta(seconds=n)) for n in range(3)]
    moved = Event.objects.filter(kind=Kind.MOVED)

    for point in ("stage locked", "stage written"):
        for _ in range(kills):
            doomed.die_at(point)
            assert not moved.exists()
    for n in range(kills):
        doomed.die_at("stage moved")
        assert moved.count() == len(cases)
        cases.append(ask(wu, asked_at + timedelta(seconds=10 + n)))
    doomed.live()

    assert Counter(moved.values_list("case", flat=True)) == {case.pk: 1 for case in cases}
    assert {event.data["reason"] for event in moved} == {Reason.TIMED_OUT}
    assert verify().findings == []
    tally(kills=3 * kills, stages_moved=moved.count())


@KILLS
def test_every_picture_is_prepared_once(
    place: Place, doomed: Doomed, tally: Tally, kills: int
) -> None:
    photo = jpeg()
    for point in ("picture claimed", "picture drawn", "picture finished"):
        for _ in range(kills):
            services.keep([services.receive(upload(photo))])
            doomed.die_at(point)

    doomed.live()
    done = Blob.objects.filter(state=Blob.State.DONE)
    assert done.count() == kills, "a lease was broken before it ran out"
    # Past the lease, and past the day for which an upload is left alone that nobody needs.
    doomed.live(later=KEEP_UPLOADS + timedelta(hours=1))

    assert done.count() == Blob.objects.count() == 3 * kills
    assert max(done.values_list("tries", flat=True)) == 2
    for blob in done:
        assert services.is_whole(blob)
        with services.open_done(blob) as file, Image.open(file) as picture:
            picture.load()
    pictures = Path(settings.MEDIA_ROOT, "pictures")
    assert sum(path.is_file() for path in pictures.rglob("*")) == 2 * done.count()
    assert list(disk.uploads_before(clock.wall() + timedelta(days=1))) == []
    tally(kills=3 * kills, pictures=done.count())
