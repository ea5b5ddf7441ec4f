"""The desk pages in Chromium: by keys, without scripts, while the list is asked for again."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from lianhu.accounts.models import User
from lianhu.cases.models import Case
from lianhu.cases.rules import Answer, Consult
from lianhu.grid.models import Duty
from lianhu.kernel import clock
from tests.browser import DESK, PHONE, Opener, overflow, violations
from tests.cast import City, act, ask, at, climb, make_city, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = at(14, 45)
# High enough that nothing lies under the composer, where axe cannot measure contrast.
TALL = (1440, 1800)


@pytest.fixture
def city() -> Iterator[City]:
    with clock.fixed(NOW):
        yield make_city()


def at_city(city: City, words: str, minute: int) -> Case:
    case = ask(city.wu, at(14, minute), words, topic=city.topics["insurance"])
    return climb(city, case, "city", at(14, minute))


def open_as(open_page: Opener, person: User, size: tuple[int, int] = DESK, **options: bool) -> Page:
    session = sign_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    page = open_page(size=size, **options)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )
    return page


def test_keys_go_through_the_list_and_open_what_can_be_done(city: City, open_page: Opener) -> None:
    at_city(city, "先到期的事", 35)
    second = at_city(city, "后到期的事", 36)
    page = open_as(open_page, city.luo)
    page.goto("/desk/")

    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/desk/{second.number}/")
    page.keyboard.press("c")
    page.get_by_label("给部门看的内容").fill("请问怎么报销")
    page.keyboard.press("Control+Enter")

    page.get_by_text("已送部门").wait_for()
    assert second.consultations.get().desk == city.desks["insurance"]


def test_the_list_is_asked_for_again_without_losing_what_is_typed(
    city: City, open_page: Opener
) -> None:
    case = at_city(city, "已经在看的事", 35)
    page = open_as(open_page, city.luo)
    page.goto(f"/desk/{case.number}/")
    page.get_by_label("答复吴长青").fill("写了一半")
    at_city(city, "刚来的事", 36)

    page.evaluate("htmx.trigger('#queue', 'every')")

    page.get_by_text("刚来的事").wait_for()
    expect(page.get_by_label("答复吴长青")).to_have_value("写了一半")
    expect(page.locator(".lh-q__r[aria-current]")).to_have_text(re.compile(r"^\s*已经在看的事"))


def test_signing_out_elsewhere_does_not_put_the_sign_in_page_into_the_list(
    city: City, open_page: Opener
) -> None:
    at_city(city, "等办的事", 35)
    page = open_as(open_page, city.luo)
    page.goto("/desk/")
    page.context.clear_cookies()

    with page.expect_response(lambda response: "/sign-in/" in response.url):
        page.evaluate(
            """new Promise(done => {
                document.addEventListener("htmx:finally:request", done, {once: true});
                htmx.trigger("#queue", "every");
            }).then(() => true)"""
        )

    expect(page.locator(".lh-q__r")).to_have_count(1)
    expect(page.locator("input[type=password]")).to_have_count(0)


def test_everything_works_without_scripts_on_a_narrow_screen(city: City, open_page: Opener) -> None:
    case = at_city(city, "外地住院怎么报销", 35)
    page = open_as(open_page, city.luo, PHONE, java_script_enabled=False)
    page.goto("/desk/")

    page.get_by_text("外地住院怎么报销").click()
    page.locator("summary", has_text="请部门答复").click()
    page.get_by_role("button", name="送部门").click()
    expect(page.get_by_text("已送部门")).to_be_visible()

    page.get_by_label("答复吴长青").fill("可以报销")
    page.get_by_label("要带的材料").fill("医保卡")
    page.get_by_role("button", name="发出答复").click()
    expect(page.get_by_role("heading", name="市联群办的答复")).to_be_visible()
    case.refresh_from_db()
    assert case.status == "answered"

    page.get_by_role("link", name="市联群办").first.click()
    expect(page).to_have_url(re.compile("/desk/$"))


# The walk through every page (tests/journeys) sees the other widths, with shorter texts.
@pytest.mark.parametrize(
    "size",
    [
        (1280, 1800),
        *(pytest.param(size, marks=pytest.mark.slow) for size in (TALL, PHONE, (320, 640))),
    ],
    ids=str,
)
def test_every_desk_page_is_accessible_and_fits(
    city: City, open_page: Opener, size: tuple[int, int]
) -> None:
    long = "没有空格的一句很长的话" * 4 + "A" * 90 + " <b>😀</b>"
    open_case, asked, answered = (at_city(city, f"{n}{long}", 34 + n) for n in range(3))
    luo, top = city.luo.pk, city.desks["city"].pk
    act(asked, Consult(luo, top, city.desks["insurance"].pk, long), at(14, 38))
    act(answered, Answer(luo, top, long, ({"title": long, "note": long},)), at(14, 38))
    shared = ask(city.zheng, at(14, 33), long)
    Duty.objects.filter(desk=city.desks["beat3"]).delete()
    pages = {
        city.luo: ["/desk/", *(f"/desk/{case.number}/" for case in (open_case, asked, answered))],
        city.he: [f"/desk/{shared.number}/?tab=shared"],
        city.people["gu"]: ["/consultations/", f"/consultations/{asked.consultations.get().pk}/"],
        city.people["qin"]: [
            "/watch/overdue/",
            "/watch/unmanned/",
            f"/watch/cases/{asked.number}/",
        ],
    }
    found = {}
    for person, urls in pages.items():
        page = open_as(open_page, person, size)
        for url in urls:
            page.goto(url)
            found[url] = (overflow(page), violations(page))

    assert {url: wrong for url, wrong in found.items() if wrong != (0, [])} == {}
