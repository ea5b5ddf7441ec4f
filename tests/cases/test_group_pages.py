"""From an answer to the group, and from the group to a question. Nothing else of a chat is kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from lianhu.accounts.models import Draft
from lianhu.cases import jobs, rules
from lianhu.cases.models import Case, Event, Words
from lianhu.grid.models import Household
from lianhu.kernel import clock
from lianhu.privacy.models import Look
from tests.cast import City, act, ask, at, climb, make_city, sign_in
from tests.pages import text_of

LAMP, OTHERS = "楼道灯坏了三天", "我家孩子今天发烧"
CHAT = (
    f"吴长青(12号):\n{LAMP}\n\n李四:\n{OTHERS}\n\n吴长青(12号):\n[图片]\n\n吴长青(12号):\n在三单元"
)
IDENTITY = "11010519491231002X"

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def shen(city: City) -> Iterator[Client]:
    """Shen's phone, on a Friday at 14:33."""
    with clock.fixed(at(14, 33)):
        yield sign_in(city.shen)


def pasted(city: City, **changes: str) -> dict[str, str]:
    """As the form is filled in for Wu."""
    return {"key": "k", "words": LAMP, "whom": str(city.wu.pk)} | changes


# Out of the group


def test_the_chat_is_shown_as_who_said_what(shen: Client) -> None:
    page = shen.post("/paste/", {"chat": CHAT})

    assert page.status_code == 200
    rows = [(row["message"].who, row["message"].words) for row in page.context["rows"]]
    assert rows == [
        ("吴长青(12号)", LAMP),
        ("李四", OTHERS),
        ("吴长青(12号)", ""),
        ("吴长青(12号)", "在三单元"),
    ]
    assert page.content.decode().count("disabled") == 1  # a picture asks nothing
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_what_is_chosen_becomes_the_question_of_whoever_goes_by_that_name(
    city: City, shen: Client
) -> None:
    page = shen.post("/paste/", {"chat": CHAT, "choose": "1", "pick": ["0", "3"]})

    form = page.context["form"]
    assert form["words"].value() == f"{LAMP}\n在三单元"
    assert form["whom"].value() == str(city.wu.pk)
    assert OTHERS not in page.content.decode()


@pytest.mark.parametrize(
    ("pick", "said"),
    [([], "请选要问的那一条"), (["2"], "请选要问的那一条"), (["0", "1"], "请只选同一个人的消息")],
)
def test_messages_of_several_people_are_no_question(
    shen: Client, pick: list[str], said: str
) -> None:
    page = shen.post("/paste/", {"chat": CHAT, "choose": "1", "pick": pick})

    assert page.status_code == 422
    assert said in text_of(page)
    assert [row["is_picked"] for row in page.context["rows"]] == [
        str(place) in pick for place in range(4)
    ]


def test_one_message_needs_no_choice(city: City, shen: Client) -> None:
    form = shen.post("/paste/", {"chat": LAMP}).context["form"]

    assert (form["words"].value(), form["whom"].value()) == (LAMP, "")


@pytest.mark.parametrize("chat", ["", "  ", "李四:\n[图片]", "字" * 20_001])
def test_what_cannot_be_asked_is_said_beside_the_field(shen: Client, chat: str) -> None:
    page = shen.post("/paste/", {"chat": chat})

    assert page.status_code == 422
    assert page.context["form"].errors["chat"]


def test_it_is_asked_for_the_resident_by_this_door(city: City, shen: Client) -> None:
    response = shen.post("/paste/ask/", pasted(city), follow=True)

    case = Case.objects.get()
    assert (case.asker, case.beat, case.door) == (city.wu, city.nodes["beat"], rules.Door.PASTE)
    assert Event.objects.get().actor == city.shen
    assert response.redirect_chain == [("/households/", 302)]
    assert f"已替吴长青提交：编号{case.number}" in text_of(response)
    assert "沈小满替您问的" in text_of(sign_in(city.people["wu"]).get(f"/my/{case.number}/"))


def test_whoever_asked_in_the_group_is_called_and_not_closed_in_silence(
    city: City, shen: Client
) -> None:
    shen.post("/paste/ask/", pasted(city))
    case = Case.objects.get()
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "明天修"), at(14, 40))

    jobs.close_silent(at(14, 41, day=date(2026, 5, 22)))

    case.refresh_from_db()
    assert (case.status, case.follow_up_by) == (rules.Status.ANSWERED, city.desks["beat"])


def test_a_caller_is_known_by_number_at_the_officers_beat(city: City, shen: Client) -> None:
    other = f"other-{city.desks['beat'].pk}"
    wrong = shen.post("/paste/ask/", pasted(city, whom=other, name="小李"))
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["phone"]

    shen.post("/paste/ask/", pasted(city, whom=other, name="小李", phone="13912345678"))

    case = Case.objects.get()
    assert (case.asker.name, case.asker.phone) == ("小李", "+8613912345678")
    assert (case.asker.household, case.beat) == (None, city.nodes["beat"])


def test_a_contact_who_is_no_resident_yet_becomes_one(city: City, shen: Client) -> None:
    Household.objects.filter(code="B").update(contact="郑大爷")

    shen.post("/paste/ask/", pasted(city, whom="contact-B"))

    asker = Case.objects.get().asker
    assert asker.household is not None
    assert (asker.name, asker.household.code) == ("郑大爷", "B")


