"""What an asker does with an own matter, and what its page says in every state."""

import pytest

from lianhu.cases import jobs, rules
from lianhu.cases.models import Attachment
from lianhu.inbox.models import Item
from tests.cases.own_matter.matters import asked_back, page_of, phone_of
from tests.cast import MONDAY, City, act, ask, at, climb
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db

# A desk asks


def test_what_is_asked_stands_above_everything_else_with_its_form(city: City) -> None:
    case = asked_back(city, at(9, 5))

    with phone_of(city, "wu", at(9, 6)) as wu:
        response = wu.get(f"/my/{case.number}/")

    page = text_of(response)
    order = ["等您补充", "出院小结在手里吗?", "您的回复", "现在在", "走到哪一步了"]
    assert sorted(order, key=page.index) == order
    assert "您的联户干部问您 今天 9:05" in page
    assert "您补充，等到5月18日 9:05；过了先按现有的情况接着办" in page
    assert f'formaction="/my/{case.number}/reply/"' in response.content.decode()


def test_a_reply_lets_it_go_on(city: City) -> None:
    case = asked_back(city, at(9, 5))
    assert Item.objects.filter(resident=city.wu, kind="reply", done_at=None).count() == 1

    with phone_of(city, "wu", at(10)) as wu:
        sent = {"seq": case.seq, "words": "在手里", "photos": upload(jpeg(), "IMG.jpg")}
        page = text_of(wu.post(f"/my/{case.number}/reply/", sent, follow=True))

    case.refresh_from_db()
    assert case.status == rules.Status.TAKEN
    assert "收到了，谢谢。经手的人接着办。" in page
    assert "您补充了 今天 10:00 在手里" in page
    assert "等您补充" not in page
    assert Attachment.objects.get().words.event.kind == rules.Kind.RESIDENT_REPLIED
    assert not Item.objects.filter(kind="reply", done_at=None).exists()


def test_photos_alone_are_a_reply_and_nothing_is_none(city: City) -> None:
    case = asked_back(city, at(9, 5))

    with phone_of(city, "wu", at(10)) as wu:
        nothing = wu.post(f"/my/{case.number}/reply/", {"seq": case.seq, "words": ""})
        sent = {"seq": case.seq, "words": "", "photos": upload(jpeg(), "IMG.jpg")}
        photo = wu.post(f"/my/{case.number}/reply/", sent)

    assert (nothing.status_code, photo.status_code) == (422, 302)
    assert "请写几个字" in text_of(nothing)


def test_a_reply_that_comes_too_late_is_kept_and_may_be_added(city: City) -> None:
    case = asked_back(city, at(9, 5))
    jobs.move_overdue(at(9, 6, day=MONDAY))

    with phone_of(city, "wu", at(9, 7, day=MONDAY)) as wu:
        response = wu.post(f"/my/{case.number}/reply/", {"seq": case.seq, "words": "在手里"})
        again = {"seq": case.seq + 1, "words": "在手里"}
        added = wu.post(f"/my/{case.number}/note/", again, follow=True)

    page = response.content.decode()
    assert response.status_code == 409
    assert "在手里</textarea>" in page
    assert "formaction" not in page  # it can be added now, not replied
    assert "没有等到您补充，先接着办。您还可以再补充。" in text_of(response)
    assert "您补充了一句" in text_of(added)


def test_while_it_waits_for_its_asker_nothing_is_late(city: City) -> None:
    case = ask(city.wu, at(9))
    act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, "几楼?"), at(9, 5))

    page = page_of(city, case, at(11))

    assert "对不起" not in page
    assert "什么时候回您" not in page


def test_a_promise_broken_before_is_apologised_for_while_it_waits(city: City) -> None:
    case = climb(city, ask(city.wu, at(9)), "city", at(9, 1))
    act(case, rules.AskResident(city.luo.pk, city.desks["city"].pk, "几楼?"), at(10, 5))

    page = page_of(city, case, at(10, 6))

    assert "说好今天 10:00答复，没做到，对不起。您补充后，市联群办马上接着办。" in page


# Withdrawn


def test_withdrawing_is_asked_about_once_more(city: City) -> None:
    case = ask(city.wu, at(9))

    with phone_of(city, "wu", at(9, 1)) as wu:
        asked = text_of(wu.get(f"/my/{case.number}/withdraw/"))
        case.refresh_from_db()
        still = case.status
        sent = {"seq": case.seq, "words": "自己办好了"}
        page = text_of(wu.post(f"/my/{case.number}/withdraw/", sent, follow=True))
        later = wu.get(f"/my/{case.number}/withdraw/")

    case.refresh_from_db()
    assert "不问这件事了吗？" in asked
    assert "没有人再办这件事" in asked
    assert still == rules.Status.ASKED
    assert case.status == rules.Status.WITHDRAWN
    assert "没有人再办这件事了。想再问，随时重新问。" in page
    assert "您说不问了 今天 9:01 自己办好了" in page
    assert "再补充一句" not in page
    assert "问别的事" in page
    assert later.status_code == 302


def test_what_was_answered_meanwhile_is_not_withdrawn(city: City) -> None:
    case = ask(city.wu, at(9))
    seq = case.seq
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以"), at(9, 1))

    with phone_of(city, "wu", at(9, 2)) as wu:
        sent = {"seq": seq, "words": "自己办好了"}
        response = wu.post(f"/my/{case.number}/withdraw/", sent)

    assert response.status_code == 409
    assert "自己办好了</textarea>" in response.content.decode()


# In confidence


def test_it_is_kept_in_confidence_once_one_knows_what_that_brings(city: City) -> None:
    case = ask(city.wu, at(9))

    with phone_of(city, "wu", at(9, 1)) as wu:
        told = text_of(wu.get(f"/my/{case.number}/confidential/"))
        sent = {"seq": case.seq}
        page = text_of(wu.post(f"/my/{case.number}/confidential/", sent, follow=True))
        later = wu.get(f"/my/{case.number}/confidential/")

    case.refresh_from_db()
    assert "只有正在经手的人看得到" in told
    assert case.confidential
    assert "已为您保密：只有经手的人看得到。" in page
    assert "请为我保密" not in page
    assert later.status_code == 302
