"""A request, refused and mended, sent, answered by a village, read as a table and as its month."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import violations
from tests.journeys.scene import Scene
from tests.notices import asked

pytestmark = pytest.mark.browser

# As high as the form, of which axe-core measures nothing that its frame cuts.
TALL = (1440, 2600)


def _line(page: Page, number: int, label: str, kind: str) -> None:
    line = page.get_by_role("group", name=f"第{number}项", exact=True)
    line.get_by_label("要问什么").fill(label)
    line.get_by_label("怎么答").select_option(kind)


def _write(page: Page) -> None:
    page.get_by_role("link", name="发起填报").click()
    page.get_by_label("标题").fill(asked.TITLE)
    page.get_by_label("想了解什么，用来做什么").fill(asked.PURPOSE)
    page.get_by_label("什么时候前").fill("2026-05-15T16:30")
    _line(page, 1, "缺的沙袋", "number")
    _line(page, 2, "户数", "number")
    _line(page, 3, "堆放点", "photo")
    page.get_by_label("各级办事人员").check()
    page.get_by_label("云禾市", exact=True).check()
    page.get_by_label("哪一级").select_option("村")
    page.get_by_role("button", name="保存，看看要花多少工夫").click()


def test_from_a_refusal_to_the_months_page(scene: Scene) -> None:
    sender = scene.open("jiang", "/notices/", TALL)
    _write(sender)

    expect(sender.get_by_role("status").first).to_contain_text("还不能发")
    known = sender.get_by_role("group", name="第2项", exact=True)
    expect(known).to_contain_text("这一项已经有了。")
    picture = sender.get_by_role("group", name="第3项", exact=True)
    expect(picture).to_contain_text("要照片，请写理由。 常常写几个字就够")
    assert violations(sender) == []
    known.get_by_label("要问什么").fill("")
    _line(sender, 3, "堆放点够不够高", "yes_no")
    sender.get_by_label("户数", exact=True).check()
    sender.get_by_role("button", name="保存，看看要花多少工夫").click()

    cost = sender.get_by_role("region", name="发出去，要花掉大家")
    expect(cost).to_contain_text("2人 · 每人约2分钟")
    assert violations(sender) == []
    cost.get_by_role("button", name="发出").click()
    expect(sender.get_by_role("region", name="还没办完的")).to_contain_text("石桥村")

    village = scene.open("he", "/inbox/", has_touch=True)
    village.get_by_role("link", name=asked.TITLE).click()
    expect(village.get_by_role("region", name="已经替您填好的")).to_contain_text("户数2")
    assert violations(village) == []
    village.get_by_role("button", name="发出答复").click()
    expect(village.get_by_role("alert")).to_contain_text("还没有发出")
    village.get_by_label("缺的沙袋").fill("40")
    village.get_by_label("是", exact=True).check()
    village.get_by_role("button", name="发出答复").click()
    expect(village.get_by_role("status").first).to_contain_text("一处答一次就够了")
    expect(village.get_by_role("link", name=asked.TITLE)).to_have_count(0)

    sender.reload()
    sender.get_by_role("link", name="看1份答复").click()
    row = sender.get_by_role("row", name="石桥村")
    expect(row).to_contain_text("40")
    expect(row).to_contain_text("是")
    expect(sender.get_by_text("1处已答 · 1处还没答")).to_be_visible()
    assert violations(sender) == []

    reader = scene.open("shen", "/asked/", has_touch=True)
    expect(reader.get_by_role("region", name="按发出的单位")).to_contain_text("供水科")
    expect(reader.get_by_role("region", name="一共")).to_contain_text(
        "4 分钟 工作人员的时间 · 提醒2次"
    )
    assert violations(reader) == []
    reader.get_by_role("link", name="供水科").click()
    expect(reader.get_by_role("region", name="这里发出的")).to_contain_text(asked.PURPOSE)
