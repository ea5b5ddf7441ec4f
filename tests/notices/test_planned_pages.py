"""The pages of what goes out later: choosing a time, calling off, letting through."""

from typing import Any

import pytest
from django.test import override_settings

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.rules.broadcasts import Asks
from lianhu.kernel import clock
from lianhu.notices import services
from lianhu.notices.planned import services as planned
from lianhu.notices.recurring.models import Series
from lianhu.notices.rules.sending import Code, Refused, Stage
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.notices.pages import get, post
from tests.notices.planning import THREE, plan


@pytest.mark.django_db
@pytest.mark.page
def test_from_choosing_a_time_to_calling_it_off(city: City) -> None:
    notice = small.draft(city, "village", "he")
    path = f"/notices/{notice}/"
    response = post(city, "he", f"{path}time/", {"send_at": "2026-05-15T08:00"})
    assert response.status_code == 422
    assert "这个时间已经过了" in response.content.decode()
    post(city, "he", f"{path}time/", {"send_at": "2026-05-15T15:00"})
    page = get(city, "he", path)
    assert "今天 15:00发出去，要花掉大家" in page and "今天 15:00发出" in page

    response = post(city, "he", f"{path}send/", {"at": "2026-05-15T15:00:00+08:00"})
    page = get(city, "he", path)
    assert "取消定时" in page and "已定时" in page
    assert "今天 15:00发" in get(city, "he", "/notices/")
    response = post(city, "he", f"{path}call-off/", {"change": "1"})
    assert response["Location"] == f"{path}change/"
    post(city, "he", f"{path}time/", {"send_at": ""})
    assert small.newest(notice).send_at is None
    post(city, "he", f"{path}send/", {"at": "2026-13-40T15:00:00"})
    assert not Broadcast.objects.exists()


@pytest.mark.django_db
@pytest.mark.page
def test_a_second_person_reads_when_it_goes_out(city: City) -> None:
    with override_settings(LIANHU_NOTICE_ALONE=1):
        notice = plan(city)
        assert "没问题，今天 15:00发出" in get(city, "ma", f"/notices/{notice}/", 10)
        assert "现在通过就马上发出" in get(city, "ma", f"/notices/{notice}/", 16)
        version = small.newest(notice)
        seen = {"seen": version.mark, "at": version.send_at and version.send_at.isoformat()}
        post(city, "ma", f"/notices/{notice}/approve/", seen, hour=10)
    assert small.newest(notice).stage == Stage.PLANNED


@pytest.mark.django_db
def test_a_second_person_lets_through_what_the_page_showed(city: City) -> None:
    he = city.people["he"]
    with override_settings(LIANHU_NOTICE_ALONE=1):
        notice = plan(city)
        shown = small.newest(notice)
        seen = {"seen": shown.mark, "at": THREE.isoformat()}
        services.give_back(notice, by=city.people["ma"], remark="改", now=at(9, 1))
        services.change(notice, small.written(city, "village", body="别的"), by=he, now=at(9, 2))
        services.send(notice, by=he, at=THREE, now=at(9, 3))
        text = small.newest(notice)
        for stale in (seen, {}, seen | {"seen": text.mark, "at": ""}, seen | {"at": "2026-13-40"}):
            response = post(city, "ma", f"/notices/{notice}/approve/", stale, hour=10)
            assert response.status_code == 302
            assert small.newest(notice).stage == Stage.WAITING
        post(city, "ma", f"/notices/{notice}/approve/", seen | {"seen": text.mark}, hour=10)
    assert small.newest(notice).stage == Stage.PLANNED


@pytest.mark.django_db
def test_what_becomes_an_emergency_goes_out_at_once(city: City) -> None:
    notice, he = small.draft(city, "village", "he"), city.people["he"]
    planned.set_time(notice, THREE, repeat=small.WEEKLY, by=he, now=at(9))
    text = small.written(city, "village", emergency="河水漫堤", asks=Asks.ACKNOWLEDGE)
    services.change(notice, text, by=he, now=at(9, 1))
    version = small.newest(notice)
    assert (version.send_at, version.notice.series) == (None, None)
    assert not Series.objects.exists()
    assert services.send(notice, by=he, now=at(9, 2)) is Stage.WAITING


@pytest.mark.django_db
def test_a_cost_that_was_read_for_another_time_is_not_kept(city: City) -> None:
    notice = small.draft(city, "village", "he")
    before = small.newest(notice)
    planned.set_time(notice, THREE, now=at(9))
    services.known_cost(before.notice, before, at(9))
    assert small.newest(notice).cost is None


@pytest.mark.django_db
def test_an_emergency_cannot_wait(city: City) -> None:
    notice = small.draft(city, "village", "he", emergency="河水漫堤")
    with pytest.raises(Refused) as refused:
        planned.set_time(notice, THREE, now=at(9))
    assert refused.value.code is Code.SEND_URGENT
    assert "定时发" not in get(city, "he", f"/notices/{notice}/")


@pytest.mark.django_db
def test_its_page_asks_few_questions(city: City, django_assert_num_queries: Any) -> None:
    notice = plan(city)
    he = sign_in(city.people["he"])
    with clock.fixed(at(10)):
        he.get(f"/notices/{notice}/")
        with django_assert_num_queries(11):
            he.get(f"/notices/{notice}/")
