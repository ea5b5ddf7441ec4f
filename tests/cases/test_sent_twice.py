"""What is sent twice is done once: by the key of its page, whatever happened in between."""

import pytest

from lianhu.cases import rules, services
from lianhu.cases.models import Case, Event
from lianhu.cases.rules import Kind
from lianhu.kernel import clock
from lianhu.kernel.idempotency import OtherBody
from tests.cast import City, act, ask, at, make_city, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def send(city: City, case: Case, words: str = "可以", minute: int = 1) -> Case:
    command = rules.Answer(city.shen.pk, city.desks["beat"].pk, words)
    return services.act(case.pk, command, seq=1, now=at(9, minute), key="of this page")


def test_the_same_again_is_the_same_case_and_no_conflict(city: City) -> None:
    case = ask(city.wu, at(9))
    send(city, case)
    again = send(city, case, minute=5)

    assert (again.pk, again.status) == (case.pk, rules.Status.ANSWERED)
    assert Event.objects.filter(case=case, kind=Kind.ANSWERED).count() == 1


def test_after_the_case_has_gone_on_it_is_still_the_same(city: City) -> None:
    case = ask(city.wu, at(9))
    send(city, case)
    act(case, rules.Reopen(city.people["wu"].pk), at(9, 3))
    send(city, case, minute=5)

    assert Event.objects.filter(case=case, kind=Kind.ANSWERED).count() == 1


def test_other_words_with_the_same_key_are_not_taken_for_it(city: City) -> None:
    case = ask(city.wu, at(9))
    send(city, case)
    with pytest.raises(OtherBody):
        send(city, case, "不可以")


def test_what_was_refused_may_be_sent_again(city: City) -> None:
    case = ask(city.wu, at(9))
    with pytest.raises(rules.WordsNeeded):
        send(city, case, " ")
    send(city, case)

    assert Event.objects.filter(case=case, kind=Kind.ANSWERED).count() == 1


def test_the_page_does_it_once(city: City) -> None:
    case = ask(city.wu, at(9))
    shen = sign_in(city.shen)
    data = {"seq": "1", "key": "of this page", "words": "带身份证来"}
    with clock.fixed(at(9, 1)):
        first = shen.post(f"/cases/{case.number}/answer/", data)
        again = shen.post(f"/cases/{case.number}/answer/", data)

    assert first.status_code == again.status_code == 302
    assert Event.objects.filter(case=case, kind=Kind.ANSWERED).count() == 1


def test_every_form_of_a_page_has_a_key_of_its_own(city: City) -> None:
    case = ask(city.wu, at(9))
    with clock.fixed(at(9, 1)):
        page = sign_in(city.shen).get(f"/cases/{case.number}/").content.decode()
    keys = [part.split('"')[0] for part in page.split('name="key" value="')[1:]]

    assert page.count('name="seq"') == len(keys) == len(set(keys)) > 2
