"""An officer without a smart phone: a sheet, a call, and the clerk enters the rest."""

import pytest
from playwright.sync_api import expect

from lianhu.inbox import services
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.rules.reach import Reach
from tests.browser import DESK
from tests.cast import ask
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

ANSWER = "带身份证到村里办。"


def test_by_sheet_and_by_call(scene: Scene) -> None:
    services.reach(scene.city.shen, Reach.PAPER, by=scene.city.he)
    case = ask(scene.city.wu, scene.now, "暂住证在哪里办")
    call_waiting(scene.now)
    scene.at(14, 35)
    page = scene.open("he", "/calls/", DESK)
    card = page.get_by_role("region", name="沈小满")
    expect(card).to_contain_text("今天14:48前告诉")

    card.get_by_role("link", name="打印纸单").click()
    page.emulate_media(media="print")
    sheet = page.get_by_role("article")
    expect(sheet).to_contain_text(case.number)
    expect(sheet).to_contain_text("我的答复")
    expect(sheet.get_by_text("000 5000 0903")).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.get_by_role("link", name="电话名单")).to_be_hidden()
    expect(sheet).not_to_contain_text("吴长青")
    page.emulate_media(media="screen")

    page.get_by_role("link", name="电话名单").click()
    page.get_by_role("button", name="已告诉沈小满").click()
    expect(page.get_by_role("status").first).to_contain_text("已告诉沈小满")
    page.get_by_role("link", name="暂住证在哪里办").click()
    expect(page.get_by_text("您在记下沈小满说的话")).to_be_visible()
    page.get_by_role("link", name="写答复").click()
    page.get_by_label("您的答复").fill(ANSWER)
    page.get_by_role("button", name="发给").click()
    expect(page.get_by_role("status").first).to_contain_text("已答复")

    resident = scene.open("wu", f"/my/{case.number}/")
    expect(resident.get_by_text(ANSWER)).to_be_visible()
    expect(resident.get_by_text("由贺春生代录").first).to_be_visible()
    officer = scene.open("shen", f"/cases/{case.number}/")
    expect(officer.get_by_text("（贺春生代录）").first).to_be_visible()
