"""A matter goes across, is disputed, asked about, put off, merged, and answered to all at once."""

import pytest
from playwright.sync_api import Locator, Page, expect

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case
from tests.browser import DESK, PHONE, violations
from tests.cast import act, ask, climb
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser

ASKED = "桥头路灯不亮,夜里看不见"
SAME = "桥头的灯坏了,夜里看不见路"
ANSWER = "今晚换好灯。"


def choose(page: Page, label: str) -> None:
    """From behind "More"."""
    page.get_by_text("更多").click()
    page.get_by_role("link", name=label).first.click()


def said(page: Page) -> Locator:
    return page.get_by_role("status").first


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_across_and_back_put_off_merged_and_answered(scene: Scene, size: tuple[int, int]) -> None:
    city, repair = scene.city, rules.CaseClass.REPAIR
    first = climb(city, ask(city.wu, scene.now, ASKED, case_class=repair), "village", scene.now)
    he = scene.open("he", f"/desk/{first.number}/", size)

    # Not ours: to the next village by its name.
    choose(he, "转办")
    he.get_by_label("或者写地名").fill("河西村")
    he.get_by_label("为什么归他们办").fill("灯杆在河西")
    he.get_by_role("button", name="转办", exact=True).click()
    expect(said(he)).to_contain_text("已转办")

    # Not theirs either: they contest it, and the community decides.
    bo = scene.open("bo", "/", size)
    bo.get_by_role("link", name=ASKED[:6]).click()
    expect(bo.get_by_text("转办来的")).to_be_visible()
    assert violations(bo) == []
    bo.locator("summary", has_text="提异议").click()
    bo.get_by_label("为什么不归您这儿办").fill("桥这头归石桥村")
    bo.get_by_role("button", name="提异议").click()
    expect(said(bo)).to_contain_text("已提异议")

    ma = scene.open("ma", f"/desk/{first.number}/", size)
    expect(ma.get_by_text("柏一舟提了异议，由东柳社区定")).to_be_visible()
    choose(ma, "转办")
    ma.get_by_label("转给谁办").select_option(label="石桥村")
    ma.get_by_label("为什么归他们办").fill("按图在石桥村")
    ma.get_by_role("button", name="转办", exact=True).click()

    # The village asks the resident, who replies.
    he.goto(f"/desk/{first.number}/")
    he.locator("summary", has_text="请群众补充").click()
    he.get_by_label("请群众补充什么").fill("是桥东还是桥西?")
    he.get_by_role("button", name="请群众补充").click()
    expect(he.get_by_text("最迟等到5月18日 14:33")).to_be_visible()
    assert size == DESK or violations(he) == []  # there the timeline scrolls behind the answer
    act(first, rules.ResidentReply(city.people["wu"].pk, "桥东第二根"), scene.now)

    # It takes longer, until a day that the field allows.
    he.reload()
    expect(he.get_by_text("桥东第二根")).to_be_visible()
    choose(he, "申请延期")
    expect(he.get_by_text("可选5月20日至5月25日")).to_be_visible()
    he.get_by_label("最迟哪天答复").fill("2026-05-22")
    he.get_by_label("为什么要延期").fill("等灯具到货")
    he.get_by_role("button", name="延期", exact=True).click()
    expect(he.get_by_text("已延期：5月22日前")).to_be_visible()

    # A neighbour asks the same: one answer for both.
    second = climb(city, ask(city.zheng, scene.now, SAME, case_class=repair), "village", scene.now)
    he.goto(f"/desk/{second.number}/")
    choose(he, "合并")
    he.get_by_label(ASKED[:6]).check()
    he.get_by_role("button", name="合并办理").click()
    expect(he.get_by_role("heading", name="合并办理：2位提问的人")).to_be_visible()
    he.get_by_label("答复2位提问的人").fill(ANSWER)
    he.get_by_role("button", name="发出答复").click()
    expect(he.get_by_role("heading", name="石桥村的答复")).to_be_visible()
    assert size == DESK or violations(he) == []

    jobs.hand_on(scene.now)
    for who, case in (("wu", first), ("zheng", second)):
        resident = scene.open(who, f"/my/{case.number}/")
        expect(resident.get_by_text(ANSWER)).to_be_visible()
        case.refresh_from_db()
        assert case.status == rules.Status.ANSWERED


def test_by_keys_without_a_mouse(scene: Scene) -> None:
    city = scene.city
    case = climb(city, ask(city.wu, scene.now, ASKED), "village", scene.now)
    he = scene.open("he", f"/desk/{case.number}/", DESK)

    he.keyboard.press("x")
    expect(he.get_by_label("转给谁办")).to_be_focused()
    he.goto(f"/desk/{case.number}/")
    he.keyboard.press("t")
    expect(he.get_by_role("status").first).to_contain_text("已签收")
    he.keyboard.press("h")

    expect(he.get_by_role("status").first).to_contain_text("已交给值班")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_an_officer_asks_around_and_another_helps(scene: Scene, javascript: bool) -> None:
    case = ask(scene.city.wu, scene.now, "腿摔了,没人买菜", case_class=rules.CaseClass.MATTER)
    shen = scene.open("shen", f"/cases/{case.number}/", java_script_enabled=javascript)
    choose(shen, "公开需求")
    shen.get_by_label("需要什么帮助").fill("一位老人需要人买菜")
    shen.get_by_label("这户同意公开这段话").check()
    shen.get_by_role("button", name="公开", exact=True).click()
    expect(shen.get_by_role("status").first).to_contain_text("已公开")

    yan = scene.open("yan", "/", java_script_enabled=javascript)
    yan.get_by_role("link", name="需求").click()
    expect(yan.get_by_text("吴长青")).to_have_count(0)
    yan.get_by_role("button", name="我去看看").click()
    expect(yan.get_by_text("石桥村12号")).to_be_visible()
    yan.get_by_label("帮了什么").fill("买了一周的菜")
    yan.get_by_role("button", name="记下走访").click()
    expect(yan.get_by_text("已走访")).to_be_visible()

    wu = scene.open("wu", f"/my/{case.number}/")
    expect(wu.get_by_text("买了一周的菜").first).to_be_visible()
    assert Case.objects.get(pk=case.pk).need_visited_at is not None
