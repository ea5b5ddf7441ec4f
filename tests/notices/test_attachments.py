"""Files that go along with a notice: who gets them, and until when."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from lianhu.files import disk
from lianhu.files.attaching import LONGEST_NAME, MOST, name_of
from lianhu.files.jobs import sweep
from lianhu.files.models import Blob
from lianhu.files.rules import Kind
from lianhu.files.services import Gone
from lianhu.inbox import services as inbox
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.notices import joining, queries, questions, sending_on, services
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.attachments.rules import key_of
from lianhu.notices.attachments.services import of_version
from lianhu.notices.attachments.verifying import wrong_attachments
from lianhu.notices.models import Notice, Question, Version
from lianhu.notices.rules.sending import Code, Refused
from tests.cast import City, at, sign_in
from tests.inbox.rounds import work
from tests.notices import small
from tests.notices.pages import form, get, post
from tests.pages import text_of
from tests.papers import SCRIPT, docx, pdf, upload, xlsx
from tests.photos import jpeg

names = st.text(max_size=120)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def gets(
    city: City, who: str, notice: int, file: int, *, desk: bool = False, more: str = ""
) -> int:
    place = "" if desk else "to-me/"
    with clock.fixed(at(9, 5)):
        response = sign_in(city.people[who]).get(f"/notices/{place}{notice}/files/{file}/{more}")
    return response.status_code


def write(city: City, files: list[SimpleUploadedFile], **facts: Any) -> Any:
    return post(city, "fang", "/notices/write/", form(city, files=files, **facts))


def blobs() -> list[str]:
    """Those that are kept."""
    return list(Blob.objects.filter(kept=True).order_by("pk").values_list("token", flat=True))


@pytest.mark.once
@given(names, st.integers(1, MOST))
def test_a_name_is_short_and_has_no_folders(sent: str, place: int) -> None:
    name = name_of(sent, place)
    assert 0 < len(name) <= LONGEST_NAME
    assert "/" not in name and "\\" not in name
    assert name_of(name, place) == name


@pytest.mark.once
def test_a_long_name_keeps_its_ending() -> None:
    assert name_of("../文件/" + "长" * 100 + ".docx", 1) == "长" * 75 + ".docx"
    assert name_of("C:\\桌面\\办法.pdf", 1) == "办法.pdf"
    assert name_of("...", 2) == "2"


@pytest.mark.once
@given(names, st.integers(1, MOST))
def test_with_an_ending_it_has_that_one(sent: str, place: int) -> None:
    name = name_of(sent, place, ".docx")
    assert len(".docx") < len(name) <= LONGEST_NAME and name.endswith(".docx")
    assert name_of(name, place, ".docx") == name


@pytest.mark.django_db
def test_what_it_is_called_runs_nothing(city: City) -> None:
    assert write(city, [upload(pdf(), "通知.hta")]).status_code == 302
    small.look_through()
    [file] = Attachment.objects.all()
    assert file.name == "通知.hta.pdf"
    # Of those that were taken before.
    Attachment.objects.update(name="通知.hta")
    with clock.fixed(at(9)):
        path = f"/notices/{file.version.notice_id}/files/{file.pk}/"
        said = sign_in(city.people["fang"]).get(path)["Content-Disposition"]
    assert said.endswith(".hta.pdf")


@pytest.mark.django_db
def test_a_nul_where_a_file_is_named_breaks_nothing(city: City) -> None:
    assert write(city, [], attached=["a\x00b/c.pdf"]).status_code == 422


@pytest.mark.once
@given(st.lists(st.text(min_size=1), max_size=MOST), st.lists(st.text(min_size=1), max_size=MOST))
def test_the_same_files_have_the_same_key(first: list[str], second: list[str]) -> None:
    assert (key_of(first) == key_of(second)) == (set(first) == set(second))


@pytest.mark.django_db
def test_readers_get_them_and_nobody_else_does(city: City) -> None:
    both = (Who.OFFICER, Who.HOUSEHOLD)
    notice = small.sent(city, "village", "he", who=both, attached=(small.attached(),))
    file = Attachment.objects.get().pk

    reached = [
        who for who in ("shen", "tong", "wu", "yan", "he") if gets(city, who, notice, file) == 200
    ]
    assert reached == ["shen", "tong", "wu"]
    own = ("he", "fang", "qin", "shen", "wu")
    assert [who for who in own if gets(city, who, notice, file, desk=True) == 200] == [
        "he", "fang", "qin",
    ]  # fmt: skip
    assert gets(city, "shen", notice, file + 1) == 404
    assert "发放办法.pdf" in get(city, "shen", f"/notices/to-me/{notice}/")


@pytest.mark.django_db
def test_they_are_beside_a_question_for_who_asks_and_who_answers(city: City) -> None:
    """The desk that answers need not be the one that sends."""
    contact = city.desks["insurance"]
    notice = small.sent(city, "village", "he", contact=contact, attached=(small.attached(),))
    questions.ask(Notice.objects.get(pk=notice), "几点?", by=city.shen, key="q", now=at(9))
    page = f"/notices/questions/{Question.objects.get().pk}/"
    file = f"{page}files/{Attachment.objects.get().pk}/"
    for who in ("shen", "gu"):
        with clock.fixed(at(9, 5)):
            client = sign_in(city.people[who])
            assert f'href="{file}"' in client.get(page).text
            assert client.get(file).status_code == 200
    for who in ("he", "tong", "wu"):
        with clock.fixed(at(9, 5)):
            assert sign_in(city.people[who]).get(file).status_code == 404
    services.withdraw(notice, by=city.he, why="发错了", now=at(9, 10))
    with clock.fixed(at(9, 15)):
        assert sign_in(city.shen).get(file).status_code == 404
        assert file not in sign_in(city.shen).get(page).text


@pytest.mark.django_db
def test_a_paper_is_saved_under_its_name_and_runs_nothing(city: City) -> None:
    notice = small.sent(city, "village", "he", attached=(small.attached(docx(), "办法.docx"),))
    path = f"/notices/to-me/{notice}/files/{Attachment.objects.get().pk}/"
    with clock.fixed(at(9)):
        response = sign_in(city.shen).get(path)

    assert b"".join(response) == docx()
    said = response["Content-Disposition"]
    assert said == "attachment; filename*=utf-8''%E5%8A%9E%E6%B3%95.docx"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_file_belongs_to_what_makes_a_notice_the_same(city: City) -> None:
    same: dict[str, Any] = {"document": small.DOCUMENT}
    first = small.sent(city, "city", "luo", attached=(small.attached(),), **same)
    second = small.draft(city, "town", "fang", attached=(small.attached(name="别的.pdf"),), **same)
    other = small.draft(city, "town", "fang", attached=(small.attached(docx()),), **same)
    bare = small.draft(city, "town", "fang", **same)
    found = [queries.alike(small.newest(one), at(9)) for one in (second, other, bare)]

    assert [[row.notice_id for row in alike.same] for alike in found] == [[first], [], []]
    assert [alike.near for alike in found] == [(), (), ()]
    with pytest.raises(Refused) as refused:
        joining.join(bare, small.newest(first), places=[])
    assert refused.value.code is Code.NOT_SAME


@pytest.mark.django_db
def test_a_correction_keeps_or_changes_them(city: City) -> None:
    notice = small.sent(
        city, "village", "he", attached=(small.attached(), small.attached(xlsx(), "表.xlsx"))
    )
    first, second = Attachment.objects.order_by("pk")
    kept = tuple(of_version(small.newest(notice).pk).attached[:1])
    added = small.attached(jpeg(), "图.jpg", kind=Kind.PHOTO)
    text = small.written(city, "village", why="换了表", attached=(*kept, added))
    services.correct(notice, text, by=city.people["he"], now=at(9, 1))
    # Nothing of the draft reaches anybody.
    assert gets(city, "shen", notice, second.pk) == 200
    services.discard(notice, now=at(9, 2))
    assert blobs() == [first.blob.token, second.blob.token]

    added = small.attached(jpeg(), "图.jpg", kind=Kind.PHOTO)
    text = small.written(city, "village", why="换了表", attached=(*kept, added))
    services.correct(notice, text, by=city.people["he"], now=at(9, 3))
    small.look_through()
    services.send(notice, now=at(9, 4))

    newest = small.newest(notice).attachments.order_by("position")
    assert [row.name for row in newest] == ["发放办法.pdf", "图.jpg"]
    assert [gets(city, "shen", notice, row.pk) for row in (first, second, *newest)] == [
        404, 404, 200, 200,
    ]  # fmt: skip
    # What was said before stays on record at the desk.
    assert gets(city, "he", notice, second.pk, desk=True) == 200
    assert list(wrong_attachments()) == []


@pytest.mark.django_db
def test_withdrawn_it_gives_readers_nothing(city: City) -> None:
    notice = small.sent(city, "village", "he", attached=(small.attached(),))
    file = Attachment.objects.get().pk
    get(city, "shen", f"/notices/to-me/{notice}/")
    services.withdraw(notice, by=city.people["he"], why="发错了", now=at(9, 2))

    assert gets(city, "shen", notice, file) == 404
    assert small.FILE not in get(city, "shen", f"/notices/to-me/{notice}/", hour=10)
    assert gets(city, "he", notice, file, desk=True) == 200


@pytest.mark.django_db
def test_sent_on_it_takes_them_along_as_they_are_today(city: City) -> None:
    notice = small.sent(city, "village", "he", attached=(small.attached(),))
    matter = sending_on.of_notice(Version.objects.get())
    facts: dict[str, Any] = {"households": None, "by": city.shen, "key": "k", "now": at(9, 1)}
    sending_on.send_on([city.desks["beat"]], matter, "低洼户要用", **facts)
    on, file = Notice.objects.get(about=notice).pk, Attachment.objects.get().pk

    assert small.FILE in get(city, "wu", f"/notices/to-me/{on}/", hour=10)
    assert gets(city, "wu", on, file) == 200
    assert gets(city, "yan", on, file) == 404
    services.withdraw(notice, by=city.people["he"], why="发错了", now=at(9, 2))
    assert gets(city, "wu", on, file) == 404


@pytest.mark.django_db
def test_without_a_screen_they_are_named_on_the_sheet(city: City) -> None:
    inbox.reach(city.shen, Reach.PAPER, by=city.people["he"])
    notice = small.sent(city, "village", "he", attached=(small.attached(),))
    file = Attachment.objects.get().pk
    work(at(9))
    assert f"随附（可请人打印）：{small.FILE}" in get(city, "he", f"/calls/{city.shen.pk}/sheet/")
    assert gets(city, "he", notice, file, more=f"?for={city.shen.pk}") == 200


@pytest.mark.django_db
def test_nothing_goes_out_unread(city: City) -> None:
    good, bad = small.attached(), small.attached(jpeg((400, 300))[:-400], kind=Kind.PHOTO)
    notice = small.draft(city, "village", "he", attached=(good,))
    broken = small.draft(city, "village", "he", attached=(bad,))
    assert "正在检查" in get(city, "he", f"/notices/{notice}/")
    with pytest.raises(Refused) as refused:
        services.send(notice, now=at(9))
    assert refused.value.code is Code.UNREAD_FILE
    small.look_through()
    services.send(notice, now=at(9))
    with pytest.raises(Refused) as refused:
        services.send(broken, now=at(9))
    assert refused.value.code is Code.BROKEN_FILE


@pytest.mark.django_db
def test_they_stay_in_a_form_that_comes_back(city: City) -> None:
    response = write(city, [upload(pdf()), upload(jpeg(), "图.jpg")], title="")
    assert response.status_code == 422
    page = text_of(response)
    assert "发放办法.pdf" in page and "图.jpg" in page and not blobs()

    values = [value for value, _one in response.context["taken"].rows]
    assert write(city, [], attached=values).status_code == 302
    assert list(Attachment.objects.order_by("position").values_list("name", flat=True)) == [
        "发放办法.pdf", "图.jpg",
    ]  # fmt: skip
    assert len(blobs()) == 2
    # What belongs to one notice is not taken along by another; the form keeps the rest.
    response = write(city, [upload(docx(), "新.docx")], attached=values, key="another")
    assert response.status_code == 422
    assert [one.name for one in response.context["taken"].attached] == ["新.docx"]
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_the_same_form_twice_is_one_notice(city: City) -> None:
    for _n in range(2):
        assert write(city, [upload(pdf())]).status_code == 302
    assert Attachment.objects.count() == 1
    assert write(city, [upload(pdf(says=b"other"))]).status_code == 422
    assert Notice.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([upload(b"GIF89a", "图.gif")], "图.gif不是"),
        ([upload(pdf(SCRIPT))], "宏、脚本"),
        ([upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "老.doc")], "加了密"),
        ([upload(pdf(says=bytes(5 * 1024 * 1024)))], "超过5MB"),
        ([upload(pdf(), "11010519491231002X名单.pdf")], "身份证号"),
        ([upload(pdf(says=b"%d" % n), f"{n}.pdf") for n in range(6)], "最多5个"),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field(
    city: City, files: list[SimpleUploadedFile], said: str
) -> None:
    for file in files:
        file.seek(0)
    response = write(city, files)
    assert response.status_code == 422
    assert said in " ".join(response.context["taken"].errors)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_what_nothing_points_to_is_let_go(city: City, folder: Path) -> None:
    notice = small.draft(city, "village", "he", attached=(small.attached(),))
    small.look_through()
    other = small.written(city, "village", attached=(small.attached(docx(), "新.docx"),))
    services.change(notice, other, by=city.people["he"], now=at(9, 1))
    small.look_through()
    sweep(clock.wall())
    [token] = blobs()
    assert [path for path in folder.rglob("*") if path.is_file()] == [disk.paper_path(token)]
    services.discard(notice, now=at(9, 2))
    sweep(clock.wall())
    assert not Blob.objects.exists()


@pytest.mark.django_db
def test_what_was_swept_is_said(city: City) -> None:
    taken = small.attached()
    Blob.objects.all().delete()
    with pytest.raises(Gone):
        small.draft(city, "village", "he", attached=(taken,))
    assert not Notice.objects.exists()
    response = write(city, [], attached=[f"{taken.blob.token}/{taken.name}"])
    assert "已经不在了" in " ".join(response.context["taken"].errors)


@pytest.mark.django_db
def test_a_file_that_was_lost_is_found(city: City) -> None:
    small.sent(city, "village", "he", attached=(small.attached(),))
    assert list(wrong_attachments()) == []
    disk.remove(disk.paper_path(blobs()[0]))
    [said] = wrong_attachments()
    assert "file 1 is not there" in said


@pytest.mark.django_db
def test_pages_ask_one_question_more_and_only_where_there_are_some(
    city: City, django_assert_num_queries: Any
) -> None:
    bare = small.sent(city, "village", "he", body="没有附件", asks=Asks.ACKNOWLEDGE)
    files = tuple(small.attached(pdf(says=b"%d" % n), f"{n}.pdf") for n in range(3))
    full = small.sent(city, "village", "he", attached=files)
    shen, he = sign_in(city.shen), sign_in(city.people["he"])
    with clock.fixed(at(9)):
        for client, path, queries_ in ((shen, "to-me/", 12), (he, "", 18)):
            for notice, more in ((bare, 0), (full, 1)):
                client.get(f"/notices/{path}{notice}/")
                with django_assert_num_queries(queries_ + more):
                    client.get(f"/notices/{path}{notice}/")
