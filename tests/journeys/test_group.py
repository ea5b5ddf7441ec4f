"""An officer between the WeChat group and the matters: a question out of it, an answer into it."""

import pytest
from playwright.sync_api import expect

from lianhu.cases import rules
from lianhu.cases.models import Case
from tests.browser import DESK, PHONE, overflow, violations
from tests.cast import act
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

CHAT = """吴长青(12号):
楼道灯坏了三天

李四:
[图片]

吴长青(12号):
在三单元
"""


def test_from_the_group_and_back(scene: Scene) -> None:
    page = scene.open("shen", "/households/", has_touch=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="从微信群粘贴").tap()
    page.get_by_label("粘贴聊天内容").fill(CHAT)
    page.get_by_role("button", name="看看谁说了什么").tap()

    messages = page.get_by_role("group", name="消息")
    expect(messages.get_by_role("checkbox")).to_have_count(3)
    expect(messages.get_by_role("checkbox").nth(1)).to_be_disabled()
    for size in ((320, 640), PHONE, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert not overflow(page)
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    messages.get_by_text("楼道灯坏了三天").tap()
    messages.get_by_text("在三单元").tap()
    page.get_by_role("button", name="就问这个").tap()

    expect(page.get_by_label("是谁问的")).to_have_value(str(scene.city.wu.pk))
    expect(page.get_by_label("那位的手机号")).to_be_hidden()
    expect(page.get_by_label("什么事？照群众的话写")).to_have_value("楼道灯坏了三天\n在三单元")
    assert violations(page) == [] and not overflow(page)
    page.get_by_role("button", name="发送").tap()
    expect(page.get_by_role("status").first).to_contain_text("已替吴长青提交")

    case = Case.objects.get()
    assert case.door == rules.Door.PASTE
    beat = scene.city.desks["beat"].pk
    act(case, rules.Answer(scene.city.shen.pk, beat, "明天修。修好给您电话。"), scene.at(14, 40))
    page.goto(f"/cases/{case.number}/")
    page.get_by_role("link", name="复制到微信群").tap()
    page.get_by_role("button", name="复制").tap()
    expect(page.get_by_text("已复制，到群里粘贴就行")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("1. 明天修。\n2. 修好给您电话。")
    assert "吴长青" not in copied
