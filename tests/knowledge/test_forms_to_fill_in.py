"""Forms that go along with an item: checked, fetched by everybody, kept from text to text."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from lianhu.files.jobs import prepare_one
from lianhu.files.models import Blob
from lianhu.files.rules import Kind
from lianhu.files.services import receive
from lianhu.kernel import clock
from lianhu.knowledge import book, services
from lianhu.knowledge.attached import wrong_forms
from lianhu.knowledge.models import FormFile, Item, ItemVersion, Topic
from lianhu.knowledge.rules.publishing import Refused
from tests.cast import City, at, sign_in
from tests.knowledge.entries import UNTIL, block, entry, published
from tests.pages import text_of
from tests.papers import SCRIPT, docx, pdf, upload, xlsx
from tests.photos import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.page]

FORM = "低保申请表.docx"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def look_through() -> None:
    while prepare_one():
        pass


def write(city: City, item: Item, files: list[SimpleUploadedFile], **facts: Any) -> Any:
    """As the section's clerk sends the form of the page."""
    client = sign_in(city.people["gu"])
    path = f"/book/edit/items/{item.code}/draft/"
    with clock.fixed(at(10)):
        form = client.get(path).context["form"]
        values = {field.html_name: field.value() for field in form}
        data = {name: value for name, value in values.items() if value is not None}
        return client.post(path, data | {"reason": "加表", "files": files} | facts)


def go_live(city: City, item: Item) -> None:
    newest = ItemVersion.objects.filter(item=item).latest("number").number
    gu = city.people["gu"]
    services.review(item.pk, seen=newest, by=gu, review_on=UNTIL, now=at(10, 10))
    services.publish(item.pk, seen=newest, by=city.luo, now=at(10, 20))


@pytest.fixture
def item(city: City, topic: Topic) -> Item:
    """With a form."""
    item = published(topic, city)
    assert write(city, item, [upload(docx(), FORM)]).status_code == 302
    look_through()
    go_live(city, item)
    return item


def names(number: int) -> list[str]:
    rows = FormFile.objects.filter(version__number=number).order_by("position")
    return list(rows.values_list("name", flat=True))


def test_everybody_fetches_it_under_its_name(item: Item) -> None:
    page = Client().get(f"/book/items/{item.code}/")
    assert f"要填的表格 {FORM}" in text_of(page)
    assert "表格在下面" in text_of(page)

    answer: Any = Client().get(f"/book/items/{item.code}/forms/1/")

    assert b"".join(answer) == docx()
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(FORM)}"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Client().get(f"/book/items/{item.code}/forms/2/").status_code == 404
    assert FORM in text_of(Client().get(f"/book/items/{item.code}/sheet/"))


def test_a_draft_of_it_is_for_who_writes_and_checks(city: City, item: Item) -> None:
    assert write(city, item, [upload(pdf(), "样表.pdf")], attached=[]).status_code == 302
    look_through()

    assert names(3) == ["样表.pdf"]
    still: Any = Client().get(f"/book/items/{item.code}/forms/1/")
    assert b"".join(still) == docx()
    draft = f"/book/edit/items/{item.code}/versions/3/forms/1/"
    reads = [who for who in ("gu", "luo", "jiang", "he", "wu") if _gets(city, who, draft) == 200]
    assert reads == ["gu", "luo"]
    with clock.fixed(at(11)):
        page: Any = sign_in(city.people["gu"]).get(f"/book/edit/items/{item.code}/")
    changed = [one for one in page.context["differences"] if one["name"] == "要填的表格"]
    assert len(changed) == 1


def _gets(city: City, who: str, path: str) -> int:
    with clock.fixed(at(11)):
        return sign_in(city.people[who]).get(path).status_code


def test_a_newer_text_takes_them_along_whoever_writes_it(city: City, item: Item) -> None:
    services.draft(item.pk, entry(fee="十元"), seen=2, by=None, reason="", now=at(11))
    assert names(3) == [FORM]

    changed = [block(item.code, fee="二十元")]
    book.take(changed, publish=True, by=city.luo, reason="文件", now=at(11, 10))
    assert names(4) == [FORM]
    services.withdraw(item.pk, by=city.luo, why="停办", now=at(11, 20))
    assert Client().get(f"/book/items/{item.code}/forms/1/").status_code == 404
    services.restore(item.pk, by=city.luo, reason="又办", now=at(11, 30))
    assert names(5) == [FORM]
    assert Blob.objects.filter(kept=True).count() == 1
    assert list(wrong_forms()) == []


