"""Where an administrator begins, and the list of changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianhu.steward.models import Change
from lianhu.steward.verbs import VERBS
from lianhu.steward.views import start
from tests.cast import City, make_city
from tests.pages import text_of
from tests.steward.administrators import NOW, Administrator

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city() -> City:
    return make_city()


def test_each_thing_says_what_it_is_now(city: City) -> None:
    cen = Administrator()
    with CaptureQueriesContext(connection) as asked:
        page = text_of(cen.get("/steward/"))

    for said in ("8 个网格", "5 级：市 › 镇", "2 个部门，2 个席位", "工作日", "已确认：2026"):
        assert said in page
    assert "2 个领域，0 个事项" in page
    assert "还没有任何变更" in page
    assert len(asked) == 16


def test_the_latest_changes_and_all_of_them(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    cen = Administrator()
    for n in range(6):
        Change.objects.create(
            by=cen.user,
            verb="place.renamed",
            subject=f"{n}号村",
            before={"name": f"{n}号村"},
            after={"name": f"新{n}号村"},
            at=NOW,
        )
    page = text_of(cen.get("/steward/"))
    assert "0号村" not in page
    assert "5号村 → 现在： 新5号村" in page
    monkeypatch.setattr(start, "PAGE", 4)
    assert "1号村" not in text_of(cen.get("/steward/changes/"))
    assert "1号村" in text_of(cen.get("/steward/changes/?page=2"))


def test_every_verb_that_is_written_has_its_words() -> None:
    assert all(str(words) for words in VERBS.values())
    assert all(len(verb) <= 40 for verb in VERBS)