@pytest.mark.parametrize("whom", ["", "999", "contact-C", "other-999"])
def test_only_own_households_can_be_chosen(city: City, shen: Client, whom: str) -> None:
    page = shen.post("/paste/ask/", pasted(city, whom=whom))

    assert page.status_code == 422
    assert page.context["form"].errors["whom"]
    assert LAMP in page.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("number", ["13812345678", IDENTITY, "6222 0212 3456 7890 128"])
def test_numbers_are_caught_once(city: City, shen: Client, number: str) -> None:
    words = f"{LAMP},联系{number}"
    if number.startswith("6222"):
        words = f"{LAMP},卡号4111 1111 1111 1111"

    page = shen.post("/paste/ask/", pasted(city, words=words))
    assert page.status_code == 422
    assert "里面有电话、身份证号或银行卡号" in text_of(page)
    assert not Case.objects.exists()

    shen.post("/paste/ask/", pasted(city, words=words, warned="1"))
    assert Case.objects.count() == 1


def test_the_same_as_an_open_matter_is_asked_about(city: City, shen: Client) -> None:
    case = ask(city.wu, at(14, 30), LAMP)

    page = shen.post("/paste/ask/", pasted(city))
    assert page.status_code == 422
    assert case.number in text_of(page)

    shen.post("/paste/ask/", pasted(city, same=case.number))
    assert Case.objects.count() == 1


def test_names_that_are_read_are_on_record(city: City, shen: Client) -> None:
    shen.post("/paste/", {"chat": CHAT})
    assert not Look.objects.exists()

    shen.post("/paste/", {"chat": LAMP})
    shen.post("/paste/ask/", pasted(city, whom=""))

    verbs = set(Look.objects.values_list("actor", "verb", "desk"))
    assert verbs == {(city.shen.pk, Look.Verb.HOUSEHOLDS, city.desks["beat"].pk)}
    assert Look.objects.count() == 2
    assert "看了自己负责的住户名单" in text_of(sign_in(city.people["wu"]).get("/my/looks/"))


def test_nothing_else_of_the_chat_is_kept(
    city: City, shen: Client, caplog: pytest.LogCaptureFixture
) -> None:
    shen.post("/paste/", {"chat": CHAT})
    shen.post("/paste/", {"chat": CHAT, "choose": "1", "pick": ["0", "1"]})
    shen.post("/paste/", {"chat": CHAT, "choose": "1", "pick": ["0"]})
    shen.post("/paste/ask/", pasted(city, whom=""))
    shen.post("/paste/ask/", pasted(city))

    assert not Draft.objects.exists()
    assert [words.body for words in Words.objects.all()] == [LAMP]
    for session in Session.objects.all():
        assert "李四" not in str(session.get_decoded())
    assert OTHERS not in caplog.text and "李四" not in caplog.text
    for table in connection.introspection.table_names():
        assert "李四" not in _all_of(table)


def _all_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows: list[Any] = cursor.fetchall()
    return str(rows)


@pytest.mark.parametrize(
    ("who", "status"),
    [("shen", 200), ("yan", 200), ("he", 403), ("luo", 403), ("gu", 403), ("wu", 403)],
)
def test_it_is_for_officers_with_households(city: City, who: str, status: int) -> None:
    with clock.fixed(at(14, 33)):
        assert sign_in(city.people[who]).get("/paste/").status_code == status
        assert sign_in(city.people[who]).post("/paste/", {"chat": LAMP}).status_code == status


# Into the group


ANSWER = "吴大爷您好！可以报销。先打13812345678备案。再到石桥村12号找吴长青拿发票。"


def answered(city: City) -> Case:
    case = ask(city.wu, at(14), "回去怎么报销?", topic=city.topics["insurance"])
    climb(city, case, "city", at(14, 1))
    papers = ({"title": "医保卡", "note": "吴小雨的也行"},)
    answer = rules.Answer(city.luo.pk, city.desks["city"].pk, ANSWER, papers)
    return act(case, answer, at(14, 2))


def test_an_answer_for_the_group_names_nobody(city: City, shen: Client) -> None:
    case = answered(city)
    assert f"/cases/{case.number}/for-group/" in shen.get(f"/cases/{case.number}/").text

    text = shen.get(f"/cases/{case.number}/for-group/").context["text"]

    assert "有人问到：医疗保险科\n\n1. 可以报销。\n2. 先打" in text
    assert "要带：\n· 医保卡（某某的也行）" in text
    assert "您自己的事请单独问，或打电话给市联群办：" in text
    for hidden in ("吴长青", "吴大爷", "吴小雨", "石桥村12号", "13812345678", case.number):
        assert hidden not in text
    assert city.wu.phone not in text


def test_of_an_officers_answer_no_number_is_told(city: City, shen: Client) -> None:
    case = ask(city.wu, at(14), "几点开门?")
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "八点半"), at(14, 2))

    text = shen.get(f"/cases/{case.number}/for-group/").context["text"]

    assert text == "八点半\n\n您自己的事请单独问，联户干部会答复您。"


@pytest.mark.parametrize("kept", ["confidential", "about"])
def test_what_is_kept_from_others_is_not_for_the_group(city: City, shen: Client, kept: str) -> None:
    case = answered(city)
    value = True if kept == "confidential" else city.people["gu"]
    Case.objects.filter(pk=case.pk).update(**{kept: value})

    assert shen.get(f"/cases/{case.number}/for-group/").status_code == 404


def test_without_an_answer_there_is_nothing_to_copy(city: City, shen: Client) -> None:
    case = ask(city.wu, at(14, 30))

    assert shen.get(f"/cases/{case.number}/for-group/").status_code == 404
    assert "for-group" not in shen.get(f"/cases/{case.number}/").text