def test_an_import_publishes_no_form_that_only_a_draft_has(city: City, item: Item) -> None:
    write(city, item, [upload(pdf(), "没人看过.pdf")], attached=[])

    book.take([block(item.code, fee="二十元")], publish=True, by=city.luo, reason="", now=at(11))

    assert names(4) == [FORM]
    assert FORM in text_of(Client().get(f"/book/items/{item.code}/"))


def test_what_an_import_leaves_a_draft_keeps_the_forms_of_the_draft(city: City, item: Item) -> None:
    write(city, item, [upload(pdf(), "又一份.pdf")], attached=[])

    for fee, expected in (("十元", ["又一份.pdf"]), ("二十元", [FORM])):
        changed = [block(item.code, fee=fee)]
        book.take(changed, publish=False, by=city.luo, reason="", now=at(11))
        newest = ItemVersion.objects.latest("number").number
        assert names(newest) == expected
        services.give_up(item.pk, seen=newest, now=at(11, 10))


def test_an_import_publishes_nothing_with_a_form_that_cannot_be_read(
    city: City, item: Item
) -> None:
    Blob.objects.update(state=Blob.State.FAILED)

    with pytest.raises(Refused):
        book.take([block(item.code, fee="十元")], publish=True, by=city.luo, reason="", now=at(11))
    assert ItemVersion.objects.count() == 2


def test_what_is_ticked_stays_and_what_is_not_goes(city: City, item: Item) -> None:
    with clock.fixed(at(11)):
        path = f"/book/edit/items/{item.code}/draft/"
        page: Any = sign_in(city.people["gu"]).get(path)
        [(kept, _)] = page.context["taken"].rows

    write(city, item, [upload(xlsx(), "明细.xlsx")], attached=[kept])

    assert names(3) == [FORM, "明细.xlsx"]
    write(city, item, [])
    assert names(4) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pdf(SCRIPT), "申请表.pdf"),
        (b"MZ\x90\x00", "申请表.exe"),
        (b"<html><script>", "申请表.html"),
        (docx()[:200], "断了.docx"),
    ],
)
def test_what_does_something_is_not_taken(
    city: City, topic: Topic, content: bytes, name: str
) -> None:
    item = published(topic, city)

    answer = write(city, item, [upload(content, name)], fee="写好的字还在")

    assert answer.status_code == 422
    assert name in text_of(answer) and "写好的字还在" in answer.content.decode()
    assert not FormFile.objects.exists()


def test_somebody_elses_file_cannot_be_taken_along(city: City, item: Item) -> None:
    """By its token, which nobody who may not read it knows."""
    photo = receive(upload(jpeg(), "照片.jpg"), Kind.PHOTO)
    Blob.objects.filter(pk=photo.pk).update(kept=True)

    answer = write(city, item, [], attached=[f"{photo.token}/照片.jpg"])

    assert answer.status_code == 422
    assert ItemVersion.objects.count() == 2


def test_where_one_is_lost_the_others_stay_in_the_form(city: City, item: Item) -> None:
    kept = f"{Blob.objects.get().token}/{FORM}"

    answer = write(city, item, [upload(pdf(), "样表.pdf")], attached=["nothing/没了.pdf", kept])

    assert answer.status_code == 422
    assert "有的文件已经不在了" in text_of(answer)
    assert [one.name for _, one in answer.context["taken"].rows] == [FORM, "样表.pdf"]


def test_nobody_checks_what_has_not_been_looked_through(city: City, topic: Topic) -> None:
    item = published(topic, city)
    write(city, item, [upload(docx(), FORM)])
    gu = city.people["gu"]

    with pytest.raises(Refused) as refused:
        services.review(item.pk, seen=2, by=gu, review_on=UNTIL, now=at(10, 10))
    assert refused.value.code == "unread_file"
    Blob.objects.update(state=Blob.State.FAILED)
    with pytest.raises(Refused) as refused:
        services.review(item.pk, seen=2, by=gu, review_on=UNTIL, now=at(10, 10))
    assert refused.value.code == "broken_file"
    with clock.fixed(at(10, 20)):
        page = f"/book/edit/items/{item.code}/"
        said = sign_in(gu).post(page + "review/", {"seen": 2, "review_on": "2027-05-15"})
    assert "有一个文件打不开" in text_of(said)


def test_verify_tells_of_a_file_that_is_gone(item: Item) -> None:
    Blob.objects.update(digest="0" * 64)

    assert list(wrong_forms()) == [
        f"item {item.code}, version 2: file 1 is not there, or not as it was stored"
    ]
