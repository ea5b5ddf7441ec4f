"""Pictures that come with an answer."""

from datetime import timedelta
from typing import Any

import pytest

from lianhu.files.models import Blob
from lianhu.inbox import services as inbox
from lianhu.inbox.rules.reach import Reach
from lianhu.notices.requests.models import Answer, Photo
from lianhu.notices.requests.rules import Sheet
from tests.cast import FRIDAY, City, at
from tests.notices import asked, small
from tests.notices.answers import call, corrected, filled
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db


def test_a_picture_comes_with_it_and_a_new_one_takes_its_place(city: City) -> None:
    request = asked.sent(city, "town", "fang", sheet=Sheet((asked.CRACK,)))
    path = f"/requests/to-me/{request}/"
    assert call(city, "he", path, filled(request)).status_code == 422
    text = upload(b"no picture", "IMG_1.jpg")
    response = call(city, "he", path, filled(request, q3=text))
    assert "IMG_1.jpg" in text_of(response)
    assert response.status_code == 422
    call(city, "he", path, filled(request, q3=upload(jpeg(), "IMG_1.jpg")))
    first, seen = Photo.objects.get(), Answer.objects.get().answered_at.isoformat()

    # What there is need not be sent again.
    assert call(city, "he", path, filled(request, seen=seen), minute=20).status_code == 302
    assert Photo.objects.get() == first
    seen = Answer.objects.get().answered_at.isoformat()
    data = filled(request, seen=seen, q3=upload(jpeg(colour="blue"), "IMG_2.jpg"))
    assert call(city, "he", path, data, minute=30).status_code == 302
    assert Photo.objects.get() != first
    assert not Blob.objects.get(pk=first.blob_id).kept


@pytest.mark.parametrize("why", ["not ours", "corrected"])
def test_a_picture_goes_with_the_question_that_it_answered(city: City, why: str) -> None:
    request = asked.sent(city, "town", "fang", sheet=Sheet((asked.SANDBAGS, asked.CRACK)))
    data = filled(request, q1="40", q3=upload(jpeg(), "IMG_1.jpg"))
    call(city, "he", f"/requests/to-me/{request}/", data)
    photo = Photo.objects.get()
    if why == "corrected":
        corrected(city, request, at(9, 20), Sheet((asked.SANDBAGS,)))
        asked.answer(city, request, "village", city.he, at(9, 30), q1="40")
    else:
        asked.answer(city, request, "village", city.he, at(9, 30), why_not="没有裂缝。")
    assert not Photo.objects.exists()
    assert not Blob.objects.get(pk=photo.blob_id).kept


def test_a_picture_is_asked_until_its_end(city: City) -> None:
    sheet = Sheet((asked.SANDBAGS, asked.CRACK))
    due = at(16) + timedelta(days=40)
    request = asked.sent(city, "town", "fang", sheet=sheet, due_at=due)
    later = FRIDAY + timedelta(days=31)
    fields = call(city, "he", f"/requests/to-me/{request}/", day=later).context["rows"]
    assert [field.name for field, _photo in fields] == ["q1"]


def test_the_roster_that_answers_for_somebody_is_shown_no_picture(city: City) -> None:
    inbox.reach(city.shen, Reach.CALL, by=city.he)
    facts: dict[str, Any] = {"who": small.OFFICERS, "depth": None, "places": ["beat"]}
    request = asked.sent(city, "town", "fang", sheet=Sheet((asked.CRACK,)), **facts)
    data = filled(request, q3=upload(jpeg(), "IMG_1.jpg"))
    call(city, "shen", f"/requests/to-me/{request}/", data)
    path = f"/requests/photos/{Photo.objects.get().pk}/"
    assert path in call(city, "shen", f"/requests/to-me/{request}/").text
    assert path not in call(city, "he", f"/requests/to-me/{request}/?for={city.shen.pk}").text
