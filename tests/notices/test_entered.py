"""What an officer without a smart phone asks, answers, sends on and says of households."""

import re
from typing import Any

import pytest

from lianhu.grid.facts.models import HouseholdFact
from lianhu.grid.facts.rules import SENSITIVE, Fact
from lianhu.grid.models import Duty
from lianhu.grid.rules import Role
from lianhu.inbox.broadcasts.models import Target
from lianhu.inbox.models import Item as InboxItem
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.rules.reach import Reach
from lianhu.inbox.services import reach
from lianhu.kernel import clock
from lianhu.knowledge.models import Item
from lianhu.notices import questions
from lianhu.notices.models import Notice, Question, Version
from lianhu.notices.policies.models import Offer, Policy
from lianhu.privacy.models import Look
from tests.cast import LONG_AGO, City, at, sign_in
from tests.inbox.spoken import address, city_by_telephone, get, post
from tests.notices.passed_on import NAMES, home
from tests.notices.policy import WHY, write
from tests.notices.small import sent
from tests.notices.test_fact_audience import ALL_ON, let_know
from tests.pages import text_of

pytestmark = pytest.mark.django_db

# A moment at which what the helpers of policies wrote holds.
TEN = at(10)
LOOKS = "/my/looks/"


@pytest.fixture
def city(db: None) -> City:
    return city_by_telephone("shen")


def test_a_question_is_asked_and_its_answer_told(city: City) -> None:
    notice = sent(city, "town", "fang", places=["beat"], asks=Asks.ACT, due_at=at(16))
    page = address(city.shen, "notice_to_me", notice)
    ask = address(city.shen, "notice_ask", notice)
    assert f'action="{ask}"' in get(city, "he", page).text

    assert post(city, "he", ask, words="沙袋几点发？", key="a")["Location"] == page
    row = Question.objects.get()
    assert (row.person, row.entered_by) == (city.shen, city.he)
    told = text_of(get(city, "fang", f"/notices/questions/{row.pk}/"))
    assert "沈小满" in told and "由贺春生代录" in told

    questions.answer(row.pk, "两点", by=city.people["fang"], now=at(14, 40))
    get(city, "he", page)  # whoever opens it for somebody has told nobody
    waiting = InboxItem.objects.filter(kind="notice_answered", done_at=None)
    assert waiting.exists()
    answer = address(city.shen, "notice_question", row.pk)
    assert f'href="{answer}"' in get(city, "he", "/calls/").text
    assert "两点" in text_of(get(city, "he", answer))
    assert waiting.exists()
    assert post(city, "he", answer)["Location"] == "/calls/"
    assert not waiting.exists()


def test_at_the_desk_that_answers_it_is_answered_by_telephone(city: City) -> None:
    fang = city.people["fang"]
    reach(fang, Reach.PAPER, by=fang)
    notice = sent(city, "town", "fang", places=["beat"], asks=Asks.ACT, due_at=at(16))
    with clock.fixed(at(14, 40)):
        sign_in(city.shen).post(f"/notices/to-me/{notice}/ask/", {"words": "几点?", "key": "a"})
    row = Question.objects.get()
    page = address(fang, "notice_question", row.pk)
    assert post(city, "he", page, words="两点").status_code == 404
    assert post(city, "luo", page, words="两点")["Location"] == "/calls/"
    row.refresh_from_db()
    assert (row.answer, row.answered_by, row.answer_entered_by) == ("两点", fang, city.luo)


def test_an_item_goes_to_all_households_and_none_is_named(city: City, item: Item) -> None:
    found = get(city, "he", address(city.shen, "send_on_find") + f"&q={item.title}", TEN)
    page = address(city.shen, "item_send_on", item.code)
    assert f'href="{page}"' in found.text
    shown = get(city, "he", page, TEN)
    assert not any(name in text_of(shown) for name in NAMES)
    assert "choose=1" not in shown.text
    chosen = get(city, "he", f"{page}&choose=1", TEN)
    assert not any(name in text_of(chosen) for name in NAMES)

    assert post(city, "he", page, TEN, key="a", ready="use").status_code == 302
    version = Version.objects.get()
    assert (version.by, version.entered_by) == (city.shen, city.he)
    assert version.notice.desk == city.desks["beat"]
    assert not Look.objects.exists()
    assert "由贺春生代录" in text_of(get(city, "shen", f"/notices/{version.notice_id}/", TEN))


