"""Sending a request: nothing goes out that speaks against a promise; it stands beside each line."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import override_settings

from lianhu.forms.rules import HELD, RULES, Evidence, Fault, Field, Kind, Thing
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.kernel import clock
from lianhu.notices import joining, queries
from lianhu.notices import services as notices
from lianhu.notices.models import Notice, Version
from lianhu.notices.requests import services
from lianhu.notices.requests.models import Request
from lianhu.notices.requests.queries import asked_before
from lianhu.notices.requests.rules import Asked, Sheet
from lianhu.notices.rules.sending import Code, Refused, Stage
from tests.cast import FRIDAY, City, at, sign_in
from tests.forms.test_metrics import REFUSED
from tests.notices import asked, small
from tests.pages import text_of

pytestmark = pytest.mark.django_db

APPROVED = Evidence("看裂缝有多宽", "马书宁，社区主任", FRIDAY + timedelta(days=30))


def photo(**facts: Any) -> Asked:
    evidence: dict[str, Any] = {"reason": "看宽度", "approver": "马书宁", "until": FRIDAY} | facts
    return Asked(Field("q1", "墙上的裂缝", Kind.PHOTO, evidence=Evidence(**evidence)))


def words(label: str, **facts: Any) -> Asked:
    return Asked(Field("q1", label, **facts))


# Of everything that guardrails forbid to ask, an example.
FORBIDDEN: dict[str, Asked] = {
    **{thing: words(REFUSED[thing][0]) for thing in Thing},
    HELD: words("户数"),
    Fault.NO_PURPOSE: words("出生日期", kind=Kind.DATE),
    Fault.NO_CONSENT: words("患病情况", purpose="大病救助"),
    Fault.NO_REASON: photo(reason=""),
    Fault.NO_APPROVER: photo(approver=""),
    Fault.NO_END: photo(until=None),
    Fault.ENDED: photo(until=FRIDAY - timedelta(days=1)),
    Fault.ENDS_LATE: photo(until=FRIDAY + timedelta(days=400)),
}


SHEET_OF_PUMPS = Sheet((Asked(Field("q1", "水泵", Kind.NUMBER)),))


def day_in(days: int) -> date:
    return FRIDAY + timedelta(days=days)


def test_there_is_an_example_of_everything_that_is_forbidden() -> None:
    assert FORBIDDEN.keys() == RULES.keys()
    assert {RULES[what].number for what in FORBIDDEN} >= {1, 2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_is_forbidden_is_not_sent(city: City, what: str) -> None:
    request = asked.draft(city, "town", "fang", sheet=Sheet((FORBIDDEN[what],)))
    with pytest.raises(Refused) as why:
        notices.send(request, now=at(9))
    assert why.value.code is Code.FORM
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "各村排名"},
        {"body": "看看每日打卡做得怎么样"},
        {"sheet": Sheet((asked.SANDBAGS,), ("人人转发推文",))},
        {"sheet": Sheet((Asked(Field("q1", "怎么做", Kind.CHOICE), ("没有", "每日打卡")),))},
        {"sheet": Sheet((), known=("households",))},
    ],
    ids=["title", "purpose", "target", "option", "nothing asked"],
)
def test_nor_wherever_else_it_stands(city: City, facts: dict[str, Any]) -> None:
    request = asked.draft(city, "town", "fang", **facts)
    with pytest.raises(Refused) as why:
        notices.send(request, now=at(9))
    assert why.value.code is Code.FORM


def test_what_was_right_when_it_was_written_is_looked_at_again_when_it_is_let_through(
    city: City,
) -> None:
    sheet = Sheet((photo(),))
    request = asked.draft(city, "town", "fang", sheet=sheet, due_at=at(16, day=day_in(3)))
    with override_settings(LIANHU_NOTICE_ALONE=0):
        assert notices.send(request, now=at(9)) is Stage.WAITING
    with pytest.raises(Refused) as why:
        notices.approve(request, by=city.luo, now=at(9, day=day_in(1)))
    assert why.value.code is Code.FORM


def test_a_second_person_lets_through_what_reaches_many(city: City) -> None:
    request = asked.draft(city, "town", "fang")
    with override_settings(LIANHU_NOTICE_ALONE=0):
        assert notices.send(request, now=at(9)) is Stage.WAITING
    page = get(city, "luo", f"/notices/{request}/")
    assert "缺的沙袋（个）" in page
    assert "没问题，发出" in page
    notices.approve(request, by=city.luo, now=at(9))
    assert Broadcast.objects.get().thread == request


def get(city: City, who: str, path: str) -> str:
    with clock.fixed(at(9)):
        response = sign_in(city.people[who]).get(path)
    assert response.status_code == 200
    return text_of(response)


def post(city: City, who: str, path: str, data: dict[str, Any]) -> Any:
    with clock.fixed(at(9)):
        return sign_in(city.people[who]).post(path, data)


SAND = {"label": "缺的沙袋", "unit": "个"}
# As `asked.ROAD`, typed otherwise.
ROAD = {"label": "进村 路通不通", "kind": "choice", "options": "通、不通", "key": "q2"}


def test_a_refusal_stands_beside_its_line_with_a_better_way_and_nothing_is_lost(
    city: City,
) -> None:
    rows = ({"label": "户数"}, SAND, {"label": "登录次数"}, {"label": "裂缝", "kind": "photo"})
    data = asked.form(city, *rows, title="季度评比", targets="缺沙袋的村当天补上\n每日打卡")
    response = post(city, "fang", "/requests/write/", data)
    with clock.fixed(at(9)):
        page = sign_in(city.people["fang"]).get(response["Location"])

    told = [
        [title for one in row["told"] for title, _ in one.lines] for row in page.context["rows"]
    ]
    assert told[0] == ["这一项已经有了。"]
    assert told[1] == []
    assert told[2] == ["不能按登录考核。"]
    assert len(told[3]) == 3
    said = text_of(page)
    assert "住户册里有，不用再填。 柳溪镇现在是3。" in said
    assert "每日打卡 不打卡，不签到。 谁在岗，值班表上有" in said
    assert page.context["told_of_title"]
    assert 'value="缺的沙袋"' in page.text


def test_it_is_the_same_in_english(city: City) -> None:
    data = asked.form(city, {"label": "photos"}, {"label": "households"})
    with clock.fixed(at(9)):
        client = sign_in(city.people["fang"])
        response = client.post("/requests/write/", data)
        page = text_of(client.get(response["Location"], headers={"Accept-Language": "en"}))
    assert "Pictures are no proof of work" in page
    assert "It stands in the register of households: nobody has to write it." in page


@pytest.mark.parametrize(
    ("rows", "facts", "said"),
    [
        ([SAND], {"title": ""}, "请写几个字"),
        ([SAND], {"due_at": ""}, "这个字段是必填项"),
        ([SAND], {"due_at": "2026-05-14T09:00"}, "这个时间已经过了"),
        ([SAND], {"where": []}, "请至少选一个地方"),
        ([SAND], {"who": ["household"]}, "household"),
        ([SAND], {"targets": "补上沙袋\n" * 21}, "超过了20行"),
        ([], {}, "请至少写一项要填的"),
        ([{"label": "路", "kind": "choice"}], {}, "请写2到12个可选的答案"),
        ([{"label": "路", "kind": "choice", "options": "通"}], {}, "请写2到12个可选的答案"),
        ([{"label": "", "unit": "个"}], {}, "请写几个字"),
        ([{"label": "路", "kind": "video"}], {}, "video"),
    ],
)
def test_what_is_wrong_with_the_form_stands_beside_its_field(
    city: City, rows: list[dict[str, str]], facts: dict[str, Any], said: str
) -> None:
    response = post(city, "fang", "/requests/write/", asked.form(city, *rows, **facts))
    assert response.status_code == 422
    assert said in text_of(response)
    assert "还没有保存" in text_of(response)
    assert not Notice.objects.exists()


def test_more_lines_keep_what_was_typed(city: City) -> None:
    data = asked.form(city, SAND, more_lines="1", title="")
    response = post(city, "fang", "/requests/write/", data)
    assert response.status_code == 200
    assert len(response.context["rows"]) == 5
    assert 'value="缺的沙袋"' in response.text
    assert asked.PURPOSE in response.text
    assert not Notice.objects.exists()


def test_the_same_form_twice_is_one_request(city: City) -> None:
    for _ in range(2):
        post(city, "fang", "/requests/write/", asked.form(city, SAND))
    assert Notice.objects.count() == Request.objects.count() == 1


def test_the_first_form_again_changes_nothing_in_what_became_of_it(city: City) -> None:
    first = asked.form(city, SAND)
    post(city, "fang", "/requests/write/", first)
    request = Notice.objects.get().pk
    seen = small.newest(request).mark
    pumps = asked.form(city, {"label": "水泵"}, seen=seen)
    assert post(city, "fang", f"/requests/{request}/change/", pumps).status_code == 302
    assert post(city, "fang", "/requests/write/", first).status_code == 302
    assert [one.field.label for one in Request.objects.get().sheet.asked] == ["水泵"]


@pytest.mark.parametrize(
    ("path", "other"),
    [("/requests/write/", {"label": "水泵"}), ("/notices/write/", {})],
    ids=["request", "notice"],
)
def test_another_one_from_the_same_page_is_saved_when_sent_once_more(
    city: City, path: str, other: dict[str, str]
) -> None:
    usual: dict[str, Any] = {"asks": "act"}
    post(city, "fang", path, asked.form(city, SAND, **usual))
    data = asked.form(city, other or SAND, **usual, title="另一个")
    response = post(city, "fang", path, data)
    assert response.status_code == 422
    assert "您刚才已经保存过一份。" in text_of(response)
    assert Notice.objects.count() == 1
    key = response.context["form"]["key"].value()
    assert post(city, "fang", path, data | {"key": key}).status_code == 302
    assert Notice.objects.count() == 2


def test_a_line_that_is_emptied_is_not_asked_any_more_and_others_keep_their_key(
    city: City,
) -> None:
    request = asked.sent(city, "town", "fang")
    sheet = corrected(city, request, {"label": "", "key": "q1"}, ROAD, {"label": "水泵"})
    assert [(one.field.key, one.field.label) for one in sheet.asked] == [
        ("q2", "进村 路通不通"),
        ("q3", "水泵"),
    ]
    assert sheet.asked[0].options == ("通", "不通")


def corrected(city: City, request: int, *rows: dict[str, str]) -> Sheet:
    """What the draft of a correction asks, once the page has sent it."""
    seen = small.newest(request).written_at.isoformat()
    data = asked.form(city, *rows, seen=seen, why="写错了")
    assert post(city, "fang", f"/requests/{request}/correct/", data).status_code == 302
    return Request.objects.get(version=small.newest(request)).sheet


@pytest.mark.parametrize(
    "line",
    [
        {"label": "缺的沙袋", "unit": "个", "kind": "line"},
        {"label": "缺的水泵", "unit": "个"},
        {"label": "缺的沙袋", "unit": "吨"},
        {"label": "缺的沙袋", "unit": "个", "kind": "choice", "options": "有、没有"},
    ],
    ids=["kind", "label", "unit", "options"],
)
def test_a_line_that_asks_something_else_is_another_one(city: City, line: dict[str, str]) -> None:
    request = asked.sent(city, "town", "fang")
    sheet = corrected(city, request, line | {"key": "q1"}, ROAD)
    assert [one.field.key for one in sheet.asked] == ["q3", "q2"]
    # What nobody has been asked yet may be written anew under its key.
    seen = small.newest(request).written_at.isoformat()
    data = asked.form(city, {"label": "草袋", "key": "q3"}, seen=seen, why="写错了")
    assert post(city, "fang", f"/requests/{request}/change/", data).status_code == 302
    assert Request.objects.get(version=small.newest(request)).sheet.asked[0].field.key == "q3"


def test_words_that_were_answered_are_not_summed_as_a_number(city: City) -> None:
    words = Sheet((Asked(Field("q1", "缺的沙袋", Kind.LINE)),))
    request = asked.sent(city, "town", "fang", sheet=words)
    asked.answer(city, request, "village", city.he, q1="两袋")
    corrected(city, request, SAND | {"key": "q1"})
    post(city, "fang", f"/notices/{request}/send/", {})
    assert "石桥村 今天 9:05 更正前填的 一共 0" in get(
        city, "fang", f"/requests/{request}/answers/"
    )


def test_a_change_by_somebody_else_meanwhile_keeps_what_was_typed(city: City) -> None:
    request = asked.draft(city, "town", "fang")
    data = asked.form(city, SAND, seen="before", title="另一个标题")
    response = post(city, "fang", f"/requests/{request}/change/", data)
    assert response.status_code == 409
    assert "另一个标题" in response.text
    assert small.newest(request).title == asked.TITLE
    again = data | {"seen": response.context["form"]["seen"].value()}
    assert post(city, "fang", f"/requests/{request}/change/", again).status_code == 302
    assert small.newest(request).title == "另一个标题"


def test_a_change_while_another_is_being_saved_is_seen_under_the_lock(city: City) -> None:
    request = asked.draft(city, "town", "fang")
    text = small.written(city, "town", asks=Asks.ACT, due_at=asked.DUE)
    with pytest.raises(Refused) as why:
        services.change(
            request, text, SHEET_OF_PUMPS, by=city.people["fang"], now=at(9), seen="before"
        )
    assert why.value.code is Code.OTHER_TEXT
    assert Request.objects.get().sheet == asked.SHEET


def test_the_minutes_are_the_senders_or_those_reckoned_if_they_are_more(city: City) -> None:
    long = Sheet(tuple(Asked(Field(f"q{n}", f"第{n}项", Kind.TEXT)) for n in range(1, 6)))
    assert small.newest(asked.draft(city, "town", "fang", sheet=long)).minutes == 16
    assert small.newest(asked.draft(city, "town", "fang", sheet=long, minutes=40)).minutes == 40


def test_two_requests_are_never_one_card(city: City) -> None:
    facts: dict[str, Any] = {"document": small.DOCUMENT}
    asked.sent(city, "town", "fang", **facts)
    asked.sent(city, "city", "luo", **facts)
    same = small.draft(city, "community", "ma", body=asked.PURPOSE, who=asked.CLERKS, **facts)
    assert Broadcast.objects.values("wording").distinct().count() == 2
    assert queries.alike(small.newest(same), at(9)) == queries.Alike((), ())
    theirs = Version.objects.filter(stage=Stage.SENT)[0]
    with pytest.raises(Refused) as why:
        joining.join(same, theirs, places=[])
    assert why.value.code is Code.NOT_SAME


def test_what_the_same_desks_have_been_asked_lately_is_told(city: City) -> None:
    asked.sent(city, "town", "fang")
    mine = Sheet((words("缺 的沙袋"), Asked(Field("q2", "水泵"))))
    draft = asked.draft(city, "water", "jiang", places=["city"], sheet=mine)
    page = get(city, "jiang", f"/notices/{draft}/")
    assert f"要过 柳溪镇 · {asked.TITLE} · 今天 9:00 · 缺 的沙袋" in page
    # Neither of other desks, nor of other things, nor long ago, nor what was withdrawn.
    usual: dict[str, Any] = {"places": ["city"], "sheet": mine}
    for facts in ({"who": small.OFFICERS, "depth": None}, {"depth": 3}, {"sheet": SHEET_OF_PUMPS}):
        other = asked.draft(city, "water", "jiang", **usual | facts)
        assert "要过" not in get(city, "jiang", f"/notices/{other}/")
    request = Request.objects.get(version__notice=draft)
    assert asked_before(request, at(9) + timedelta(days=31)) == []
    theirs = Notice.objects.get(desk=city.desks["town"])
    notices.withdraw(theirs.pk, by=city.people["fang"], why="不用了", now=at(9))
    assert asked_before(request, at(9)) == []


def test_an_officer_asks_nobody(city: City) -> None:
    with clock.fixed(at(9)):
        shen = sign_in(city.shen)
        assert shen.get("/requests/write/").status_code == 403
        assert "发起填报" not in text_of(shen.get("/notices/"))
    assert "发起填报" in get(city, "fang", "/notices/")
