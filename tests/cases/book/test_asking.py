"""Whoever asks reads first what the book says of it: then there is no case, or one that knows."""

import pytest
from django.test import Client

from lianhu.cases.book.looking_up import look_up
from lianhu.cases.models import Case, CaseItem
from lianhu.kernel import clock
from lianhu.knowledge.models import Helped, NotFound
from tests.cast import FRIDAY, QUESTION, City, at, make_city, sign_in
from tests.knowledge.small_book import make_book
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

ASKED = "下面有您要的吗？"
SENT = {"key": "a key", "words": QUESTION}


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    make_book(city)
    return city


@pytest.fixture
def wu(city: City) -> Client:
    return sign_in(city.people["wu"])


def how(case: Case) -> dict[str, str]:
    rows = CaseItem.objects.filter(case=case)
    return dict(rows.values_list("item__code", "how"))


@pytest.mark.parametrize("by", ["resident", "guest"])
def test_what_fits_is_shown_before_it_is_sent(city: City, wu: Client, by: str) -> None:
    client, path, facts = (wu, "/ask/", {})
    if by == "guest":
        client, path, facts = Client(), "/guest/", {"phone": "13912345678"}
    with clock.fixed(at(14, 33)):
        response = client.post(path, SENT | facts)

        page, text = response.content.decode(), text_of(response)
        assert ASKED in text
        assert "退休职工异地住院费用报销" in text
        assert "到窗口交材料" in text
        assert f"{QUESTION}</textarea>" in page
        assert not Case.objects.exists()
        response = client.post(path, SENT | facts | {"seen": "reimbursement"})

    assert response.status_code == 302
    assert look_up(at(14, 34)) == 1
    case = Case.objects.get()
    assert how(case) == {"reimbursement": "shown"}
    assert not NotFound.objects.exists()


def test_that_is_it_ends_it_without_a_case(city: City, wu: Client) -> None:
    with clock.fixed(at(14, 33)):
        for _ in range(2):
            response = wu.post("/ask/", SENT | {"fits": "reimbursement"}, follow=True)

    assert response.redirect_chain == [("/book/items/reimbursement/", 302)]
    assert "没有发出" in text_of(response)
    assert not Case.objects.exists()
    assert list(Helped.objects.values_list("item__code", "day", "count")) == [
        ("reimbursement", FRIDAY, 2)
    ]


def test_whoever_answers_sees_what_was_shown(city: City, wu: Client) -> None:
    with clock.fixed(at(14, 33)):
        wu.post("/ask/", SENT | {"seen": "reimbursement"})
        shen = sign_in(city.shen)
        case = Case.objects.get()
        assert look_up(at(14, 34)) == 1

        assert "提问前已给群众看过" in text_of(shen.get(f"/cases/{case.number}/"))
        assert "怎么办里有现成答案" not in text_of(shen.get("/inbox/"))


def test_nothing_good_is_no_further_step_and_is_counted(city: City, wu: Client) -> None:
    with clock.fixed(at(14, 33)):
        response = wu.post("/ask/", SENT | {"words": "隔壁装修太吵,电话13912345678"})

    assert response.status_code == 302
    assert look_up(at(14, 34)) == 1
    row = NotFound.objects.get()
    assert (row.text, row.day) == ("隔壁装修太吵,电话*******5678", FRIDAY)


@pytest.mark.parametrize("facts", [{"case_class": "complaint"}, {"confidential": "on"}])
def test_of_complaints_and_confidences_nothing_is_kept(
    city: City, wu: Client, facts: dict[str, str]
) -> None:
    with clock.fixed(at(14, 33)):
        wu.post("/ask/", SENT | {"words": "隔壁装修太吵"} | facts)
        wu.post("/ask/", SENT | {"key": "another", "seen": "reimbursement"} | facts)

    assert look_up(at(14, 34)) == 0
    assert Case.objects.count() == 2
    assert not NotFound.objects.exists()
    kept = set(CaseItem.objects.values_list("how", flat=True))
    assert kept <= {"shown"} if "case_class" in facts else not kept


def test_a_complaint_is_sent_at_once(city: City, wu: Client) -> None:
    with clock.fixed(at(14, 33)):
        assert wu.post("/ask/", SENT | {"case_class": "complaint"}).status_code == 302


def test_while_writing(city: City) -> None:
    with clock.fixed(at(14, 33)):
        part = Client().post("/ask/suggest/", {"words": QUESTION})
        nothing = Client().post("/ask/suggest/", {"words": "隔壁装修太吵"})

    assert ASKED in text_of(part)
    assert 'name="seen" value="reimbursement"' in part.content.decode()
    assert text_of(nothing) == ""
    assert Client().get("/ask/suggest/").status_code == 405


def test_after_hours_it_may_help_at_once(city: City, wu: Client) -> None:
    with clock.fixed(at(20)):
        wu.post("/ask/", SENT | {"seen": "reimbursement"})
        wu.post("/ask/", {"key": "another", "words": "隔壁装修太吵"})
        other, case = Case.objects.order_by("-pk")
        page = wu.get(f"/my/{case.number}/")
        without = wu.get(f"/my/{other.number}/")

    assert "下面几条也许现在就能帮上您。" in text_of(page)
    assert 'href="/book/items/reimbursement/"' in page.content.decode()
    assert "下面几条也许" not in text_of(without)
    with clock.fixed(at(9, day=at(9).date().replace(day=18))):
        assert "下面几条也许" not in text_of(wu.get(f"/my/{case.number}/"))


def test_another_matter_and_then_the_book(city: City, wu: Client) -> None:
    """Both questions come one after the other, and neither twice."""
    with clock.fixed(at(14, 33)):
        wu.post("/ask/", SENT | {"seen": "reimbursement"})
        again = SENT | {"key": "again"}
        assert "您是不是在问这件事？" in text_of(wu.post("/ask/", again))
        page = wu.post("/ask/", again | {"other": "1"})
        assert ASKED in text_of(page)
        assert 'name="other" value="1"' in page.content.decode()
        wu.post("/ask/", again | {"other": "1", "seen": "reimbursement"})

    assert Case.objects.count() == 2


@pytest.mark.parametrize("who", ["shen", "he"])
def test_whoever_asks_by_duty_reads_first_what_fits(city: City, who: str) -> None:
    client, home = sign_in(city.people[who]), city.wu.household
    assert home is not None
    path, facts = f"/households/{home.code}/ask/", {"whom": str(city.wu.pk), "door": "phone"}
    if who == "he":
        path, facts = "/desk/ask/", {"phone": "13912345678"}
    with clock.fixed(at(14, 33)):
        shown = text_of(client.post(path, SENT | facts))

        assert "这里有现成的答复吗？" in shown
        assert "退休职工异地住院费用报销" in shown
        assert not Case.objects.exists()
        response = client.post(path, SENT | facts | {"seen": "reimbursement"})

    assert response.status_code == 302
    # Whoever asked has not read it.
    assert how(Case.objects.get()) == {}
    assert look_up(at(14, 34)) == 1
    assert how(Case.objects.get()) == {"reimbursement": "found"}


def test_answered_on_the_spot_there_is_no_case(city: City) -> None:
    with clock.fixed(at(14, 33)):
        facts = {"phone": "13912345678", "fits": "reimbursement"}
        response = sign_in(city.he).post("/desk/ask/", SENT | facts, follow=True)

    assert response.redirect_chain == [("/book/items/reimbursement/", 302)]
    assert not Case.objects.exists()
    assert Helped.objects.get().count == 1
