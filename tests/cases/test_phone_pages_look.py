"""The phone pages in Chromium: nothing wider than the screen, nothing that axe-core objects to."""

import pytest

from lianhu.cases import rules
from lianhu.kernel import clock
from tests.browser import overflow, violations
from tests.cast import MONDAY, act, ask, at, climb, make_city, sign_in

WIDE = "<b>" + "没有空格的一长串字" * 8 + "W" * 60 + " 😀👨‍👩‍👧"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("size", "language", "type_size"),
    [
        ((320, 640), "en", "large"),
        pytest.param((390, 844), "zh-hans", "normal", marks=pytest.mark.slow),
    ],
)
def test_every_page_fits_and_reads(
    open_page, live_server, size: tuple[int, int], language: str, type_size: str
) -> None:
    city = make_city()
    beat, top = city.desks["beat"].pk, city.desks["city"].pk
    fresh = ask(city.zheng, at(14, 40), WIDE)
    asked = climb(city, ask(city.wu, at(14, 33)), "city", at(14, 36))
    act(asked, rules.Consult(city.luo.pk, top, city.desks["insurance"].pk, WIDE), at(14, 38))
    done = ask(city.wu, at(14, 34), WIDE)
    papers = ({"title": WIDE, "note": WIDE}, {"title": "医保卡", "note": ""})
    act(done, rules.Answer(city.shen.pk, beat, WIDE, papers), at(14, 39))
    act(done, rules.OnBehalf(city.shen.pk, beat, WIDE, MONDAY), at(14, 40))
    pages = {
        "wu": ["/ask/", "/my/", f"/my/{asked.number}/", f"/my/{done.number}/", "/my/looks/"],
        "shen": [
            "/inbox/",
            f"/cases/{fresh.number}/",
            f"/cases/{fresh.number}/answer/",
            f"/cases/{asked.number}/",
            f"/cases/{done.number}/",
            "/households/",
            "/households/?q=没有",
        ],
        "he": [f"/cases/{fresh.number}/", "/inbox/"],
    }
    cookies = {"django_language": language, "lianhu_type": type_size}
    found = {}
    with clock.fixed(at(14, 50)):
        for person, paths in pages.items():
            page = open_page(size=size, has_touch=True)
            cookies["sessionid"] = sign_in(city.people[person]).cookies["sessionid"].value
            page.context.add_cookies(
                [
                    {"name": name, "value": value, "url": live_server.url}
                    for name, value in cookies.items()
                ]
            )
            for path in paths:
                page.goto(path)
                found[f"{person} {path}"] = (overflow(page), violations(page))
    assert {path: faults for path, faults in found.items() if faults != (0, [])} == {}
