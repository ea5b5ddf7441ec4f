"""Photos that come with what is said: for whoever reads the group, and gone with the message."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lianhu.cases.models import Attachment, Case
from lianhu.files import disk, jobs, pictures
from lianhu.files.models import Blob
from lianhu.groups import services
from lianhu.groups.jobs import KEPT_FOR, sweep
from lianhu.groups.models import Message, Photo, Said
from lianhu.kernel import clock
from tests.cast import City, at, sign_in
from tests.groups.talk import say
from tests.pages import text_of
from tests.photos import HTML, REMARK, jpeg, upload

pytestmark = [pytest.mark.django_db, pytest.mark.page]

BEAT = "/groups/at/beat/"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def send(client: Client, *photos: bytes, path: str = f"{BEAT}say/", **more: Any) -> Any:
    files = [upload(photo, f"IMG_{n}.jpg") for n, photo in enumerate(photos, 1)]
    return client.post(path, {"key": "k1", "words": "楼道这样了", "photos": files} | more)


def kept_tokens(page: str) -> list[str]:
    return re.findall(r'name="photo" value="([^"]+)" checked', page)


def shown_photo(city: City, who: str = "wu") -> tuple[Message, str]:
    """Something of theirs with a photo, prepared; and where that is."""
    send(sign_in(city.people[who]), jpeg())
    assert jobs.prepare_one()
    return Message.objects.get(), f"/groups/photos/{Blob.objects.get().token}/"


def remove(city: City, who: str, message: Message, **reason: str) -> None:
    path = f"/groups/messages/{message.pk}/remove/"
    assert sign_in(city.people[who]).post(path, reason).status_code == 302


def test_up_to_three_go_along_in_their_order(city: City) -> None:
    client = sign_in(city.people["wu"])
    page = client.get(BEAT)
    assert "最多3张，每张不超过10MB" in text_of(page)
    assert 'enctype="multipart/form-data"' in page.text

    assert send(client, *[jpeg((n * 10, 10)) for n in (1, 2, 3)]).status_code == 302

    photos = Photo.objects.filter(said=Message.objects.get().said).order_by("position")
    assert [photo.blob.width for photo in photos] == [10, 20, 30]
    assert all(photo.blob.kept for photo in photos)


def test_a_photo_alone_says_something(city: City) -> None:
    client = sign_in(city.people["wu"])
    assert send(client, words="").status_code == 422
    assert send(client, jpeg(), words="").status_code == 302

    asked = Message.objects.get()
    say(city, "zheng", "真乱", at(14, 34), reply_to=asked)
    page = text_of(sign_in(city.people["zheng"]).get(BEAT))
    assert "照片1 正在处理" in page and "回复吴长青：（照片）" in page
    assert f"/groups/messages/{asked.pk}/ask/" not in client.get(BEAT).text


def test_four_are_too_many_and_the_words_stay(city: City) -> None:
    page = send(sign_in(city.people["wu"]), *[jpeg()] * 4)

    assert page.status_code == 422
    assert "照片超过3张了" in text_of(page) and "楼道这样了" in page.text
    assert not Message.objects.exists() and not Blob.objects.exists()


def test_what_is_refused_is_named_and_the_others_stay(city: City) -> None:
    client = sign_in(city.people["wu"])

    page = send(client, HTML, jpeg())

    assert page.status_code == 422 and "IMG_1.jpg不是能打开的照片" in text_of(page)
    tokens = kept_tokens(page.text)
    assert len(tokens) == 1
    assert send(client, photo=tokens).status_code == 302
    assert Photo.objects.get().blob.token == tokens[0]


def test_photos_wait_while_a_number_is_caught(city: City) -> None:
    client = sign_in(city.people["wu"])

    page = send(client, jpeg(), words="打我13912345678")

    assert page.status_code == 422 and "里面有手机号" in text_of(page)
    assert send(client, photo=kept_tokens(page.text), words="打我电话").status_code == 302
    assert Photo.objects.count() == 1


def test_they_go_along_to_be_asked_privately(city: City) -> None:
    client = sign_in(city.people["wu"])
    page = send(client, jpeg(), jpeg(colour="blue"), words="打我13912345678")
    private = page.text.partition('<form class="gr-private"')[2].partition("</form>")[0]
    tokens = re.findall(r'type="hidden" name="photo" value="([^"]+)"', private)
    assert tokens == [blob.token for blob in Blob.objects.order_by("pk")]

    ask = client.post("/ask/", {"begin": "1", "words": "打我13912345678", "photo": tokens})

    assert ask.status_code == 200 and kept_tokens(ask.text) == tokens
    assert not Blob.objects.filter(kept=True).exists()


def test_asked_officially_they_are_the_matters_too(city: City) -> None:
    """Of whoever may read that, and without where they were taken; also when the message goes."""
    message, _ = shown_photo(city)
    client = sign_in(city.people["wu"])
    for _again in range(2):
        assert client.post(f"/groups/messages/{message.pk}/ask/").status_code == 302
    case, attached = Case.objects.get(), Attachment.objects.get()
    assert (attached.words.case, attached.blob.kept) == (case, True)
    while jobs.prepare_one():
        pass
    remove(city, "wu", message)

    path = f"/files/{attached.blob.token}/"
    for who, status in (("wu", 200), ("shen", 200), ("zheng", 404), ("yan", 404)):
        assert sign_in(city.people[who]).get(path).status_code == status, who
    assert path in sign_in(city.shen).get(f"/cases/{case.number}/").text


def test_asked_before_they_were_prepared_they_go_along_too(city: City) -> None:
    client = sign_in(city.people["wu"])
    send(client, jpeg())
    client.post(f"/groups/messages/{Message.objects.get().pk}/ask/")
    while jobs.prepare_one():
        pass
    attached = Attachment.objects.get()
    photo = pictures_of(client, f"/files/{attached.blob.token}/")
    assert REMARK not in photo


def test_what_could_not_be_prepared_keeps_nothing_from_being_asked(city: City) -> None:
    client = sign_in(city.people["wu"])
    send(client, jpeg())
    Blob.objects.update(state=Blob.State.FAILED)
    client.post(f"/groups/messages/{Message.objects.get().pk}/ask/")
    assert Case.objects.count() == 1
    assert not Attachment.objects.exists()


def pictures_of(client: Client, path: str) -> bytes:
    return b"".join(client.get(path))


def test_sent_twice_they_are_there_once(city: City) -> None:
    client = sign_in(city.people["wu"])
    send(client, jpeg())
    assert send(client, jpeg()).status_code == 302
    page = send(client, jpeg(colour="blue"))

    assert page.status_code == 422 and len(kept_tokens(page.text)) == 1
    assert Message.objects.count() == Photo.objects.count() == 1


def test_sent_once_more_when_they_are_prepared_they_are_known_again(city: City) -> None:
    """In a form that was refused once, they are told by what they were uploaded as."""
    client = sign_in(city.people["wu"])
    tokens = kept_tokens(send(client, HTML, jpeg()).text)
    assert send(client, photo=tokens).status_code == 302
    assert jobs.prepare_one()

    again = send(client, photo=tokens)

    assert (again.status_code, again["Location"]) == (302, BEAT)
    assert Message.objects.count() == Photo.objects.count() == 1


def test_they_go_with_a_reply_too(city: City) -> None:
    message = say(city, "wu", "楼道怎么样？", at(14))
    client = sign_in(city.people["zheng"])
    reply = f"/groups/messages/{message.pk}/reply/"

    assert send(client, *[jpeg()] * 4, path=reply).status_code == 422
    assert send(client, jpeg(), path=reply).status_code == 302
    jobs.prepare_one()

    assert f"/groups/photos/{Blob.objects.get().token}/" in client.get(reply[:-6]).text


@pytest.mark.parametrize(
    ("photos", "words"), [(4, "我家也是"), (1, "打我13912345678"), (0, "打我13912345678")]
)
def test_a_reply_to_what_was_removed_meanwhile_stays_to_be_copied(
    city: City, photos: int, words: str
) -> None:
    """Whatever else is wrong with it."""
    message = say(city, "wu", "楼道怎么样？", at(14))
    remove(city, "shen", message, reason="说的是别人家")
    reply = f"/groups/messages/{message.pk}/reply/"

    page = send(sign_in(city.people["zheng"]), *[jpeg()] * photos, path=reply, words=words)

    assert page.status_code == 422
    assert f">\n{words}</textarea>" in page.text or f">{words}</textarea>" in page.text
    assert "这条消息已经不在了" in text_of(page)


def test_whoever_reads_the_group_sees_them_and_nobody_else(city: City) -> None:
    _, path = shown_photo(city)

    for who in ("wu", "zheng", "shen", "tong", "he"):
        client = sign_in(city.people[who])
        page = client.get(BEAT).text
        assert f'<a href="{path}"><img src="{path}small/"' in page, who
        for address in (path, f"{path}small/"):
            response = client.get(address)
            assert response["Content-Type"] == "image/jpeg"
            assert response["Cache-Control"] == "private, no-cache"
            content = response.getvalue()
            assert content.startswith(b"\xff\xd8") and REMARK not in content
    for who in ("ren", "yan", "bo", "ma", "gu", "qin"):
        client = sign_in(city.people[who])
        assert client.get(path).status_code == client.get(f"{path}small/").status_code == 404, who
    assert Client().get(path)["Location"].startswith("/sign-in/")
    token = path.split("/")[-2]
    assert sign_in(city.people["zheng"]).get(f"/files/{token}/").status_code == 404


def test_until_they_are_prepared_there_is_a_note_and_then_that_is_news(city: City) -> None:
    client = sign_in(city.people["zheng"])
    send(sign_in(city.people["wu"]), jpeg())
    token = Blob.objects.get().token
    page = client.get(BEAT)
    assert "照片1 正在处理" in text_of(page) and token not in page.text
    assert client.get(f"/groups/photos/{token}/").status_code == 404
    news = {"HX-Request": "true", "If-None-Match": page["ETag"]}
    assert client.get(BEAT, headers=news).status_code == 304

    jobs.prepare_one()

    assert token in client.get(BEAT, headers=news).text


def test_of_what_the_owner_removed_its_author_alone_sees_them(city: City) -> None:
    message, path = shown_photo(city)

    remove(city, "shen", message, reason="照片里有别人")

    for who, found in (("wu", 200), ("zheng", 404), ("shen", 404)):
        client = sign_in(city.people[who])
        assert client.get(path).status_code == found, who
        assert (path in client.get(BEAT).text) == (found == 200), who


def test_what_its_author_takes_back_is_gone_from_the_disk(city: City, folder: Path) -> None:
    message, path = shown_photo(city)
    token = Blob.objects.get().token
    files = [disk.picture_path(token), disk.picture_path(token, small=True)]
    assert all(file.is_file() for file in files)

    remove(city, "shen", message, reason="照片里有别人")
    remove(city, "wu", message)

    assert sign_in(city.people["wu"]).get(path).status_code == 404
    assert not Photo.objects.exists()
    assert jobs.sweep(clock.wall()) == 1
    assert not Blob.objects.exists() and not any(file.exists() for file in files)


def test_a_photo_alone_that_was_removed_can_be_taken_back(city: City) -> None:
    send(sign_in(city.people["wu"]), jpeg(), words="")
    message = Message.objects.get()
    remove(city, "shen", message, reason="照片里有别人")

    remove(city, "wu", message)

    assert not Photo.objects.exists() and Said.objects.get().erased_at is not None


def test_nobody_says_again_what_was_let_go(city: City) -> None:
    message, _ = shown_photo(city)
    token = Blob.objects.get().token
    remove(city, "wu", message)

    page = send(sign_in(city.people["zheng"]), photo=[token], key="k2")

    assert page.status_code == 422 and not Photo.objects.exists()


def test_what_is_old_goes_with_its_photos(city: City) -> None:
    shown_photo(city)

    sweep(at(14, 34) + KEPT_FOR)

    assert not Photo.objects.exists() and not Blob.objects.filter(kept=True).exists()


def written(queries: CaptureQueriesContext) -> list[str]:
    """The tables whose rows were locked by changing them, in that order."""
    found = [re.match(r'(?:UPDATE|DELETE FROM) "(\w+)"', row["sql"]) for row in queries]
    return [match[1] for match in found if match]


def test_taking_back_and_sweeping_lock_in_one_order(city: City) -> None:
    """Done to one message at once, they never wait for each other."""
    client = sign_in(city.people["wu"])
    for key in ("k1", "k2"):
        send(client, jpeg(), key=key, words="几点来水？")
    first = Message.objects.order_by("pk")[0]

    with CaptureQueriesContext(connection) as taking_back:
        services.remove(first, city.people["wu"], "", looks_after=False, now=at(15))
    with CaptureQueriesContext(connection) as sweeping:
        sweep(at(14, 34) + KEPT_FOR)

    order = ["groups_message", "groups_piece", "groups_photo", "files_blob", "groups_said"]
    assert written(sweeping) == order
    assert list(dict.fromkeys(written(taking_back))) == [*order, "groups_group"]
    assert written(taking_back).count("groups_piece") == 1


def test_what_is_let_go_unprepared_is_never_prepared_nor_kept(city: City, folder: Path) -> None:
    client = sign_in(city.people["wu"])
    send(client, jpeg())
    blob = Blob.objects.get()
    remove(city, "wu", Message.objects.get())

    assert not jobs.prepare_one()
    assert send(client, photo=[blob.token], key="k2").status_code == 422
    assert not Photo.objects.exists()
    assert jobs.sweep(clock.wall()) == 1
    assert not Blob.objects.exists() and not disk.upload_path(blob.token).exists()


@pytest.mark.parametrize("is_swept", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_let_go_while_it_is_drawn_it_leaves_nothing(
    city: City, folder: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool, is_swept: bool
) -> None:
    send(sign_in(city.people["wu"]), jpeg((1000, 500)))
    message = Message.objects.get()
    save = pictures.save

    def let_go_meanwhile(picture: Any, file: Any) -> None:
        save(picture, file)
        if is_last := picture.width > pictures.LONGEST_SMALL:
            remove(city, "wu", message)
            if is_swept:
                jobs.sweep(clock.wall())
        if is_last and fails:
            raise OSError

    monkeypatch.setattr(pictures, "save", let_go_meanwhile)

    assert jobs.prepare_one()
    assert not jobs.prepare_one()
    assert not Blob.objects.exclude(state=Blob.State.FAILED, kept=False).exists()
    jobs.sweep(clock.wall())
    assert not Blob.objects.exists()
    assert not any(path.is_file() for path in folder.rglob("*"))


def test_photos_cost_the_feed_no_question_each(city: City, django_assert_num_queries: Any) -> None:
    client = sign_in(city.people["zheng"])
    for n in range(2):
        send(sign_in(city.people["wu"]), *[jpeg()] * (n + 1), key=f"k{n}")
    client.get(BEAT)

    with django_assert_num_queries(14):
        client.get(BEAT)
