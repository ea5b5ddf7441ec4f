"""What somebody asked in the group is asked and answered from the book in one go."""

import pytest

from lianhu.cases.models import Case
from lianhu.kernel import clock
from tests.cast import QUESTION, City, at, make_city, sign_in
from tests.knowledge.small_book import make_book
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    make_book(city)
    return city


def test_the_pasted_question_leads_to_the_filled_answer(city: City) -> None:
    with clock.fixed(at(14, 33)):
        shen = sign_in(city.shen)
        page = shen.post("/paste/", {"chat": f"吴长青: {QUESTION}"})
        assert "用这条答复" in text_of(page)
        sent = {"key": "a key", "words": QUESTION, "whom": str(city.wu.pk), "use": "reimbursement"}
        response = shen.post("/paste/ask/", sent, follow=True)

    case = Case.objects.get()
    assert response.redirect_chain == [(f"/cases/{case.number}/answer/?item=reimbursement", 302)]
    assert "备齐材料" in response.context["form"]["words"].value()


def test_without_the_book_it_is_asked_as_before(city: City) -> None:
    with clock.fixed(at(14, 33)):
        shen = sign_in(city.shen)
        assert "用这条答复" not in text_of(shen.post("/paste/", {"chat": "吴长青: 隔壁装修太吵"}))
        sent = {"key": "a key", "words": QUESTION, "whom": str(city.wu.pk)}
        response = shen.post("/paste/ask/", sent, follow=True)

    assert response.redirect_chain == [("/households/", 302)]
