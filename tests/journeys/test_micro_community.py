"""A micro-community: a number is caught, a question becomes a matter, its answer comes back."""

import pytest
from playwright.sync_api import expect

from lianhu.cases import rules
from lianhu.cases.models import Case
from tests.browser import overflow, violations
from tests.cast import act
from tests.groups.talk import say
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser


def test_from_a_message_to_an_answer_for_all(scene: Scene) -> None:
    say(scene.city, "zheng", "早上好", scene.now)
    page = scene.open("wu", "/my/", has_touch=True)
    page.get_by_role("link", name="微社群").tap()
    page.get_by_role("link", name="左邻右舍").tap()
    words = page.get_by_label("想说点什么？")
    words.fill("养老金几号发？打我13912345678")
    page.get_by_role("button", name="发到群里").tap()

    expect(page.get_by_role("alert").first).to_contain_text("里面有手机号")
    expect(words).to_have_value("养老金几号发？打我13912345678")
    assert violations(page) == [] and not overflow(page)
    page.get_by_role("button", name="私下问").tap()
    expect(page.locator("#ask textarea")).to_have_value("养老金几号发？打我13912345678")

    page.goto("/groups/at/beat/")
    words.fill("养老金几号发？")
    page.get_by_role("button", name="发到群里").tap()
    mine = page.get_by_role("article", name="吴长青")
    expect(mine).to_contain_text("养老金几号发？")

    keeper = scene.open("shen", "/groups/at/beat/owner/", has_touch=True)
    expect(keeper.get_by_role("article").first).to_contain_text("养老金几号发？")
    expect(keeper.get_by_role("article")).to_have_count(1)
    assert violations(keeper) == [] and not overflow(keeper)

    mine.get_by_role("button", name="正式提问").tap()
    expect(page.get_by_role("status").first).to_contain_text("已正式提问")
    case = Case.objects.get()
    assert case.door == rules.Door.GROUP
    beat = scene.city.desks["beat"].pk
    act(case, rules.Answer(scene.city.shen.pk, beat, "每月15号发到卡上"), scene.at(14, 40))

    keeper.goto("/groups/at/beat/")
    keeper.get_by_role("article", name="吴长青").get_by_role("link", name="回复").tap()
    keeper.get_by_role("link", name="把答复告诉大家").tap()
    expect(keeper.get_by_label("大家都可以看的内容")).to_contain_text("每月15号发到卡上")
    assert violations(keeper) == [] and not overflow(keeper)
    keeper.get_by_role("button", name="发到群里").tap()
    expect(keeper.get_by_role("status").first).to_contain_text("大家在问题下面可以看到了")

    neighbour = scene.open("zheng", "/groups/at/beat/", has_touch=True)
    asked = neighbour.get_by_role("article", name="吴长青")
    expect(asked).to_contain_text("已答复")
    expect(asked).to_contain_text("每月15号发到卡上")
    assert violations(neighbour) == [] and not overflow(neighbour)
