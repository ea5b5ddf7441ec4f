"""Photos that come with words: sent once, prepared, and shown to those who may see the words."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from lianhu.cases import rules, services
from lianhu.cases.models import Attachment, Case, Event, Words
from lianhu.cases.verify import verify
from lianhu.files import disk, jobs
from lianhu.files.models import Blob
from lianhu.files.services import receive
from lianhu.kernel import clock
from tests.cases.photos.asked import asked_with_photo, kept_tokens, send
from tests.cast import QUESTION, City, act, ask, at, sign_in
from tests.pages import text_of
from tests.photos import HTML, jpeg, png_claiming, upload

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_the_limits_are_said_before(city: City, wu: Client) -> None:
    page = wu.get("/ask/")

    assert "最多9张，每张不超过10MB" in text_of(page)
    assert 'enctype="multipart/form-data"' in page.content.decode()


def test_photos_go_along_with_the_question_in_their_order(city: City, wu: Client) -> None:
    photos = [jpeg((n * 10, 10)) for n in range(1, 10)]

    response = send(wu, *photos)

    assert response.status_code == 302
    event = Event.objects.get(seq=1)
    assert event.data["photos"] == 9
    attached = Attachment.objects.filter(words=event.words).order_by("position")
    assert [row.blob.width for row in attached] == [n * 10 for n in range(1, 10)]
    assert all(row.blob.kept for row in attached)


def test_sending_twice_attaches_once(city: City, wu: Client) -> None:
    send(wu, jpeg())
    again = send(wu, jpeg())

    assert again.status_code == 302
    assert Case.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert Blob.objects.filter(kept=True).count() == 1  # the other is swept after a day


def test_another_photo_under_a_used_key_is_asked_back_and_not_lost(city: City, wu: Client) -> None:
    send(wu, jpeg())

    response = send(wu, jpeg(colour="blue"))

    page = response.content.decode()
    [token] = kept_tokens(page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None and "这是另一件事的话" in text_of(response)
    assert send(wu, key=key[1], photo=token, other="1").status_code == 302
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        (HTML, "IMG_1.jpg不是能打开的照片"),
        (png_claiming(50_000, 50_000), "IMG_1.jpg的像素太多了"),
        (jpeg() + bytes(10 * 1024 * 1024), "IMG_1.jpg超过10MB了"),
    ],
)
def test_what_is_refused_is_named_and_the_rest_stays(
    city: City, wu: Client, photo: bytes, said: str
) -> None:
    response = send(wu, photo, jpeg())

    page = response.content.decode()
    assert response.status_code == 422
    assert said in text_of(response)
    assert QUESTION in page
    assert not Case.objects.exists()
    [token] = kept_tokens(page)
    assert send(wu, photo=token).status_code == 302
    assert Attachment.objects.get().blob.token == token


def test_ten_are_too_many(city: City, wu: Client) -> None:
    response = send(wu, *[jpeg()] * 10)

    assert response.status_code == 422
    assert "照片超过9张了" in text_of(response)
    assert not Blob.objects.exists()


def test_nine_with_those_of_the_first_attempt(city: City, wu: Client) -> None:
    tokens = kept_tokens(send(wu, *[jpeg()] * 5, words=" ").content.decode())
    assert len(tokens) == 5

    assert send(wu, *[jpeg()] * 5, photo=tokens).status_code == 422
    assert send(wu, *[jpeg()] * 4, photo=tokens).status_code == 302
    assert Attachment.objects.count() == 9


def test_photos_wait_while_an_identity_number_is_pointed_out(city: City, wu: Client) -> None:
    words = "我的身份证11010519491231002X,帮我查查"

    warned = send(wu, jpeg(), words=words)
    sent = send(wu, words=words, warned="1", photo=kept_tokens(warned.content.decode()))

    assert sent.status_code == 302
    assert Attachment.objects.count() == 1


def test_sent_once_more_when_they_are_prepared_they_are_known_again(city: City, wu: Client) -> None:
    tokens = kept_tokens(send(wu, jpeg(), words=" ").text)
    first = send(wu, photo=tokens)
    assert first.status_code == 302 and jobs.prepare_one()

    again = send(wu, photo=tokens)

    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Case.objects.count() == Attachment.objects.count() == 1


def test_so_is_what_is_added_with_them(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    sent = {"key": "n1", "seq": case.seq, "words": "看"}
    refused = wu.post(f"/my/{case.number}/note/", sent | {"photos": [upload(jpeg()), upload(HTML)]})
    sent |= {"photo": kept_tokens(refused.text)}
    assert wu.post(f"/my/{case.number}/note/", sent).status_code == 302
    assert jobs.prepare_one()

    assert wu.post(f"/my/{case.number}/note/", sent).status_code == 302
    assert Event.objects.filter(kind=rules.Kind.NOTED).count() == 1
    assert Attachment.objects.count() == 1


def test_a_photo_that_was_swept_away_is_asked_for_again(city: City, wu: Client) -> None:
    [token] = kept_tokens(send(wu, jpeg(), words=" ").content.decode())
    Blob.objects.all().delete()

    response = send(wu, photo=token)

    assert response.status_code == 422
    assert "有的照片或录音已经不在了" in text_of(response)
    assert not Case.objects.exists()


def test_nobody_takes_the_photo_of_another_case(city: City, wu: Client) -> None:
    send(wu, jpeg())
    token = Blob.objects.get().token
    with clock.fixed(at(14, 40)):
        stolen = send(sign_in(city.people["ren"]), photo=token)

    assert stolen.status_code == 422
    assert Case.objects.count() == 1
    assert kept_tokens(stolen.content.decode()) == []


def test_what_fails_leaves_an_upload_that_nobody_keeps(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = receive(upload(jpeg()))

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "settle", fail)
    question = services.Question(city.wu, city.nodes["beat"], QUESTION, photos=[blob])
    with pytest.raises(RuntimeError):
        services.ask(question, key="k", now=at(9))

    assert not Case.objects.exists()
    assert not Attachment.objects.exists()
    assert Blob.objects.get().kept is False


def test_a_photo_is_a_word_too(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))

    added = wu.post(
        f"/my/{case.number}/note/", {"seq": case.seq, "words": "", "photos": [upload(jpeg())]}
    )

    assert added.status_code == 302
    noted = Event.objects.get(kind=rules.Kind.NOTED)
    assert noted.data == {"photos": 1}
    assert Words.objects.get(event=noted).body == ""
    nothing = wu.post(f"/my/{case.number}/note/", {"seq": case.seq + 1, "words": ""})
    assert nothing.status_code == 422


def test_a_conflict_loses_no_photo(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    seq = case.seq
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 5))
    url = f"/my/{case.number}/note/"

    conflict = wu.post(url, {"seq": seq, "words": "看", "photos": [upload(jpeg())]})
    tokens = kept_tokens(conflict.content.decode())

    assert conflict.status_code == 409
    assert wu.post(url, {"seq": seq + 1, "words": "看", "photo": tokens}).status_code == 302
    assert Attachment.objects.count() == 1


def test_not_solved_with_a_photo(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "好了"), at(14, 5))

    sent = {"seq": case.seq + 2, "words": "", "photos": [upload(jpeg())]}
    assert wu.post(f"/my/{case.number}/reopen/", sent).status_code == 302

    assert Attachment.objects.get().words.event.kind == rules.Kind.REOPENED


def test_verify_finds_nothing_wrong_with_photos(city: City, wu: Client) -> None:
    send(wu, jpeg(), jpeg())
    assert verify().findings == []
    jobs.prepare_one()
    assert verify().findings == []  # with one that is done and one that waits


def lose_a_row() -> None:
    Attachment.objects.get().delete()


def lose_the_picture() -> None:
    disk.remove(disk.picture_path(Blob.objects.get().token))


def lose_the_hold() -> None:
    Blob.objects.update(kept=False)


@pytest.mark.parametrize("corrupt", [lose_a_row, lose_the_picture, lose_the_hold])
def test_verify_finds_a_lost_photo(city: City, corrupt: Callable[[], None]) -> None:
    case, _ = asked_with_photo(city)
    assert verify().findings == []

    corrupt()

    [found] = verify().findings
    assert found.case == case.number
    assert "photo" in found.what
