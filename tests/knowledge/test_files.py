"""Files of the book: what would come of them, and what does."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from lianhu.inbox.models import Item as InboxItem
from lianhu.kernel import clock
from lianhu.knowledge import book, services
from lianhu.knowledge.book import Outcome
from lianhu.knowledge.jobs import sweep_book
from lianhu.knowledge.models import BookFile, Item, ItemVersion, Posting, Topic
from lianhu.knowledge.rules.markdown import render
from lianhu.knowledge.rules.publishing import Refused
from lianhu.knowledge.search import search
from lianhu.web import cli, environment
from tests.cast import FRIDAY, SATURDAY, City, at, sign_in
from tests.knowledge.entries import UNTIL, block, entry, published
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def send(city: City, text: str | bytes, name: str = "book.md") -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    with clock.fixed(at(10)):
        return sign_in(city.luo).post(
            "/book/edit/files/", {"file": SimpleUploadedFile(name, content)}, follow=True
        )


def take(city: City, **data: str) -> Any:
    token = BookFile.objects.latest("pk").token
    with clock.fixed(at(10)):
        return sign_in(city.luo).post(f"/book/edit/files/{token}/take/", data)


def test_drafts_go_to_their_owners(city: City, topic: Topic) -> None:
    page = send(city, render([block(), block("a.other", title="另一件", owner="")]))
    assert "还没有收下任何内容" in text_of(page)
    assert not Item.objects.exists()

    assert take(city, how="drafts").status_code == 302

    assert Item.objects.published().count() == 0
    waiting = InboxItem.objects.get(done_at=None)
    assert (waiting.kind, waiting.desk) == ("book_check", city.desks["insurance"])
    assert ItemVersion.objects.filter(stage="draft", author=city.luo).count() == 2
    assert take(city, how="drafts").status_code == 422


def test_published_when_the_departments_have_checked(city: City, topic: Topic) -> None:
    send(city, render([block()]))
    assert take(city, how="published").status_code == 422
    assert take(city, how="published", checked="on").status_code == 302

    item = Item.objects.get()
    assert (item.checked_by, item.checked_on, item.review_on) == (city.luo, FRIDAY, UNTIL)
    assert [hit.item for hit in search("异地住院", today=FRIDAY)] == [item]
    assert [one.entry for one in book.blocks()] == [block().entry]


def test_what_nobody_answers_for_is_not_published(city: City, topic: Topic) -> None:
    page = send(city, render([block(owner="")]))
    assert "不能直接发布" in text_of(page)
    assert take(city, how="published", checked="on").status_code == 409
    assert not Item.objects.exists()


def test_new_changed_and_the_same(city: City, topic: Topic) -> None:
    item = published(topic, city)
    same, changed = block(item.code), block(item.code, fee="十元")
    new = block("a.new", title="新的")

    assert [one for _, one in book.compare([same, new])] == [Outcome.SAME, Outcome.NEW]
    taken = book.take([changed, new], publish=False, by=city.luo, reason="", now=at(10))

    assert (taken.new, taken.changed, taken.same) == (1, 1, 0)
    item.refresh_from_db()
    assert item.live is not None and item.live.entry.fee == "不收费"
    assert item.versions.latest("number").entry.fee == "十元"
    again = book.take([changed], publish=False, by=city.luo, reason="", now=at(10))
    assert again.changed == 1 and item.versions.count() == 2  # the draft says it already


def test_moved_to_another_what_to_do(city: City, topic: Topic) -> None:
    item = published(topic, city)
    area = Topic.objects.get(code="medical")
    Topic.objects.add_child(area, {"code": "medical.x", "name": "宠物怎么办", "name_en": "Pets"})
    moved = book.from_data(["医疗保险", "宠物怎么办", *book.as_data(block(item.code))[2:]])

    book.take([moved], publish=True, by=city.luo, reason="", now=at(10))

    assert [hit.item for hit in search("宠物", today=FRIDAY)] == [item]


def test_many_at_once_are_found(city: City, topic: Topic) -> None:
    many = [block(f"a.n{n}", title=f"第{n}件事") for n in range(45)]

    book.take(many, publish=True, by=city.luo, reason="", now=at(10))

    assert search("第44件事", today=FRIDAY)[0].item.code == "a.n44"
    assert Posting.objects.exists()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"owner": "nobody"}, "没有哪个部门席位用这个代码"),
        ({"sentence": "太长" * 20}, "最多30个字"),
        ({"steps": tuple("一二三四五六")}, "最多5条"),
    ],
)
def test_what_is_wrong_is_said(city: City, topic: Topic, parts: dict[str, Any], why: str) -> None:
    page = text_of(send(city, render([block(**parts)])))

    assert why in page
    assert "全部改对之前，什么都不会收下" in page
    assert take(city, how="drafts").status_code in (409, 422)
    assert not Item.objects.exists()


def test_a_file_that_cannot_be_read_at_all(city: City, topic: Topic) -> None:
    assert send(city, b"\xff\xfe\x00", "book.md").status_code == 422
    assert send(city, b"PK\x03\x04", "book.xlsx").status_code == 422


def test_withdrawn_twice_and_taken(city: City, topic: Topic) -> None:
    item = published(topic, city)
    services.withdraw(item.pk, by=city.luo, why="停办", now=at(9, 30))
    rows = [block(item.code), block("a.b", title="同名"), block("a.b", title="同名")]

    found = {one.what for one in book.check(rows)}

    assert found == {book.Cannot.WITHDRAWN, book.Cannot.CODE_TWICE, book.Cannot.TITLE_TWICE}
    with pytest.raises(Refused):
        book.take(rows, publish=False, by=city.luo, reason="", now=at(10))


def test_out_and_in_again(city: City, topic: Topic) -> None:
    published(topic, city)
    client = sign_in(city.luo)
    with clock.fixed(at(10)):
        for kind in ("md", "xlsx"):
            content = client.get(f"/book/edit/export/{kind}/").content
            page = text_of(send(city, content, f"book.{kind}"))
            assert "已经是这样了" in page, kind
        assert client.get("/book/edit/export/pdf/").status_code == 404


def test_files_that_nobody_takes_go(city: City, topic: Topic) -> None:
    send(city, render([block()]))
    sweep_book(at(9, day=SATURDAY))
    assert BookFile.objects.exists()
    sweep_book(at(11, day=SATURDAY))
    assert not BookFile.objects.exists()


def test_another_editor_does_not_see_it(city: City, topic: Topic) -> None:
    send(city, render([block()]))
    token = BookFile.objects.get().token
    client = sign_in(city.people["fang"])
    assert client.get(f"/book/edit/files/{token}/").status_code == 403


class TestCommand:
    @pytest.fixture(autouse=True)
    def set_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(environment, "set_up", lambda options: None)

    def run(self, *arguments: object) -> int:
        with clock.fixed(at(10)):
            return cli.main(["book", *map(str, arguments)])

    def test_out_and_in(self, city: City, topic: Topic, tmp_path: Any, capsys: Any) -> None:
        item = published(topic, city)
        for name in ("book.md", "book.xlsx"):
            assert self.run("export", tmp_path / name) == 0
            services.draft(
                item.pk,
                entry(fee="十元"),
                seen=item.versions.count(),
                by=None,
                reason="",
                now=at(10),
            )
            assert self.run("import", tmp_path / name, "--dry-run") == 0
            assert "same             1" in capsys.readouterr().out

    def test_wrong_lines_in_both_languages(
        self, city: City, topic: Topic, tmp_path: Any, capsys: Any
    ) -> None:
        path = tmp_path / "book.md"
        path.write_text(render([block(owner="nobody")]), encoding="utf-8")

        assert self.run("import", path) == 1

        said = capsys.readouterr().err
        assert "没有哪个部门席位用这个代码" in said and "No desk of a department" in said
        assert not Item.objects.exists()

    def test_what_came_between_is_said_in_words(
        self, city: City, topic: Topic, tmp_path: Any, capsys: Any, monkeypatch: Any
    ) -> None:
        """It was looked through before: what stands in the way now is another's doing."""
        path = tmp_path / "book.md"
        path.write_text(render([block()]), encoding="utf-8")

        def take(*blocks: object, **how: object) -> None:
            raise Refused("faults")

        monkeypatch.setattr(book, "take", take)
        with translation.override("en"):
            assert self.run("import", path) == 1

        assert "Nothing was taken. Something is missing in the text" in capsys.readouterr().err

    def test_to_be_published_it_needs_a_name(self, city: City, topic: Topic, tmp_path: Any) -> None:
        path = tmp_path / "book.md"
        path.write_text(render([block()]), encoding="utf-8")
        assert self.run("import", path, "--publish") == 1
        assert self.run("import", path) == 0
        assert ItemVersion.objects.get().stage == "draft"

    def test_the_sample_is_for_an_empty_book(self, city: City, topic: Topic) -> None:
        assert self.run("sample") == 1  # the cast's areas are not those of the sample
        published(topic, city)
        assert self.run("sample") == 1
