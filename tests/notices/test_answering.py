"""Answering a request: once for a desk, changed until it is due, read as a table by place."""

import pytest
from django.test import Client

from lianhu.forms.rules import Field, Kind
from lianhu.grid.models import Duty
from lianhu.inbox import services as inbox
from lianhu.inbox.broadcasts.models import Receipt
from lianhu.inbox.models import Item
from lianhu.inbox.rules.reach import Reach
from lianhu.kernel import clock
from lianhu.notices import services as notices
from lianhu.notices.models import Question
from lianhu.notices.requests.models import Answer
from lianhu.notices.requests.rules import Asked, Code, Refused, Sheet
from tests.cast import MONDAY, City, at, sign_in
from tests.inbox.rounds import work
from tests.notices import asked, small
from tests.notices.answers import call, corrected, filled, is_open, read, serves_too
from tests.pages import text_of
from tests.photos import jpeg, upload

pytestmark = pytest.mark.django_db


def test_it_says_what_for_how_long_and_what_is_known_and_asks_the_rest(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    response = call(city, "he", f"/requests/to-me/{request}/")
    page = text_of(response)
    assert f"{asked.TITLE} 今天16:00前 · 约2分钟 · 石桥村" in page.replace(" 分钟", "分钟")
    assert f"{asked.PURPOSE} 柳溪镇" in page
    assert "户数 2 来自住户册" in page
    assert [row[0].label for row in response.context["rows"]] == [
        "缺的沙袋（个）",
        "进村路通不通",
    ]
    assert Answer.objects.count() == 0


def test_one_of_a_desk_answers_for_all_of_it(city: City) -> None:
    serves_too(city, "gu", "village")
    request = asked.sent(city, "town", "fang")
    assert is_open(city, "gu")
    response = call(city, "he", f"/requests/to-me/{request}/", filled(request, q1="40", q2="通"))
    assert response.url == "/inbox/"
    assert not is_open(city, "he")
    assert not is_open(city, "gu")
    assert is_open(city, "bo")
    page = read(city, "gu", f"/requests/to-me/{request}/", hour=11)
    assert "石桥村今天 9:10已答，一处答一次就够了。" in page


def test_whoever_serves_at_two_desks_answers_for_each(city: City) -> None:
    serves_too(city, "he", "village2")
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    call(city, "he", path, filled(request, q1="40", q2="通"))
    assert is_open(city, "he")
    page = read(city, "he", path)
    assert "河西村" in page.split("汛期备料")[0]
    call(city, "he", f"{path}?desk=village2", filled(request, q1="5", q2="不通"))
    assert not is_open(city, "he")
    assert [row.desk.code for row in Answer.objects.order_by("pk")] == ["village", "village2"]


def test_a_form_sent_twice_answers_for_its_own_desk_alone(city: City) -> None:
    serves_too(city, "he", "village2")
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    page = call(city, "he", path).context["form"]
    data = filled(request, desk=page["desk"].value(), q1="40", q2="通")
    assert f'name="desk" value="{data["desk"]}"' in call(city, "he", path).text
    assert call(city, "he", path, data).status_code == 302
    assert call(city, "he", path, data).status_code == 409
    assert [row.desk.code for row in Answer.objects.all()] == ["village"]
    assert is_open(city, "he")


def test_a_form_of_a_desk_where_one_serves_no_more_answers_for_no_other(city: City) -> None:
    serves_too(city, "he", "village2")
    request = asked.sent(city, "town", "fang")
    Duty.objects.filter(desk=city.desks["village"], person=city.he).update(ends_at=at(9, 5))
    data = filled(request, desk="village", q1="40", q2="通")
    assert call(city, "he", f"/requests/to-me/{request}/", data).status_code == 404
    assert not Answer.objects.exists()


def test_a_draft_is_of_one_desk(city: City) -> None:
    serves_too(city, "he", "village2")
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    for desk in ("village", "village2"):
        mark = call(city, "he", f"{path}?desk={desk}").context["form"].draft.mark
        call(city, "he", "/drafts/", {"draft": mark, "q1": f"{len(desk)}"})
    data = filled(request, desk="village", q1="40", q2="通")
    call(city, "he", path, data)
    assert call(city, "he", path).context["form"]["q1"].value() == "8"
    assert call(city, "he", f"{path}?desk=village").context["form"]["q1"].value() == "40"


def test_a_draft_of_a_session_that_ended_leads_back_to_its_page(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    mark = call(city, "he", path).context["form"].draft.mark
    with clock.fixed(at(9, 20)):
        response = Client().post(path, filled(request, draft=mark, q1="38", q2="通"))
    assert f"{path}" in response.text
    assert not Answer.objects.exists()


def test_who_joins_a_desk_that_has_answered_is_asked_nothing_once_they_look(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    serves_too(city, "gu", "village")
    assert is_open(city, "gu")
    read(city, "gu", f"/requests/to-me/{request}/")
    assert not is_open(city, "gu")


def test_it_is_changed_until_it_is_due_and_not_after(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    first = asked.answer(city, request, "village", city.he)
    path = f"/requests/to-me/{request}/"
    assert "今天16:00前可以改" in read(city, "he", path)
    seen = first.answered_at.isoformat()
    data = filled(request, seen=seen, q1="45", q2="不通")
    assert call(city, "he", path, data, hour=15).status_code == 302
    assert '"45"' in Answer.objects.get().values

    page = read(city, "he", path, hour=16, minute=0)
    assert "时间已过，不能再改。" in page
    assert "缺的沙袋（个） 45" in page
    seen = Answer.objects.get().answered_at.isoformat()
    response = call(city, "he", path, filled(request, seen=seen, q1="9", q2="通"), hour=16)
    assert response.status_code == 409
    assert '"45"' in Answer.objects.get().values


def test_a_first_answer_is_welcome_past_its_time(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he, at(9, day=MONDAY))
    assert not is_open(city, "he")


def test_that_it_does_not_concern_a_desk_is_an_answer(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    response = call(city, "he", path, filled(request, not_ours="1"))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"why_not"}
    data = filled(request, not_ours="1", why_not="不在河边，不用沙袋。", q1="abc")
    assert call(city, "he", path, data).status_code == 302
    row = Answer.objects.get()
    assert (row.values, row.why_not) == ("{}", "不在河边，不用沙袋。")
    assert "不在河边，不用沙袋。" in read(city, "fang", f"/requests/{request}/answers/")


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    response = call(city, "he", path, filled(request, q1="四十来个", q2="也许"))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"q1", "q2"}
    assert "四十来个" in response.text
    assert not Answer.objects.exists()


def test_a_draft_keeps_what_was_typed_until_it_is_sent(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    mark = call(city, "he", path).context["form"].draft.mark
    saved = call(city, "he", "/drafts/", {"draft": mark, "q1": "38"})
    assert saved.status_code == 200
    assert call(city, "he", path).context["form"]["q1"].value() == "38"
    call(city, "he", path, filled(request, q1="40", q2="通", draft=mark))
    assert call(city, "he", path).context["form"]["q1"].value() == "40"


def test_an_identity_number_stays_out(city: City) -> None:
    sheet = Sheet((Asked(Field("q1", "还缺什么", Kind.LINE)),))
    request = asked.sent(city, "town", "fang", sheet=sheet)
    data = filled(request, q1="吴长青 11010519491231002X")
    response = call(city, "he", f"/requests/to-me/{request}/", data)
    assert response.status_code == 422
    assert "里面有身份证号或银行卡号，请去掉。" in text_of(response)


def test_a_colleague_who_was_faster_is_not_overwritten(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    data = filled(request, q1="7", q2="通")
    response = call(city, "he", f"/requests/to-me/{request}/", data)
    assert response.status_code == 409
    assert "您这里刚有同事答过了。您写的内容还在。" in text_of(response)
    assert response.context["form"]["q1"].value() == "7"
    # Whoever still means it sends it once more.
    again = {name: response.context["form"][name].value() for name in ("version", "seen")}
    assert '"40"' in Answer.objects.get().values
    call(city, "he", f"/requests/to-me/{request}/", data | again, minute=20)
    assert '"7"' in Answer.objects.get().values


def test_a_correction_asks_again_with_what_was_answered(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    old = filled(request, q1="7", q2="通")
    corrected(city, request, at(10), Sheet((asked.SANDBAGS, asked.ROAD, asked.CRACK)))

    assert is_open(city, "he", 11)
    assert call(city, "he", f"/requests/to-me/{request}/", old, hour=11).status_code == 409
    response = call(city, "he", f"/requests/to-me/{request}/", hour=11)
    assert "少问了一项" in text_of(response)
    assert response.context["form"]["q1"].value() == "40"
    table = read(city, "fang", f"/requests/{request}/answers/", hour=11)
    assert "更正前填的" in table
    assert "2处还没答" in table
    photo = {"q3": upload(jpeg(), "IMG_1.jpg")}
    seen = Answer.objects.get().answered_at.isoformat()
    data = filled(request, seen=seen, q1="40", q2="通", **photo)
    assert call(city, "he", f"/requests/to-me/{request}/", data, hour=12).status_code == 302
    table = read(city, "fang", f"/requests/{request}/answers/", hour=12)
    assert "更正前填的" not in table
    assert "1处还没答" in table


def test_a_withdrawal_clears_the_cards_and_keeps_what_was_answered(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    notices.withdraw(request, by=city.people["fang"], why="不用了", now=at(10))
    assert not is_open(city, "bo")
    assert call(city, "bo", f"/requests/to-me/{request}/", hour=11).status_code == 404
    with pytest.raises(Refused) as why:
        asked.answer(city, request, "village2", city.people["bo"], at(11))
    assert why.value.code is Code.CORRECTED
    table = read(city, "fang", f"/requests/{request}/answers/", hour=11)
    assert "石桥村 40 通 2" in table
    assert "还没答" not in table
    assert "缺的沙袋（个）" in read(city, "fang", f"/notices/{request}/", hour=11)


def test_it_is_not_done_without_answering(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    for act in ("", "done/", "acknowledge/"):
        response = call(city, "he", f"/notices/to-me/{request}/{act}", {} if act else None)
        assert response.url == f"/requests/to-me/{request}/"
    assert is_open(city, "he")


def test_the_roster_answers_for_who_has_no_smart_phone(city: City) -> None:
    inbox.reach(city.shen, Reach.CALL, by=city.he)
    request = asked.sent(
        city, "town", "fang", who=small.OFFICERS, depth=None, places=["beat"], due_at=at(9, 40)
    )
    work(at(9))
    path = f"/requests/to-me/{request}/?for={city.shen.pk}"
    assert path in call(city, "he", "/calls/").text
    assert "您在记下沈小满说的话" in read(city, "he", path)
    assert not Receipt.objects.exists()
    assert call(city, "he", path, filled(request, q1="2", q2="通")).url == "/calls/"
    row = Answer.objects.get()
    assert (row.by, row.entered_by) == (city.shen, city.he)
    assert not Item.objects.filter(kind="call", done_at=None).exists()
    assert "由贺春生代录" in read(city, "shen", f"/requests/to-me/{request}/")
    assert call(city, "bo", path).status_code == 404


def test_who_is_called_is_told_what_is_asked(city: City) -> None:
    inbox.reach(city.shen, Reach.PAPER, by=city.he)
    asked.sent(
        city, "town", "fang", who=small.OFFICERS, depth=None, places=["beat"], due_at=at(9, 40)
    )
    work(at(9))
    sheet = read(city, "he", f"/calls/{city.shen.pk}/sheet/")
    assert f"{asked.PURPOSE} 1. 缺的沙袋（个） 2. 进村路通不通 (通 / 不通)" in sheet


def test_a_question_about_it_is_asked_and_answered_there(city: City) -> None:
    request = asked.sent(city, "town", "fang")
    path = f"/requests/to-me/{request}/"
    for words in ("", small.QUESTION):
        response = call(city, "he", f"/notices/to-me/{request}/ask/", {"words": words, "key": "k"})
        assert response.status_code == 302
    assert f"{small.QUESTION} 今天 9:10 还没答复" in read(city, "he", path)
    question = Question.objects.get()
    call(city, "fang", f"/notices/questions/{question.pk}/", {"words": "村里有两辆。"})
    assert "已答复：" in read(city, "he", "/inbox/", minute=20)
    assert "村里有两辆。" in read(city, "he", path, minute=20)
    assert "已答复：" not in read(city, "he", "/inbox/", minute=21)


def test_pages_ask_few_questions(city: City, django_assert_num_queries) -> None:
    request = asked.sent(city, "town", "fang")
    asked.answer(city, request, "village", city.he)
    draft = asked.draft(city, "town", "fang")
    fang, bo = sign_in(city.people["fang"]), sign_in(city.people["bo"])
    with clock.fixed(at(9, 10)):
        bo.get(f"/requests/to-me/{request}/")
        for client, path, most in (
            (fang, f"/requests/{request}/answers/", 19),
            (fang, f"/notices/{request}/", 18),
            (fang, "/requests/write/", 8),
            (fang, f"/notices/{draft}/", 29),
            (fang, f"/requests/{draft}/change/", 13),
            (bo, f"/requests/to-me/{request}/", 16),
        ):
            with django_assert_num_queries(most):
                client.get(path)
