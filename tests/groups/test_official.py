"""From a message to a matter: at its author's wish alone, and without telling what is private."""

import pytest

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.groups.models import Message
from tests.cast import City, act, at, sign_in
from tests.groups.talk import say
from tests.pages import text_of

pytestmark = pytest.mark.django_db

BEAT = "/groups/at/beat/"
ASKED = "养老金几号发？"
ANSWER = "吴长青您好，每月15号发到卡上"


def press(city: City, who: str, message: Message, what: str, **data: str):
    return sign_in(city.people[who]).post(f"/groups/messages/{message.pk}/{what}/", data)


def asked(city: City) -> tuple[Message, Case]:
    message = say(city, "wu", ASKED, at(14, 30))
    press(city, "wu", message, "ask")
    message.refresh_from_db()
    assert message.case is not None
    return message, message.case


def feed(city: City, who: str) -> str:
    return text_of(sign_in(city.people[who]).get(BEAT))


def answer(city: City, case: Case) -> None:
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, ANSWER), at(14, 32))


def test_one_tap_makes_a_matter_and_a_second_no_second(city: City) -> None:
    message, case = asked(city)
    press(city, "wu", message, "ask")

    assert Case.objects.get() == case
    assert (case.asker, case.beat, case.door) == (city.wu, city.nodes["beat"], rules.Door.GROUP)
    assert (case.status, message.waits) == (rules.Status.ASKED, False)
    assert "已正式提问" in feed(city, "zheng")


def test_nobody_else_makes_one_of_it(city: City) -> None:
    message = say(city, "wu", ASKED, at(14, 30))

    assert press(city, "zheng", message, "ask").status_code == 403
    assert press(city, "shen", message, "ask").status_code == 403
    assert not Case.objects.exists()


def test_the_owner_offers_and_the_asker_decides(city: City) -> None:
    message = say(city, "wu", ASKED, at(14, 30))
    assert press(city, "zheng", message, "offer").status_code == 403
    press(city, "shen", message, "offer")

    assert not Case.objects.exists()
    assert "群主建议您正式提问" in feed(city, "wu")
    assert "群主建议您正式提问" not in feed(city, "zheng")
    press(city, "wu", message, "ask")
    assert Case.objects.count() == 1


def test_the_answer_is_for_its_asker_until_it_is_told(city: City) -> None:
    message, case = asked(city)
    answer(city, case)

    assert "每月15号" not in feed(city, "zheng") and "已答复" in feed(city, "zheng")
    page = sign_in(city.shen).get(f"/groups/messages/{message.pk}/tell/")
    assert "每月15号" in text_of(page) and "吴长青您好" not in page.content.decode()
    press(city, "shen", message, "tell", key="k", words="每月15号发到卡上")
    press(city, "shen", message, "tell", key="k", words="每月15号发到卡上")

    assert feed(city, "zheng").count("每月15号") == 1


def test_no_number_is_told_with_it(city: City) -> None:
    message, case = asked(city)
    answer(city, case)

    page = press(city, "shen", message, "tell", key="k", words="打13912345678")

    assert page.status_code == 422 and "里面有手机号" in text_of(page)
    assert "打13912345678" in page.content.decode()
    assert Message.objects.count() == 1


def test_what_a_desk_made_public_of_it_stands_below(city: City) -> None:
    _, case = asked(city)
    act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, "本月提前三天发"), at(14, 31))

    assert "本月提前三天发" in feed(city, "zheng")


def test_in_confidence_nobody_sees_that_there_is_a_matter(city: City) -> None:
    message, case = asked(city)
    act(case, rules.Summarise(city.shen.pk, city.desks["beat"].pk, "本月提前三天发"), at(14, 31))
    act(case, rules.MarkConfidential(city.people["wu"].pk), at(14, 31))

    for who in ("zheng", "shen", "daughter"):
        page = feed(city, who)
        assert "已正式提问" not in page and "本月提前三天发" not in page
    tell = f"/groups/messages/{message.pk}/tell/"
    assert sign_in(city.shen).get(tell).status_code == 404
    assert press(city, "shen", message, "tell", key="k", words="都好").status_code == 404
    assert "看我的事" in feed(city, "wu")


def test_whom_it_is_about_sees_nothing_of_it_and_nobody_does(city: City) -> None:
    _, case = asked(city)
    Case.objects.filter(pk=case.pk).update(about=city.shen)

    assert "已正式提问" not in feed(city, "shen")
    assert "已正式提问" not in feed(city, "zheng")


def test_a_message_that_moves_a_matter_on_is_news_for_the_feed(city: City) -> None:
    _, case = asked(city)
    client = sign_in(city.people["zheng"])
    news = {"HX-Request": "true", "If-None-Match": client.get(BEAT)["ETag"]}
    assert client.get(BEAT, headers=news).status_code == 304

    answer(city, case)

    assert "已答复" in text_of(client.get(BEAT, headers=news))


@pytest.mark.parametrize("kept", [{"confidential": True}, {"about": "shen"}])
def test_what_is_kept_in_confidence_is_no_news_when_it_moves(city: City, kept: dict) -> None:
    _, case = asked(city)
    about = {"about": city.people[kept["about"]]} if "about" in kept else {}
    Case.objects.filter(pk=case.pk).update(**kept | about)
    client = sign_in(city.people["zheng"])
    etag = client.get(BEAT)["ETag"]

    Case.objects.filter(pk=case.pk).update(seq=case.seq + 1)

    assert client.get(BEAT)["ETag"] == etag


@pytest.mark.parametrize("words", ["打我13912345678，有急事", "卡号6222021234567890128"])
def test_a_number_is_caught_and_the_words_go_on_privately(city: City, words: str) -> None:
    client = sign_in(city.people["wu"])
    page = client.post(f"{BEAT}say/", {"key": "k", "words": words})

    assert page.status_code == 422 and not Message.objects.exists()
    assert page.content.decode().count(words) == 2  # in the form, and to be asked privately
    ask = client.post("/ask/", {"begin": "1", "words": words})
    assert ask.status_code == 200 and words in ask.content.decode()
    assert not Case.objects.exists()


def test_words_that_go_on_do_not_displace_a_draft(city: City) -> None:
    client = sign_in(city.people["wu"])
    mark = client.get("/ask/").context["form"].draft.mark
    client.post("/drafts/", {"draft": mark, "words": "写了一半"})

    page = client.post("/ask/", {"begin": "1", "words": "另一件事"})

    assert page.context["form"]["words"].value() == "写了一半\n\n另一件事"
