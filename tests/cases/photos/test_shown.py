"""Who sees a photo, and as what."""

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.files.services import receive
from lianhu.kernel import clock
from tests.cases.photos.asked import SEES, asked_with_photo, send
from tests.cast import City, act, at, climb, sign_in
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_it_is_being_prepared_and_then_shown(city: City, wu: Client) -> None:
    send(wu, jpeg())
    case, token = Case.objects.get(), Blob.objects.get().token
    first = wu.get(f"/my/{case.number}/")
    assert "正在处理" in text_of(first)
    assert wu.get(f"/files/{token}/").status_code == 404

    jobs.prepare_one()

    known = {"HTTP_HX_REQUEST": "true", "HTTP_IF_NONE_MATCH": first["ETag"]}
    news = wu.get(f"/my/{case.number}/", **known)  # type: ignore[arg-type]
    assert news.status_code == 200
    assert f'src="/files/{token}/small/"' in news.content.decode()
    assert "正在处理" not in text_of(news)
    assert wu.get(f"/files/{token}/").status_code == 200


def test_a_photo_that_cannot_be_read_says_so(city: City, wu: Client) -> None:
    send(wu, jpeg())
    Blob.objects.update(state=Blob.State.FAILED)

    assert "照片1 打不开" in text_of(wu.get(f"/my/{Case.objects.get().number}/"))


def test_it_is_served_as_a_picture_and_nothing_else(city: City) -> None:
    _, url = asked_with_photo(city)
    wu = sign_in(city.people["wu"])

    response = wu.get(url)

    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == "inline"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert b"".join(response).startswith(b"\xff\xd8\xff")
    assert wu.get(url, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    assert wu.get(f"{url}small/")["ETag"] != response["ETag"]


# person, and what they get; the case is at the village, which it reached through beat 1


@pytest.mark.parametrize(("person", "status"), SEES)
def test_who_sees_the_words_sees_the_photo(city: City, person: str, status: int) -> None:
    case, url = asked_with_photo(city)
    climb(city, case, "village", at(14, 40))
    act(
        case,
        rules.Consult(city.he.pk, city.desks["village"].pk, city.desks["insurance"].pk, "能报吗?"),
        at(14, 45),
    )

    with clock.fixed(at(14, 50)):
        client = sign_in(city.people[person])
        assert client.get(url).status_code == status
        assert client.get(f"{url}small/").status_code == status


def test_the_roster_sees_what_is_shared_with_it(city: City) -> None:
    _, url = asked_with_photo(city)
    he = sign_in(city.he)

    with clock.fixed(at(14, 40)):
        assert he.get(url).status_code == 404
    with clock.fixed(at(14, 41)):
        assert he.get(url).status_code == 200


def test_signed_out_one_is_asked_to_sign_in(city: City) -> None:
    _, url = asked_with_photo(city)

    assert Client().get(url)["Location"].startswith("/sign-in/")


def test_an_upload_that_belongs_to_nothing_is_not_served(city: City, wu: Client) -> None:
    blob = receive(upload(jpeg()))

    assert wu.get(f"/files/{blob.token}/").status_code == 404


def test_desks_see_it_beside_the_words(city: City) -> None:
    case, url = asked_with_photo(city)
    small = f'src="{url}small/"'

    with clock.fixed(at(14, 42)):
        assert small in sign_in(city.shen).get(f"/cases/{case.number}/").content.decode()
        shared = sign_in(city.he).get(f"/cases/{case.number}/").content.decode()
        assert small in shared and "吴长青" not in shared
        climb(city, case, "village", at(14, 42))
        assert small in sign_in(city.he).get(f"/desk/{case.number}/").content.decode()
        assert small in sign_in(city.shen).get(f"/cases/{case.number}/").content.decode()


def test_a_department_reads_its_brief_without_photos(city: City) -> None:
    case, _ = asked_with_photo(city)
    desks = city.desks
    brief = rules.Consult(city.shen.pk, desks["beat"].pk, desks["insurance"].pk, "能报吗?")
    act(case, brief, at(14, 40))
    consultation = case.consultations.get()

    with clock.fixed(at(14, 45)):
        page = sign_in(city.people["gu"]).get(f"/consultations/{consultation.pk}/")
    assert "能报吗?" in text_of(page)
    assert "/files/" not in page.content.decode()
