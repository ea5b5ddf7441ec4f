"""How answers are kept, and for how long."""

from datetime import timedelta

import pytest
from django.db import connection

from lianhu.files.models import Blob
from lianhu.files.services import receive
from lianhu.notices.requests.jobs import KEPT_FOR, sweep
from lianhu.notices.requests.models import Answer
from lianhu.notices.requests.rules import Sheet
from tests.cast import City, at
from tests.notices import asked
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db


def test_answers_are_kept_for_two_years(city: City) -> None:
    request = asked.sent(city, "town", "fang", sheet=Sheet((asked.SANDBAGS, asked.CRACK)))
    photo = receive(upload(jpeg(), "IMG_1.jpg"))
    asked.answer(city, request, "village", city.he, photos={"q3": photo}, q1="40")
    asked.answer(city, request, "village2", city.people["bo"], at(10), q1="2")
    end = at(9, 5) + KEPT_FOR
    assert sweep(end) == 0
    assert sweep(end + timedelta(seconds=1)) == 1
    assert [row.desk.code for row in Answer.objects.all()] == ["village2"]
    assert not Blob.objects.get(pk=photo.pk).kept


def test_answers_are_encrypted(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he, q1="40", q2="不通")
    with connection.cursor() as cursor:
        cursor.execute('SELECT "values" FROM notices_answer')
        [(stored,)] = cursor.fetchall()
    assert "不通" not in stored