def test_who_has_had_it_does_not_get_it_again(city: City, item: Item) -> None:
    with clock.fixed(at(9)):
        chosen = {"key": "a", "ready": "use", "choose": "1", "households": [home(city, "wu")]}
        sign_in(city.shen).post(f"/notices/send-on/{item.code}/", chosen)
    page = address(city.shen, "item_send_on", item.code)
    assert post(city, "he", page, TEN, key="b", ready="use").status_code == 302
    second = Notice.objects.latest("pk")
    meant = Target.objects.filter(broadcast__thread=second.pk).values_list("household", flat=True)
    assert list(meant) == [home(city, "zheng")]


def test_what_came_is_sent_on(city: City) -> None:
    notice = sent(city, "town", "fang", asks=Asks.KNOW)
    page = address(city.shen, "notice_send_on", notice)
    assert f'href="{page}"' in get(city, "he", address(city.shen, "notice_to_me", notice), TEN).text
    assert post(city, "he", page, TEN, key="a", ready="use").status_code == 302
    assert Version.objects.get(notice__about=notice).entered_by == city.he


def policy_page(city: City, policy: Policy) -> str:
    return address(city.shen, "policy_mine", policy.pk)


def test_a_policy_is_offered_and_nobody_above_learns_whether_anybody_may_qualify(
    city: City, item: Item
) -> None:
    policy = write(city, item)
    find = address(city.shen, "send_on_find")
    without = [get(city, "he", page, TEN).text for page in (find, policy_page(city, policy))]
    empty = post(city, "he", policy_page(city, policy), TEN)
    assert not Offer.objects.exists()

    let_know(city, "wu")
    know = [get(city, "he", page, TEN).text for page in (find, policy_page(city, policy))]
    assert [told(page) for page in know] == [told(page) for page in without]
    assert WHY in know[1]
    offered = post(city, "he", policy_page(city, policy), TEN)
    assert (offered.status_code, offered["Location"]) == (empty.status_code, empty["Location"])
    offer = Offer.objects.get()
    assert (offer.household_id, Look.objects.count()) == (home(city, "wu"), 0)
    assert Version.objects.get(notice=offer.notice).entered_by == city.he
    with clock.fixed(at(10, 5)):
        assert sign_in(city.he).get(f"/notices/{offer.notice_id}/").status_code == 404


def told(page: str) -> str:
    """Without what is new on every page: its key against forgery, and what was just done."""
    return "\n".join(
        line for line in page.splitlines() if "csrf" not in line and "lh-msgs" not in line
    )


def test_a_policy_is_passed_over(city: City, item: Item) -> None:
    let_know(city, "wu")
    policy = write(city, item)
    assert post(city, "he", policy_page(city, policy), TEN, **{"pass": "1"}).status_code == 302
    assert Offer.objects.get().notice is None


def test_a_fact_is_entered_by_the_number_of_the_household_and_nothing_is_shown(city: City) -> None:
    let_know(city, "zheng")
    page = address(city.shen, "fact_said")
    shown = text_of(get(city, "he", page))
    assert not any(name in shown for name in NAMES)
    given: dict[str, Any] = {"code": "A", "fact": Fact.OVER_60.value, "span": "half"}
    assert post(city, "he", page, **given).status_code == 422  # nobody has agreed
    assert post(city, "he", page, **given, agreed="on")["Location"] == page
    row = HouseholdFact.objects.get(household=home(city, "wu"))
    assert (row.kind, row.entered_by) == (Fact.OVER_60.value, city.he)
    look = Look.objects.get()
    assert (look.actor, look.verb, look.household) == (city.he, "fact_told", home(city, "wu"))
    assert look.desk == city.desks["village"].pk
    seen = text_of(get(city, "wu", LOOKS))
    assert "贺春生" in seen and "按沈小满说的，代为登记了您家的一项情况" in seen
    assert "贺春生登记" in text_of(get(city, "shen", "/households/A/facts/"))

    back = given | {"span": "back"}
    assert post(city, "he", page, **back).status_code == 302
    assert not HouseholdFact.objects.filter(household=home(city, "wu")).exists()
    assert "按沈小满说的，代为记下您家收回一项登记的情况" in text_of(get(city, "wu", LOOKS))


@ALL_ON
def test_of_other_households_and_of_what_is_sensitive_nothing_is_entered(city: City) -> None:
    page = address(city.shen, "fact_said")
    given: dict[str, Any] = {"span": "half", "agreed": "on"}
    for code, fact in (("C", Fact.OVER_60), ("nobody", Fact.OVER_60), ("A", min(SENSITIVE))):
        assert post(city, "he", page, code=code, fact=fact.value, **given).status_code == 422
    assert not HouseholdFact.objects.exists()


