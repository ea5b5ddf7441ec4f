"""With the card alone: what may be another's to see stays closed, at every door."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from django.test import Client

from lianhu.accounts import services as drafts
from lianhu.cases import rules, services
from lianhu.cases.access import is_open_to, open_to
from lianhu.cases.models import Attachment, Case
from lianhu.cases.rules import CaseClass
from lianhu.files import jobs as files
from lianhu.files.services import receive
from lianhu.grid.guests import guest
from lianhu.kernel import clock
from lianhu.signin.models import SignIn
from tests.cast import City, act, at, make_city, request_of, sign_in
from tests.pages import text_of
from tests.photos import jpeg, upload
from tests.signin.people import give_card, is_signed_in, last_code

pytestmark = [pytest.mark.django_db, pytest.mark.page]

OPEN, CLOSED = "门前的路灯不亮了", ("家里的事要保密", "干部态度不好", "食堂的菜太咸了")


@pytest.fixture
def city() -> Iterator[City]:
    city = make_city()
    with clock.fixed(at(11)):
        yield city


def ask(city: City, words: str, **facts: object) -> Case:
    photo = receive(upload(jpeg(), "IMG_1.jpg"))
    question = services.Question(
        city.wu,
        city.nodes["beat"],
        words,
        actor=city.wu.user_id,
        photos=[photo],
        **facts,  # type: ignore[arg-type]
    )
    case = services.ask(question, key=words, now=at(9))
    assert files.prepare_one()
    return case


@pytest.fixture
def seen(city: City) -> Case:
    return ask(city, OPEN)


@pytest.fixture
def hidden(city: City) -> list[Case]:
    """One in confidence, one about the officer, one that is called a complaint and no more."""
    kind = CaseClass.COMPLAINT
    return [
        ask(city, CLOSED[0], confidential=True),
        ask(city, CLOSED[1], about=city.shen.pk, case_class=kind),
        ask(city, CLOSED[2], case_class=kind),
    ]


@pytest.fixture
def client(city: City) -> Client:
    """Wu's card, without the phone."""
    client = Client()
    client.post(f"/card/{give_card(city, city.wu, at(10))[1]}/only/")
    assert is_signed_in(client)
    return client


@pytest.fixture
def whole(city: City) -> Client:
    return sign_in(city.people["wu"])


def photo_of(case: Case) -> str:
    return f"/files/{Attachment.objects.get(words__case=case).blob.token}/"


def test_the_list(client: Client, whole: Client, seen: Case, hidden: list[Case]) -> None:
    page = text_of(client.get("/my/"))
    assert OPEN in page and "投诉和要求保密的事不显示" in page
    assert not any(words in page for words in CLOSED)
    assert all(words in text_of(whole.get("/my/")) for words in (OPEN, *CLOSED))


def test_the_page_and_its_live_part(
    client: Client, whole: Client, seen: Case, hidden: list[Case]
) -> None:
    live = {"HX-Request": "true"}
    assert client.get(f"/my/{seen.number}/").status_code == 200
    for case in hidden:
        assert whole.get(f"/my/{case.number}/").status_code == 200
        etag = whole.get(f"/my/{case.number}/", headers=live)["ETag"]
        for headers in ({}, live, live | {"If-None-Match": etag}):
            assert client.get(f"/my/{case.number}/", headers=headers).status_code == 404


@pytest.mark.parametrize("act", ["note", "confirm", "reopen", "reply", "helped", "withdraw"])
def test_every_act(client: Client, hidden: list[Case], act: str) -> None:
    for case in hidden:
        data = {"seq": case.seq, "words": "补充"}
        assert client.post(f"/my/{case.number}/{act}/", data).status_code == 404
        case.refresh_from_db()
        assert case.seq == 1


def test_files(client: Client, whole: Client, seen: Case, hidden: list[Case]) -> None:
    assert client.get(photo_of(seen)).status_code == 200
    for case in hidden:
        assert whole.get(photo_of(case)).status_code == 200
        assert client.get(photo_of(case)).status_code == 404
        assert client.get(f"{photo_of(case)}small/").status_code == 404


