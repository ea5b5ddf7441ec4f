"""One tap takes what surely belongs to a section past the desks between, where a place agrees."""

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case, Event, Words
from lianhu.cases.routing.models import RoutingModel, StraightConsent
from lianhu.cases.routing.services import learn
from lianhu.kernel import clock
from tests.cases.routing.learnt import CURRENT, closed
from tests.cast import City, act, ask, at, climb, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

BUTTON = "直达医疗保险科"


def agree(city: City, place: str, *, agreed: bool = True, least: int = 60) -> None:
    node = city.desks[place].node
    StraightConsent.objects.create(node=node, agreed=agreed, least=least)


def page(city: City, case: Case, who: str = "he") -> str:
    return text_of(sign_in(city.people[who]).get(f"/desk/{case.number}/"))


def tap(
    city: City, case: Case, who: str = "he", to: str = "insurance", key: str = "once"
) -> Client:
    client = sign_in(city.people[who])
    case.refresh_from_db()
    sent = {"seq": case.seq, "key": key, "to": to}
    client.response = client.post(f"/desk/{case.number}/straight/", sent, follow=True)  # type: ignore[attr-defined]
    return client


def where(case: Case) -> str:
    stage = case.stages.get(closed_at=None)
    return str(stage.desk.code)


def test_without_consent_nothing_is_offered_and_nothing_goes(city: City, case: Case) -> None:
    assert "可能归哪里" in page(city, case)
    assert BUTTON not in page(city, case)

    before = where(case)
    tap(city, case)
    assert where(case) == before


@pytest.mark.parametrize("place", ["village", "community", "city"])
def test_a_place_agrees_for_itself_and_for_those_below(city: City, case: Case, place: str) -> None:
    agree(city, place)

    assert BUTTON in page(city, case)


def test_the_nearest_word_holds(city: City, case: Case) -> None:
    agree(city, "city")
    agree(city, "village", agreed=False)

    assert BUTTON not in page(city, case)


def test_less_sure_than_asked_for_is_not_offered(city: City, case: Case) -> None:
    found = sign_in(city.he).get(f"/desk/{case.number}/").context["likely"]["desk"]
    agree(city, "village", least=min(99, found.percent + 1))

    assert BUTTON not in page(city, case)
    before = where(case)
    tap(city, case)
    assert where(case) == before


def test_one_tap_goes_past_the_desks_between_and_says_why(city: City, case: Case) -> None:
    agree(city, "village")

    tap(city, case)

    assert where(case) == "insurance"
    moved = Event.objects.filter(case=case).order_by("seq").last()
    assert moved is not None
    assert moved.kind == rules.Kind.MOVED
    assert moved.data["reason"] == rules.Reason.TRANSFERRED
    assert moved.data["sure"] >= 60
    # The city's, town's and community's desks have not had it.
    assert set(case.desks.values_list("desk__code", flat=True)) == {"beat", "village", "insurance"}
    shown = page(city, case, "gu")
    assert "石桥村何" in shown.replace(" ", "") or "直达转给" in shown
    assert f"{moved.data['sure']}%，因为提到“" in shown


def test_the_resident_reads_where_it_went_and_why(city: City, case: Case) -> None:
    agree(city, "village")
    tap(city, case)

    told = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert "已直接转到医疗保险科" in told
    assert "因为您提到“" in told
    assert "住院" in told


def test_erased_words_leave_that_it_went_straight(city: City, case: Case) -> None:
    agree(city, "village")
    tap(city, case)
    Words.objects.filter(case=case).update(body="", erased_at=at(14, 51))

    told = text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))

    assert "已直接转到医疗保险科" in told
    assert "因为您提到" not in told


def test_sent_twice_goes_once(city: City, case: Case) -> None:
    agree(city, "village")
    tap(city, case)
    seq = Case.objects.get(pk=case.pk).seq

    client = sign_in(city.he)
    sent = {"seq": case.seq, "key": "once", "to": "insurance"}
    client.post(f"/desk/{case.number}/straight/", sent)

    assert Case.objects.get(pk=case.pk).seq == seq


def test_another_section_than_the_page_named_is_refused(city: City, case: Case) -> None:
    agree(city, "village")
    before = where(case)

    tap(city, case, to="water")

    assert where(case) == before


def test_in_confidence_it_never_goes(city: City, case: Case) -> None:
    agree(city, "village")
    act(case, rules.MarkConfidential(city.people["wu"].pk), at(14, 40))

    assert BUTTON not in page(city, case)
    before = where(case)
    tap(city, case)
    assert where(case) == before


def test_a_complaint_about_somebody_never_goes(city: City, case: Case) -> None:
    agree(city, "village")
    # Of another at that desk: who holds it may act.
    about = city.people["shen"]
    Case.objects.filter(pk=case.pk).update(about=about)

    assert BUTTON not in page(city, case)
    before = where(case)
    tap(city, case)
    assert where(case) == before


def test_without_a_model_nothing_goes(city: City, case: Case) -> None:
    agree(city, "village")
    RoutingModel.objects.all().delete()

    assert BUTTON not in page(city, case)
    before = where(case)
    tap(city, case)
    assert where(case) == before


@pytest.mark.parametrize(("who", "status"), [("bo", 404), ("shen", 403), ("wu", 404), ("qin", 403)])
def test_only_the_desk_that_holds_it_may(city: City, case: Case, who: str, status: int) -> None:
    agree(city, "city")
    before = where(case)

    assert tap(city, case, who).response.status_code == status  # type: ignore[attr-defined]
    assert where(case) == before


def test_what_was_contested_teaches_where_it_belonged(city: City, case: Case) -> None:
    """The section sends it back; whoever answers in the end is what is learnt from."""
    agree(city, "village")
    tap(city, case)
    gu, insurance = city.people["gu"], city.desks["insurance"]
    act(case, rules.Contest(gu.pk, insurance.pk, "不归我们"), at(14, 51))
    for number in range(12):
        closed(city, f"{number} {CURRENT}", "water")
    Case.objects.filter(pk=case.pk).update(
        status=rules.Status.SETTLED, answered_by=city.desks["water"]
    )

    learn(clock.now())

    again = climb(city, ask(city.wu, at(14, 52), CURRENT), "village", at(14, 53))
    assert "直达供水科" in page(city, again)
    assert BUTTON not in page(city, again)
