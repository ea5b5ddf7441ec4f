"""What an officer does seldom, on the phone: behind "More" on the page of the case."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def case(city: City) -> Case:
    return ask(city.wu, at(14, 33), "腿摔了,没人买菜", case_class=rules.CaseClass.MATTER)


@pytest.fixture
def shen(city: City, case: Case) -> Iterator[Client]:
    with clock.fixed(at(14, 36)):
        yield sign_in(city.shen)


def send(client: Client, case: Case, deed: str, **data: str) -> str:
    case.refresh_from_db()
    response = client.post(f"/cases/{case.number}/{deed}/", {"seq": case.seq, **data}, follow=True)
    return text_of(response)


def kinds(case: Case) -> list[str]:
    return list(case.events.order_by("seq").values_list("kind", flat=True))[1:]


def test_everything_is_behind_more_and_one_button_is_filled(case: Case, shen: Client) -> None:
    page = shen.get(f"/cases/{case.number}/").content.decode()

    more = page[page.index('class="lh-acts"') :]
    for label in ("请群众补充", "转办", "交给值班", "申请延期", "公开说明", "公开需求", "要求保密"):
        assert label in more
    assert "合并" not in more and "会办" not in more
    assert page.count("weui-btn_primary") == 1


@pytest.mark.parametrize(
    "act_name",
    ["ask_resident", "transfer", "extend", "summarise", "publish_need", "confidential"],
)
def test_each_opens_its_form_and_still_one_button_is_filled(
    case: Case, shen: Client, act_name: str
) -> None:
    page = shen.get(f"/cases/{case.number}/?act={act_name}").content.decode()

    slug = act_name.replace("_", "-")
    [form] = re.findall(rf'action="/cases/{case.number}/{slug}/#act".*?</form>', page, re.S)
    assert f'name="seq" value="{case.seq}"' in form
    assert page.count("weui-btn_primary") == 1


def test_asking_the_resident_waits(case: Case, shen: Client) -> None:
    page = send(shen, case, "ask-resident", words="哪天方便?")

    assert kinds(case) == ["taken", "resident_asked"]
    assert "已请群众补充" in page
    assert "最迟等到5月18日 14:36" in page


def test_extending_within_the_days_that_are_said(case: Case, shen: Client) -> None:
    assert "可选5月20日至5月25日" in text_of(shen.get(f"/cases/{case.number}/?act=extend"))
    refused = send(shen, case, "extend", until="2026-05-26", words="要等")
    assert "太晚了" in refused and "可选5月20日至5月25日" in refused

    page = send(shen, case, "extend", until="2026-05-21", words="要等社区")
    assert "已延期：5月21日前 要等社区" in page
    assert kinds(case) == ["taken", "extended"]


def test_whoever_is_busy_hands_it_over_with_one_tap(city: City, case: Case, shen: Client) -> None:
    page = shen.get(f"/cases/{case.number}/").content.decode()
    assert f'action="/cases/{case.number}/hand/"' in page

    assert "已交给值班" in send(shen, case, "hand")
    assert f'action="/cases/{case.number}/hand/"' not in (
        shen.get(f"/cases/{case.number}/").content.decode()
    )
    he = sign_in(city.he)
    assert "腿摔了" in text_of(he.get("/desk/?tab=shared"))


def test_transferring_and_contesting(city: City, case: Case, shen: Client) -> None:
    page = send(shen, case, "transfer", to="beat3", words="她家在河西")
    assert "已转办" in page and "已经不在您这儿了" in page

    yan = sign_in(city.people["yan"])
    held = text_of(yan.get(f"/cases/{case.number}/"))
    assert "转办来的 不归您这儿办，可以提异议，写明原因，由东柳社区定。" in held
    assert "上报东柳社区" in held
    assert "已提异议" in send(yan, case, "contest", words="户口在石桥")
    assert case.stages.get(closed_at=None).desk == city.desks["community"]


def test_a_refused_form_comes_back_with_what_was_typed(case: Case, shen: Client) -> None:
    response = shen.post(
        f"/cases/{case.number}/transfer/", {"seq": 1, "place": "没这个村", "words": "归他们"}
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "没有叫这个名字的地方" in text_of(response)
    assert 'value="没这个村"' in page
    assert "归他们</textarea>" in page


def test_what_is_refused_by_the_state_comes_back_too(case: Case, shen: Client) -> None:
    response = shen.post(f"/cases/{case.number}/contest/", {"seq": 1, "words": "不归我"})

    assert response.status_code == 422
    assert "现在办不了这一步" in text_of(response)
    assert "不归我</textarea>" in response.content.decode()


def test_confidence_summary_and_need(case: Case, shen: Client) -> None:
    send(shen, case, "summarise", words="有老人要人买菜")
    assert "别人只看得到这里写的" in text_of(shen.get(f"/cases/{case.number}/?act=publish_need"))
    send(shen, case, "publish-need", words="要人买菜", agreed="on")
    page = send(shen, case, "confidential")

    assert kinds(case) == ["summarised", "taken", "need_published", "marked_confidential"]
    assert "只有经办的席位看得到" in page


def test_a_follow_up_asks_whether_it_is_solved(city: City, case: Case, shen: Client) -> None:
    beat = city.desks["beat"].pk
    act(case, rules.OnBehalf(city.shen.pk, beat, "买了菜", at(14).date()), at(14, 34))
    assert "解决了吗" not in text_of(shen.get(f"/cases/{case.number}/"))
    act(case, rules.Answer(city.shen.pk, beat, "已办"), at(14, 35))
    assert "解决了吗" in text_of(shen.get(f"/cases/{case.number}/"))

    send(shen, case, "follow-up", words="都好", solved="yes")
    case.refresh_from_db()
    assert case.status == rules.Status.SETTLED


def test_the_page_asks_no_more_for_what_is_not_opened(
    case: Case, shen: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(13):
        shen.get(f"/cases/{case.number}/")
    with django_assert_num_queries(15):
        shen.get(f"/cases/{case.number}/?act=transfer")
