"""A supervisor sees where cases wait and which desks have nobody, and never what or who."""

import pytest
from playwright.sync_api import expect

from lianhu.grid.models import Duty, Leave
from tests.browser import DESK, PHONE
from tests.cast import QUESTION, ask, at
from tests.journeys.scene import Scene

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_an_overdue_case_to_where_it_has_been(scene: Scene, size: tuple[int, int]) -> None:
    case = ask(scene.city.wu, scene.now)
    scene.at(15, 30)  # forty minutes later it had reached the top, and nobody there had time
    page = scene.open("qin", "/", size)

    row = page.get_by_role("row").filter(has_text=case.number)
    expect(row).to_contain_text("市联群办")
    expect(row).to_contain_text("今天 15:13")
    expect(page.get_by_text(QUESTION)).to_have_count(0)
    page.get_by_role("link", name=case.number).click()

    stops = page.get_by_role("region", name="经过").locator("tbody tr")
    expect(stops).to_have_count(5)
    expect(page.get_by_text("吴长青")).to_have_count(0)
    expect(page.get_by_text("沈小满")).to_have_count(0)


def test_desks_without_anybody_and_who_takes_over(scene: Scene) -> None:
    page = scene.open("qin", "/watch/unmanned/", DESK)
    expect(page.get_by_role("row")).to_have_count(0)

    yan = Duty.objects.get(person=scene.city.people["yan"])
    Leave.objects.create(duty=yan, starts_at=at(8), ends_at=at(18))
    Duty.objects.filter(person=scene.city.people["jiang"]).delete()
    page.reload()

    beat = page.get_by_role("row").filter(has_text="河西村第1联户网格")
    expect(beat).to_contain_text("请假")
    expect(beat.get_by_role("cell").last).to_have_text("河西村")
    section = page.get_by_role("row").filter(has_text="供水科")
    expect(section).to_contain_text("水务局")
    expect(page.get_by_text("严")).to_have_count(0)
