"""From a template, with a file, planned and weekly: it goes out, and its reader opens the file."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from lianhu.notices.planned.jobs import plan_next, send_planned
from tests.browser import violations
from tests.journeys.scene import Scene
from tests.notices import small
from tests.papers import pdf

pytestmark = pytest.mark.browser

# As high as the form, of which axe-core measures nothing that its frame cuts.
TALL = (1440, 2200)


def test_from_a_template_to_the_readers_file(
    scene: Scene, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    small.template(scene.city)
    sender = scene.open("he", "/notices/write/", TALL)
    sender.get_by_role("link", name="用模板写").click()
    sender.get_by_role("link", name="用它写").click()
    sender.get_by_label("联户干部", exact=True).check()
    sender.get_by_label("石桥村", exact=True).check()
    sender.get_by_label("附件").set_input_files(
        {"name": "停水范围.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    sender.get_by_role("button", name="看看要花多少工夫").click()
    # What was uploaded stays while something else is wrong.
    expect(sender.get_by_text("请填好：{日期} {地点}")).to_be_visible()
    expect(sender.get_by_label("停水范围.pdf")).to_be_checked()
    assert violations(sender) == []
    sender.get_by_label("标题").fill("周五停水")
    sender.get_by_label("正文").fill("北街周五停水，请备水。")
    sender.get_by_role("button", name="看看要花多少工夫").click()
    expect(sender.get_by_text("正在检查")).to_be_visible()
    small.look_through()

    cost = sender.get_by_role("region", name="发出去，要花掉大家")
    cost.get_by_text("定时发").click()
    cost.get_by_label("什么时候发").fill("2026-05-15T15:00")
    cost.get_by_label("重复发").select_option("week")
    cost.get_by_label("发到哪天为止").fill("2026-06-05")
    cost.get_by_role("button", name="看看到时要花多少工夫").click()
    expect(cost).to_contain_text("共4次，合计")
    assert violations(sender) == []
    cost.get_by_role("button", name="今天 15:00发出").click()
    expect(cost.get_by_role("button", name="取消定时")).to_be_visible()

    officer = scene.open("shen", "/inbox/", has_touch=True)
    expect(officer.get_by_role("link", name="周五停水")).to_have_count(0)
    now = scene.at(15)
    assert (send_planned(now), plan_next(now)) == (1, 1)
    officer.reload()
    card = officer.get_by_role("link", name="周五停水")
    expect(card).to_contain_text("有附件")
    card.click()
    with officer.expect_download() as download:
        officer.get_by_role("link", name="停水范围.pdf").click()
    assert download.value.suggested_filename == "停水范围.pdf"
    assert Path(download.value.path()).read_bytes() == pdf()

    sender.reload()
    again = sender.get_by_role("region", name="重复发的通知")
    expect(again).to_contain_text("这是第1次。还要发3次。")
    assert violations(sender) == []
    again.get_by_role("button", name="停发").click()
    expect(again).to_contain_text("已停发。")
