"""What an officer without a smart phone writes to own households, the roster above enters."""

from typing import Any

import pytest
from django.test import override_settings

from lianhu.inbox.broadcasts.models import Target
from lianhu.inbox.rules.broadcasts import Who
from lianhu.knowledge.models import Item
from lianhu.notices import services
from lianhu.notices.models import Notice, Version
from lianhu.notices.planned.jobs import plan_next, send_planned
from lianhu.notices.policies.models import Offer
from lianhu.notices.recurring.models import Series
from lianhu.notices.reuse.models import Template
from lianhu.notices.rules.sending import Refused, Stage
from tests.cast import MONDAY, City, at
from tests.inbox.spoken import address, city_by_telephone, get, post
from tests.notices.pages import form
from tests.notices.policy import write as write_policy
from tests.notices.small import sent
from tests.notices.test_fact_audience import let_know
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NINE, TEN = at(9), at(10)
BODY = "周六上午扫楼道，来不了的不用说。"
ENTERED = "由贺春生代录"


@pytest.fixture
def city(db: None) -> City:
    return city_by_telephone("shen")


def said(city: City, **facts: Any) -> dict[str, Any]:
    usual = {"asks": "know", "due_at": "", "body": BODY, "contact": str(city.desks["beat"].pk)}
    found = form(city, **usual | facts)
    return {key: value for key, value in found.items() if key not in {"who", "where"}}


def written(city: City, **facts: Any) -> Notice:
    page = address(city.shen, "notice_write")
    assert post(city, "he", page, NINE, **said(city, **facts)).status_code == 302
    return Notice.objects.latest("pk")


def gone_out(city: City, **facts: Any) -> Notice:
    notice = written(city, **facts)
    assert act(city, notice, "send").status_code == 302
    return notice


def mark(notice: Notice) -> str:
    return notice.versions.latest("number").mark


def act(city: City, notice: Notice, what: str, **facts: Any) -> Any:
    return post(city, "he", address(city.shen, f"notice_{what}", notice.pk), NINE, **facts)


def test_it_is_the_officers_and_says_who_entered_it(city: City) -> None:
    find = get(city, "he", address(city.shen, "send_on_find"), NINE).text
    assert f'href="{address(city.shen, "notice_write")}"' in find
    write = text_of(get(city, "he", address(city.shen, "notice_write"), NINE))
    assert "发给沈小满的联户" in write
    notice = written(city)
    page = address(city.shen, "notice", notice.pk)
    shown = get(city, "he", page, NINE)
    assert "您在记下沈小满说的话" in text_of(shown)
    send = address(city.shen, "notice_send", notice.pk)
    assert f'action="{send}"' in shown.text
    assert post(city, "he", send, NINE)["Location"] == page

    version = notice.versions.get()
    assert (version.by, version.entered_by, version.stage) == (city.shen, city.he, Stage.SENT)
    [target] = Target.objects.filter(broadcast__thread=notice.pk)
    assert (target.node, target.who) == (city.nodes["beat"], Who.HOUSEHOLD)
    card = text_of(get(city, "wu", f"/notices/to-me/{notice.pk}/", TEN))
    assert BODY in card and ENTERED in card
    assert ENTERED in text_of(get(city, "shen", f"/notices/{notice.pk}/", TEN))
    assert version.title in text_of(get(city, "he", address(city.shen, "notices"), TEN))


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(city: City) -> None:
    page = address(city.shen, "notice_write")
    wrong = post(city, "he", page, NINE, **said(city, asks="act"))
    assert wrong.status_code == 422
    assert BODY in wrong.text
    assert not Notice.objects.exists()


def test_every_link_and_form_stays_with_the_person(city: City) -> None:
    notice = written(city)
    pages = [address(city.shen, "notices"), address(city.shen, "notice_write")]
    pages += [
        address(city.shen, "notice", notice.pk),
        address(city.shen, "notice_change", notice.pk),
    ]
    for page in pages:
        content = get(city, "he", page, NINE).text.split('id="main"')[1]
        for inside in content.split('="/notices/')[1:]:
            assert f"?for={city.shen.pk}" in inside.split('"')[0], page


def test_it_is_changed_thrown_away_corrected_and_withdrawn(city: City) -> None:
    notice = written(city)
    changed = act(city, notice, "change", **said(city, title="扫楼道改时间"), seen=mark(notice))
    assert changed["Location"] == address(city.shen, "notice", notice.pk)
    assert act(city, notice, "discard")["Location"] == address(city.shen, "notices")
    assert not Notice.objects.exists()

    notice = gone_out(city, key="another")
    corrected = said(city, body="改到周日。", why="时间变了") | {"seen": mark(notice)}
    assert act(city, notice, "correct", **corrected).status_code == 302
    act(city, notice, "send")
    assert "改到周日。" in text_of(get(city, "wu", f"/notices/to-me/{notice.pk}/", NINE))
    act(city, notice, "withdraw", why="不扫了")
    rows = notice.versions.order_by("number")
    assert [(row.by, row.entered_by) for row in rows] == [(city.shen, city.he)] * 3
    assert "不扫了" in text_of(get(city, "wu", f"/notices/to-me/{notice.pk}/", TEN))