@pytest.mark.parametrize("by", ["bo", "ma", "luo", "tong", "shen", "wu"])
def test_nobody_else_enters_any_of_it(city: City, item: Item, by: str) -> None:
    notice = sent(city, "town", "fang", places=["village"], asks=Asks.ACT, due_at=at(16))
    policy = write(city, item)
    for route, args in (
        ("notice_ask", [notice]),
        ("notice_send_on", [notice]),
        ("item_send_on", [item.code]),
        ("policy_mine", [policy.pk]),
        ("fact_said", []),
    ):
        page = address(city.shen, route, *args)
        assert post(city, by, page, TEN, words="好", key="a").status_code == 404, route
    assert Version.objects.count() == 1


def test_sending_the_item_on_tells_nobody_above_whom_it_was_offered_to(
    city: City, item: Item
) -> None:
    policy = write(city, item)
    let_know(city, "wu")
    page = address(city.shen, "item_send_on", item.code)
    before = told(get(city, "he", page, TEN).text)
    post(city, "he", policy_page(city, policy), TEN)
    assert Offer.objects.get().notice is not None
    assert same(told(get(city, "he", page, TEN).text)) == same(before)

    assert post(city, "he", page, TEN, key="a", ready="use").status_code == 302
    sent_on = Notice.objects.latest("pk")
    # Whether some of all were chosen, whoever is above reads.
    meant = Target.objects.filter(broadcast__thread=sent_on.pk).values_list("household", flat=True)
    assert list(meant) == [None]


def same(page: str) -> str:
    """Without the key of a form, which is new each time."""
    return re.sub(r'name="key" value="[^"]+"', "", page)


def test_households_read_who_entered_what_was_sent_on(city: City, item: Item) -> None:
    page = address(city.shen, "item_send_on", item.code)
    assert post(city, "he", page, TEN, key="a", ready="use").status_code == 302
    card = get(city, "wu", f"/notices/to-me/{Notice.objects.get().pk}/", TEN)
    assert "由贺春生代录" in text_of(card)


def test_where_nothing_is_signed_the_page_does_not_say_so(city: City, item: Item) -> None:
    signed = "会注明是您代录的"
    assert signed in get(city, "he", address(city.shen, "send_on_find"), TEN).text
    assert signed not in get(city, "he", policy_page(city, write(city, item)), TEN).text


def test_of_a_question_asked_at_another_desk_the_roster_reads_nothing(city: City) -> None:
    """Shen is a clerk of the insurance section too: what is asked there the village enters not."""
    Duty.objects.create(
        person=city.shen,
        desk=city.desks["insurance"],
        role=Role.CLERK,
        starts_at=LONG_AGO,
    )
    notice = sent(city, "city", "luo", places=["city"], who=(Who.DEPARTMENT,), asks=Asks.KNOW)
    with clock.fixed(at(14, 40)):
        asked = sign_in(city.shen).post(
            f"/notices/to-me/{notice}/ask/", {"words": "报表给谁?", "key": "a"}
        )
    assert asked.status_code == 302
    row = Question.objects.get()
    questions.answer(row.pk, "给医保科", by=city.luo, now=at(14, 45))
    assert InboxItem.objects.filter(kind="notice_answered", done_at=None).exists()
    for page in ("/calls/", f"/calls/{city.shen.pk}/sheet/"):
        assert "给医保科" not in text_of(get(city, "he", page))
    assert get(city, "he", address(city.shen, "notice_question", row.pk)).status_code == 404
    assert get(city, "shen", f"/notices/questions/{row.pk}/").status_code == 200


def test_who_answers_the_own_question_is_told_of_it_by_one_tap(city: City) -> None:
    notice = sent(city, "town", "fang", places=["beat"], asks=Asks.ACT, due_at=at(16))
    asked = post(city, "he", address(city.shen, "notice_ask", notice), words="几点?", key="a")
    assert asked["Location"] == address(city.shen, "notice_to_me", notice)
    row = Question.objects.get()
    Notice.objects.filter(pk=notice).update(contact=city.desks["beat"])
    questions.answer(row.pk, "两点", by=city.shen, now=at(14, 40))
    page = address(city.shen, "notice_question", row.pk)
    assert post(city, "he", page)["Location"] == "/calls/"
