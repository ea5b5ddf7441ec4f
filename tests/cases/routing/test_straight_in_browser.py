"""A clerk lets the village's questions go straight, and sends one: two pages, without scripts."""

import pytest
from playwright.sync_api import expect

from lianhu.cases.models import Case
from lianhu.cases.routing.models import StraightConsent
from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.cases.test_desk_in_browser import open_as
from tests.cast import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESK, PHONE, (320, 640)], ids=str)
def test_agreeing_and_sending(
    city: City, case: Case, open_page: Opener, size: tuple[int, int]
) -> None:
    page = open_as(open_page, city.he, size, java_script_enabled=False)
    page.goto(f"/desk/{case.number}/")
    page.get_by_role("link", name="本处哪些可直达").click()
    page.get_by_label("可以直达，不经中间各级").check()
    page.get_by_label("至少多大把握").fill("80")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("由承办单位点一下才转过去")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert StraightConsent.objects.get().least == 80

    page.goto(f"/desk/{case.number}/")
    assert overflow(page) == 0
    page.get_by_role("button", name="直达医疗保险科").click()

    expect(page.get_by_text("已直达转出")).to_be_visible()
    expect(page.get_by_text("很可能归那里办")).to_be_visible()
    assert case.stages.get(closed_at=None).desk == city.desks["insurance"]


def test_the_button_is_accessible(city: City, case: Case, open_page: Opener) -> None:
    StraightConsent.objects.create(node=city.desks["village"].node, agreed=True, least=60)
    page = open_as(open_page, city.he, (1440, 2400))
    page.goto(f"/desk/{case.number}/")

    page.get_by_role("button", name="直达医疗保险科").wait_for()
    assert violations(page) == []