def test_sending_what_the_officer_wrote_says_who_entered_that(city: City) -> None:
    page = "/notices/write/"
    assert post(city, "shen", page, NINE, **said(city)).status_code == 302
    before = Version.objects.get()
    assert before.entered_by is None
    act(city, before.notice, "send")
    version = Version.objects.get()
    assert (version.by, version.entered_by) == (city.shen, city.he)


def test_its_time_and_its_repeats_are_the_officers(city: City) -> None:
    notice = written(city)
    when = {"send_at": "2026-05-18T09:00", "every": "week", "until": "2026-07-01"}
    assert act(city, notice, "time", **when).status_code == 302
    assert Series.objects.get().by == city.shen
    goes_at = "2026-05-18T09:00:00+08:00"
    assert act(city, notice, "send", at=goes_at).status_code == 302
    version = notice.versions.get()
    assert (version.planned_by, version.entered_by, version.stage) == (
        city.shen,
        city.he,
        Stage.PLANNED,
    )
    back = act(city, notice, "call_off")
    assert back["Location"] == address(city.shen, "notice", notice.pk)


def test_each_time_of_what_recurs_says_who_entered_it(city: City) -> None:
    notice = written(city)
    when = {"send_at": "2026-05-18T09:00", "every": "week", "until": "2026-07-01"}
    act(city, notice, "time", **when)
    act(city, notice, "send", at="2026-05-18T09:00:00+08:00")
    send_planned(at(9, day=MONDAY))
    plan_next(at(9, day=MONDAY))
    rows = Version.objects.filter(notice__series__isnull=False).order_by("notice__turn")
    assert len(rows) > 1
    assert {(row.by, row.entered_by) for row in rows} == {(city.shen, city.he)}


@pytest.mark.parametrize("by", ["bo", "ma", "luo", "tong", "shen", "wu"])
def test_nobody_else_writes_in_anybodys_name(city: City, by: str) -> None:
    notice = gone_out(city)
    routes = [("notices", []), ("notice_write", []), ("notice", [notice.pk])]
    for route, args in routes:
        assert get(city, by, address(city.shen, route, *args), TEN).status_code == 404, route
    for route in ("withdraw", "correct", "send"):
        page = address(city.shen, f"notice_{route}", notice.pk)
        assert post(city, by, page, TEN, why="好").status_code == 404, route
    assert Version.objects.count() == 1


def test_what_is_offered_to_some_is_read_by_nobody_who_enters(city: City, item: Item) -> None:
    let_know(city, "wu")
    policy = write_policy(city, item)
    post(city, "he", address(city.shen, "policy_mine", policy.pk), TEN)
    notice = Offer.objects.get().notice
    assert notice is not None
    assert get(city, "shen", f"/notices/{notice.pk}/", TEN).status_code == 200
    assert item.title in text_of(get(city, "shen", "/notices/", TEN))
    assert get(city, "he", address(city.shen, "notice", notice.pk), TEN).status_code == 404
    assert act(city, notice, "withdraw", why="好").status_code == 404
    assert item.title not in text_of(get(city, "he", address(city.shen, "notices"), TEN))


def test_of_other_desks_nothing_is_read_or_let_through_for_another(city: City) -> None:
    notice = sent(city, "village", "he", places=["beat"], who=(Who.HOUSEHOLD,))
    assert get(city, "he", address(city.shen, "notice", notice), TEN).status_code == 404
    with override_settings(LIANHU_NOTICE_ALONE=0):
        mine = gone_out(city)
    assert mine.versions.get().stage == Stage.WAITING
    assert act(city, mine, "approve", seen="").status_code == 403


@override_settings(LIANHU_NOTICE_ALONE=0)
def test_who_entered_it_is_not_its_second_person(city: City) -> None:
    notice = gone_out(city)
    own = f"/notices/{notice.pk}/"
    assert get(city, "he", own, TEN).status_code == 200
    assert notice.versions.get().title not in text_of(get(city, "he", "/notices/", TEN))
    seen = {"seen": mark(notice)}
    assert post(city, "he", f"{own}approve/", TEN, **seen).status_code == 403
    with pytest.raises(Refused):
        services.approve(notice.pk, by=city.he, now=TEN)
    assert notice.versions.get().title in text_of(get(city, "ma", "/notices/", TEN))
    assert post(city, "ma", f"{own}approve/", TEN, **seen).status_code == 302
    version = notice.versions.get()
    assert (version.approved_by, version.stage) == (city.people["ma"], Stage.SENT)


def test_templates_are_saved_in_ones_own_name(city: City) -> None:
    notice = gone_out(city)
    page = address(city.shen, "notice_template_save", notice.pk)
    assert "/template/" not in get(city, "he", address(city.shen, "notice", notice.pk), TEN).text
    facts = {"name": "楼道", "title": "扫楼道", "body": BODY}
    assert post(city, "he", page, TEN, **facts).status_code == 403
    assert not Template.objects.exists()
