"""One question from asking to solved, by everybody's hands, in both languages at every width.

What pages say is looked at as a whole: nothing of the other language, nothing beyond the edge.
"""

import pytest
from playwright.sync_api import Page, expect

from lianhu.cases import rules
from lianhu.cases.models import Case
from tests.browser import DESK, PHONE, overflow
from tests.cast import ADDRESSES, QUESTION, RESIDENTS
from tests.journeys.scene import Scene, prefer
from tests.journeys.strays import strays

pytestmark = pytest.mark.browser

NARROW = (320, 640)
FOUND_OUT = "在外地急病住院,没有备案"
BRIEF = "退休职工在外地住院,怎么报销?"
REPLY = "出院前补备案就行"
ANSWER = "可以报销,带齐材料到窗口。"
# Addresses and contacts of households have no English.
HOMES = [*ADDRESSES.values(), *(name for _, name, *_ in RESIDENTS)]
WRITTEN = [QUESTION, QUESTION[:12], FOUND_OUT, BRIEF, REPLY, ANSWER, *HOMES]


# In Chinese the other journeys are at the usual widths.
@pytest.mark.parametrize(
    ("language", "size"),
    [
        pytest.param("zh-hans", NARROW, id="zh-320"),
        pytest.param("en", NARROW, id="en-320"),
        pytest.param("en", PHONE, id="en-390", marks=pytest.mark.slow),
        pytest.param("en", DESK, id="en-1440"),
    ],
)
def test_from_asking_to_solved(scene: Scene, language: str, size: tuple[int, int]) -> None:
    def as_(who: str, path: str = "/") -> Page:
        page = scene.browser(who, size)
        prefer(page, language)
        page.goto(path)
        return read(page)

    def read(page: Page) -> Page:
        assert strays(page, language, WRITTEN) == []
        assert overflow(page) == 0
        return page

    def press(page: Page, button: str) -> Page:
        with page.expect_navigation():
            page.locator(button).first.click()
        return read(page)

    wu = as_("wu")
    press(wu, "a[href='/ask/']")
    wu.locator("#ask textarea[name=words]").fill(QUESTION)
    press(wu, ".lh-bar button[form=ask]")
    case = Case.objects.get()

    scene.at(14, 35)
    shen = as_("shen")
    press(shen, f"main a[href*='{case.number}']")
    shen.locator("#pass-up textarea").fill(FOUND_OUT)
    press(shen, ".lh-bar button[form=pass-up]")

    scene.at(14, 37)
    he = as_("he", f"/desk/{case.number}/")
    press(he, "[data-key=t]")
    he.locator("[data-key=c]").click()
    brief = he.locator("form[action$='/consult/']")
    brief.locator("select").select_option("insurance")
    brief.locator("textarea").fill(BRIEF)
    press(he, "form[action$='/consult/'] .btn[type=submit]")

    scene.at(14, 38)
    gu = as_("gu")
    press(gu, f"main a[href^='/consultations/{case.consultations.get().pk}/']")
    gu.locator("form[action$='/reply/'] textarea").fill(REPLY)
    press(gu, "form[action$='/reply/'] .btn-primary")

    scene.at(14, 39)
    he.reload()
    expect(he.get_by_text(REPLY).first).to_be_visible()
    he.locator("form[action$='/answer/'] textarea").first.fill(ANSWER)
    press(he, "form[action$='/answer/'] .btn-primary")

    scene.at(14, 40)
    wu.reload()
    read(wu)
    expect(wu.get_by_text(ANSWER).first).to_be_visible()
    press(wu, f"form[action='/my/{case.number}/confirm/'] button")
    case.refresh_from_db()
    assert case.status == rules.Status.SETTLED
    as_("qin", f"/watch/cases/{case.number}/")
    as_("qin", "/watch/unmanned/")