def test_no_duty_opens_what_the_card_does_not(
    city: City, client: Client, hidden: list[Case]
) -> None:
    city.people["he"].duties.update(person=city.people["wu"])
    assert client.get("/desk/").status_code == 403
    for case in hidden:
        assert client.get(photo_of(case)).status_code == 404


def test_asked_again_mentions_nothing_hidden(
    client: Client, whole: Client, seen: Case, hidden: list[Case]
) -> None:
    def again(by: Client, words: str, same: str = ""):
        data = {"key": f"again {words}{same}"[:40], "words": words}
        return by.post("/ask/", data | ({"same": same} if same else {}))

    assert seen.number in text_of(again(client, OPEN))
    for case, words in zip(hidden, CLOSED, strict=True):
        mentioned = again(whole, words)
        assert mentioned.status_code == 422 and case.number in text_of(mentioned)
        response = again(client, words, same=case.number)
        assert case.number not in text_of(response)
        case.refresh_from_db()
        assert case.seq == 1  # nothing was added to it either


def test_whom_a_complaint_may_be_about_tells_nothing_of_it(
    city: City, client: Client, whole: Client, hidden: list[Case]
) -> None:
    case = hidden[0]
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(9, 1))
    act(case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(9, 2))
    act(case, rules.Take(city.he.pk, city.desks["village"].pk), at(9, 3))
    assert "贺春生" in text_of(whole.get("/ask/about/"))
    assert "贺春生" not in text_of(client.get("/ask/about/"))


def test_drafts_are_not_shown(city: City, client: Client, whole: Client) -> None:
    drafts.save(city.people["wu"].pk, "ask_about", "", {"words": CLOSED[1]}, now=at(9))
    assert CLOSED[1] in whole.get("/ask/about/").content.decode()
    assert CLOSED[1] not in client.get("/ask/about/").content.decode()
    assert "data-save" not in client.get("/ask/").content.decode()


def test_what_was_asked_by_the_number_stays_apart(
    city: City, client: Client, whole: Client
) -> None:
    question = services.Question(guest(city.wu.phone), city.nodes["village"], "问养老金")
    services.ask(question, key="before", now=at(9))
    assert "my/together" in whole.get("/my/").content.decode()
    assert "my/together" not in client.get("/my/").content.decode()
    client.post("/my/together/", {"answer": "yes"})
    assert not Case.objects.filter(asker=city.wu).exists()


def test_who_looked(city: City, client: Client, whole: Client, hidden: list[Case]) -> None:
    sign_in(city.shen).get(f"/cases/{hidden[0].number}/")
    assert hidden[0].number in text_of(whole.get("/my/looks/"))
    page = text_of(client.get("/my/looks/"))
    assert "只凭登录卡看不到" in page
    assert "沈小满" not in page and hidden[0].number not in page


def test_neighbours_are_told_not_that_it_is_ones_own(
    city: City, client: Client, whole: Client
) -> None:
    case = ask(city, CLOSED[2], case_class=CaseClass.COMPLAINT)
    act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, "食堂的菜"), at(9, 1))
    assert "您问的" in text_of(whole.get("/village/"))
    assert "您问的" not in text_of(client.get("/village/"))


@pytest.mark.parametrize("way", ["in confidence", "about the officer"])
def test_one_may_ask_all_the_same_and_sees_how_far_it_comes(
    city: City, client: Client, way: str
) -> None:
    if way == "in confidence":
        data = {"key": "k", "words": CLOSED[0], "confidential": "on"}
        response = client.post("/ask/", data, follow=True)
    else:
        data = {"key": "k", "words": CLOSED[1], "about": str(city.shen.pk)}
        response = client.post("/ask/about/", data, follow=True)
    case = Case.objects.get()
    page = text_of(response)
    assert response.redirect_chain == [(f"/t/{case.token}/", 302)]
    assert f"收到了，编号{case.number}" in page
    assert not any(words in page for words in CLOSED)
    assert client.get(f"/my/{case.number}/").status_code == 404


