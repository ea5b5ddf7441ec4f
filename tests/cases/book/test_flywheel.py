"""What only a desk above knew goes into the book, if that desk says so: one tap, once, or never."""

from dataclasses import replace

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.book.models import BookChoice
from lianhu.cases.models import Case
from lianhu.kernel import clock
from lianhu.knowledge import services
from lianhu.knowledge.models import Item, ItemVersion
from tests.cast import City, act, ask, at, climb, make_city, sign_in
from tests.knowledge.small_book import make_book
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

ASKS = "写进怎么办吗？"
ANSWER = "吴长青您好,可以报销。\n1. 先备案\n2. 到窗口交材料\n有事打13912345678"


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    make_book(city)
    return city


def answered(city: City, *, at_desk: str = "city") -> Case:
    person = {"city": city.luo, "beat": city.shen}[at_desk]
    asker = city.wu if at_desk == "city" else city.zheng
    case = climb(city, ask(asker, at(14, 33)), at_desk, at(14, 35))
    papers = ({"title": "备案表", "note": "窗口有"},)
    act(case, rules.Answer(person.pk, city.desks[at_desk].pk, ANSWER, papers), at(14, 38))
    return case


def chosen(city: City, case: Case, **facts: str) -> Client:
    luo = sign_in(city.luo)
    with clock.fixed(at(14, 40)):
        assert ASKS in text_of(luo.get(f"/desk/{case.number}/"))
        assert luo.post(f"/desk/{case.number}/book/", facts).status_code == 302
        luo.page = luo.get(f"/desk/{case.number}/")  # type: ignore[attr-defined]
    return luo


def test_an_item_covers_it(city: City) -> None:
    case = answered(city)

    luo = chosen(city, case, choice="covered", item="reimbursement")

    made = BookChoice.objects.get()
    assert made.item is not None
    assert (made.choice, made.item.code, made.by) == ("covered", "reimbursement", city.luo)
    assert "《退休职工异地住院费用报销》已经说清" in text_of(luo.page)  # type: ignore[attr-defined]
    with clock.fixed(at(14, 41)):
        luo.post(f"/desk/{case.number}/book/", {"choice": "new"})
    assert BookChoice.objects.get() == made
    assert not Item.objects.filter(live=None).exists()


def test_an_item_needs_a_change(city: City) -> None:
    case = answered(city)

    chosen(city, case, choice="change", item="reimbursement")

    version = ItemVersion.objects.order_by("-number")[0]
    assert (version.number, version.stage, version.author) == (2, "draft", city.luo)
    assert version.entry.steps[3:] == ("先备案", "有事打*******5678")
    assert version.entry.papers[-1].name == "备案表"


def test_a_change_begins_with_what_is_published_not_with_what_was_set_aside(city: City) -> None:
    item = Item.objects.get(code="reimbursement")
    assert item.live is not None
    published = item.live.entry
    services.draft(
        item.pk, replace(published, fee="十元"), seen=1, by=city.luo, reason="", now=at(14, 30)
    )
    services.give_up(item.pk, seen=2, now=at(14, 31))

    chosen(city, answered(city), choice="change", item="reimbursement")

    version = ItemVersion.objects.order_by("-number")[0]
    assert (version.number, version.stage, version.entry.fee) == (3, "draft", published.fee)


def test_a_new_item_begins_without_names_and_numbers(city: City) -> None:
    case = answered(city)

    chosen(city, case, choice="new")

    item = Item.objects.get(live=None)
    entry = item.versions.get().entry
    assert BookChoice.objects.get().item == item
    assert entry.steps == ("可以报销。", "先备案", "到窗口交材料", "有事打*******5678")
    assert "吴长青" not in str(entry)
    assert entry.papers[0].name == "备案表"


def test_it_leads_to_the_editor(city: City) -> None:
    case = answered(city)
    with clock.fixed(at(14, 40)):
        luo = sign_in(city.luo)
        response = luo.post(f"/desk/{case.number}/book/", {"choice": "new"}, follow=True)

    assert response.redirect_chain[0][0] == f"/book/edit/items/new.{case.number.lower()}/"
    assert response.status_code == 200


def test_not_general_needs_a_reason(city: City) -> None:
    case = answered(city)

    chosen(city, case, choice="not_general")
    assert not BookChoice.objects.exists()

    chosen(city, case, choice="not_general", reason="只此一家")
    assert BookChoice.objects.get().reason == "只此一家"


def test_nobody_else_is_asked(city: City) -> None:
    case = answered(city)
    below = answered(city, at_desk="beat")
    with clock.fixed(at(14, 40)):
        he = sign_in(city.he)
        assert ASKS not in text_of(he.get(f"/desk/{case.number}/"))
        he.post(f"/desk/{case.number}/book/", {"choice": "new"})
        shen = sign_in(city.shen)
        assert ASKS not in text_of(shen.get(f"/desk/{below.number}/"))
        shen.post(f"/desk/{below.number}/book/", {"choice": "new"})

    assert not BookChoice.objects.exists()


def test_of_a_case_in_confidence_nothing_goes_into_the_book(city: City) -> None:
    case = answered(city)
    Case.objects.filter(pk=case.pk).update(confidential=True)
    with clock.fixed(at(14, 40)):
        luo = sign_in(city.luo)
        assert ASKS not in text_of(luo.get(f"/desk/{case.number}/"))
        luo.post(f"/desk/{case.number}/book/", {"choice": "new"})

    assert not BookChoice.objects.exists()
