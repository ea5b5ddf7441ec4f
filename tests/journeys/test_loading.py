"""An administrator loads a list of households: wrong rows first, then right ones."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from lianhu.accounts.models import User
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Household
from lianhu.steward.jobs import LoadLists
from tests.browser import DESK, PHONE, overflow
from tests.journeys.scene import Scene
from tests.lists import listed, written

pytestmark = pytest.mark.browser

RIGHT = {
    "code": "N-001",
    "address": "石桥村40号",
    "contact": "周明",
    "phone": "13800138000",
    "beat": "beat",
}


def work() -> None:
    job = LoadLists()
    while job():
        pass


def send(page: Page, path: Path) -> None:
    page.goto("/steward/loads/")
    page.get_by_label("居民户", exact=True).check()
    page.get_by_label("文件", exact=True).set_input_files(path)
    page.get_by_role("button", name="检查名单").click()


def test_wrong_rows_then_right_ones(scene: Scene, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    User.objects.create_user("cen", name="岑望舒", is_administrator=True)
    page = scene.open("cen", "/", DESK)
    wrong = written(tmp_path, listed(Kind.HOUSEHOLDS, RIGHT | {"phone": "12"}), "wrong.xlsx")
    right = written(tmp_path, listed(Kind.HOUSEHOLDS, RIGHT), "right.xlsx")

    send(page, wrong)
    expect(page.get_by_text("正在检查这份名单")).to_be_visible()
    work()
    # The page goes on by itself.
    row = page.get_by_role("row").filter(has_text="D2")
    expect(row).to_contain_text("电话")
    expect(row).to_contain_text("打不通")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow(page) == 0
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标出错误的名单").click()
    assert download.value.suggested_filename == "lianhu-households-corrections.xlsx"

    send(page, right)
    work()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("正在导入这份名单")).to_be_visible()
    work()
    expect(page.get_by_text("这份名单已经导入")).to_be_visible()

    assert Household.objects.get(phone_bi__of="13800138000").code == "N-001"
    page.get_by_role("main").get_by_role("link", name="变更记录").click()
    expect(page.get_by_role("row").filter(has_text="right.xlsx")).to_contain_text("岑望舒")