def test_marking_in_confidence_closes_it(city: City, client: Client, seen: Case) -> None:
    response = client.post(f"/my/{seen.number}/confidential/", {"seq": seen.seq})
    assert response["Location"] == "/my/"
    assert client.get(f"/my/{seen.number}/").status_code == 404


def test_nor_sessions_nor_the_password(client: Client, whole: Client) -> None:
    page = text_of(client.get("/account/"))
    assert "只凭登录卡进来" in page and "让它退出" not in page
    row = SignIn.objects.filter(card_only=False).first()
    assert row is not None
    assert client.post(f"/account/sessions/{row.pk}/end/").status_code == 403
    assert client.post("/account/sessions/others/end/").status_code == 403
    assert client.get("/account/password/").status_code == 404
    assert client.get("/account/second-factor/").status_code == 404
    assert whole.get("/account/").status_code == 200


def test_it_ends_with_the_browser_and_within_the_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.cookies["sessionid"]["max-age"] == ""
    start = clock.wall()
    monkeypatch.setattr(clock, "wall", lambda: start + timedelta(minutes=59))
    assert client.get("/my/").status_code == 200
    monkeypatch.setattr(clock, "wall", lambda: start + timedelta(minutes=61))
    assert client.get("/my/").status_code == 302
    assert not is_signed_in(client)
    assert not SignIn.objects.exists()


def test_the_code_opens_the_rest(
    city: City, client: Client, seen: Case, hidden: list[Case]
) -> None:
    city.wu.phone = "+8613812345678"
    city.wu.save()
    before = client.session.session_key
    client.post("/sign-in/phone/", {"phone": "13812345678"})
    client.post("/sign-in/code/", {"code": last_code()})
    assert client.session.session_key != before
    assert all(client.get(f"/my/{case.number}/").status_code == 200 for case in hidden)
    assert client.session.get_expire_at_browser_close() is False


def test_a_number_that_the_officer_stands_for_does_not_open_what_was_before(
    city: City, seen: Case, hidden: list[Case]
) -> None:
    city.wu.phone = ""
    city.wu.save()
    token = give_card(city, city.wu, at(10))[1]
    for again in (False, True):
        client = Client()
        if again:
            client.post("/sign-in/phone/", {"phone": "13812345678"})
        else:
            client.post(f"/card/{token}/code/", {"phone": "13812345678"})
        client.post("/sign-in/code/", {"code": last_code()})
        page = text_of(client.get("/my/"))
        assert OPEN in page and not any(words in page for words in CLOSED)
        for case in hidden:
            assert client.get(f"/my/{case.number}/").status_code == 404
            assert client.get(photo_of(case)).status_code == 404
    with clock.fixed(at(12)):
        data = {"key": "later", "words": "另外一件要保密的事情", "confidential": "on"}
        response = client.post("/ask/", data, follow=True)
    assert response.redirect_chain[-1][0].startswith("/my/")
    assert "另外一件要保密的事情" in text_of(response)


def test_the_query_and_the_case_in_hand_agree(city: City, seen: Case) -> None:
    """`open_to` and `is_open_to` say the same of every kind of case in every kind of session."""
    about = (None, city.shen.pk)
    for confidential, who, kind in product((False, True), about, CaseClass):
        Case.objects.filter(pk=seen.pk).update(
            confidential=confidential, about=who, case_class=kind
        )
        case = Case.objects.get(pk=seen.pk)
        closed = confidential or who is not None or kind is CaseClass.COMPLAINT
        for session, expected in (
            ({}, True),
            ({"proof": "code"}, True),
            ({"proof": "card"}, not closed),
            ({"proof": "code", "vouched_since": at(8).isoformat()}, True),
            ({"proof": "code", "vouched_since": at(9).isoformat()}, True),
            ({"proof": "code", "vouched_since": at(9, 0, 1).isoformat()}, not closed),
        ):
            request = request_of(city.people["wu"], **session)
            assert is_open_to(request, case) is expected
            assert Case.objects.filter(open_to(request), pk=case.pk).exists() is expected
