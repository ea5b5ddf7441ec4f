"""Neighbours read a desk's summary of a public matter, follow it, and see nothing else of it."""

from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import neighbourhood, rules
from lianhu.cases.models import Case, Follower
from lianhu.cases.verify import verify
from lianhu.grid.models import Stay
from lianhu.kernel import clock
from tests.cast import FRIDAY, City, act, ask, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

WORDS = "我家门口的路灯坏了,我姓吴,住12号"
SUMMARY = "村口路灯不亮。已报修,配件三天内到。"
SECRETS = ["吴", "12号", "沈", "贺", "LH-", "联户干部", "0005"]


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def zheng(city: City) -> Iterator[Client]:
    with clock.fixed(at(14, 33)):
        yield sign_in(city.people["zheng"])


def public(city: City, minute: int = 0, summary: str = SUMMARY) -> Case:
    case = ask(city.wu, at(9, minute), f"{WORDS}{minute}")
    beat = city.desks["beat"].pk
    return act(case, rules.Summarise(city.shen.pk, beat, summary), at(9, minute))


def test_the_summary_and_the_status_and_nothing_else(city: City, zheng: Client) -> None:
    case = public(city)
    ask(city.wu, at(9), "没有公开的事")

    listed = text_of(zheng.get("/village/"))
    page = text_of(zheng.get(f"/village/{case.pk}/"))

    assert "石桥村公开的事" in listed
    assert "村口路灯不亮 已收到" in listed
    assert "没有公开的事" not in listed
    assert "村口路灯不亮。已报修,配件三天内到。" in page
    assert "走到哪一步了" not in page  # not until one follows it
    for secret in SECRETS:
        assert secret not in page
        assert secret not in listed


def test_who_follows_sees_how_far_it_comes(city: City, zheng: Client) -> None:
    case = public(city)

    page = text_of(zheng.post(f"/village/{case.pk}/follow/", {"key": "k"}, follow=True))

    assert "已关注，有进展都在这一页。" in page
    assert "走到哪一步了" in page
    beat, shen = city.desks["beat"].pk, city.shen.pk
    act(case, rules.Note(shen, beat, "内部备注"), at(14, 34))
    act(case, rules.AskResident(shen, beat, "几号灯杆?"), at(14, 35))
    act(case, rules.ResidentReply(city.people["wu"].pk, "三号"), at(14, 36))
    act(case, rules.Answer(shen, beat, "今晚换好"), at(14, 37))
    with clock.fixed(at(14, 40)):
        page = text_of(zheng.get(f"/village/{case.pk}/"))
        assert "已关注" in text_of(zheng.get("/village/?followed"))
    assert "已答复 今天 14:37 正在办 今天" in page
    for secret in [*SECRETS, "内部备注", "几号灯杆", "三号", "今晚换好"]:
        assert secret not in page
    assert verify().findings == []


def test_following_twice_is_following_once(city: City, zheng: Client) -> None:
    case = public(city)

    zheng.post(f"/village/{case.pk}/follow/", {"key": "k"})
    again = zheng.post(f"/village/{case.pk}/follow/", {"key": "l"}, follow=True)

    assert Follower.objects.get().resident == city.zheng
    assert "已关注" in text_of(again)


def test_who_asked_it_goes_to_the_own_page(city: City) -> None:
    case = public(city)

    with clock.fixed(at(14, 33)):
        wu = sign_in(city.people["wu"])
        page = wu.get(f"/village/{case.pk}/")
        wu.post(f"/village/{case.pk}/follow/", {"key": "k"})

    assert f'href="/my/{case.number}/"' in page.content.decode()
    assert "这是您问的" in text_of(page)
    assert not Follower.objects.exists()


def test_another_village_sees_nothing(city: City) -> None:
    case = public(city)

    with clock.fixed(at(14, 33)):
        ren = sign_in(city.people["ren"])
        assert "村口路灯" not in text_of(ren.get("/village/"))
        assert ren.get(f"/village/{case.pk}/").status_code == 404
        assert ren.post(f"/village/{case.pk}/follow/", {"key": "k"}).status_code == 404
    assert not Follower.objects.exists()


@pytest.mark.parametrize("who", ["shen", "luo"])
def test_who_is_no_resident_sees_nothing(city: City, who: str) -> None:
    case = public(city)

    with clock.fixed(at(14, 33)):
        client = sign_in(city.people[who])
        assert client.get(f"/village/{case.pk}/").status_code == 404
        assert "还不知道您家在哪儿" in text_of(client.get("/village/"))


def test_what_is_kept_in_confidence_later_is_gone(city: City, zheng: Client) -> None:
    case = public(city)
    zheng.post(f"/village/{case.pk}/follow/", {"key": "k"})

    act(case, rules.MarkConfidential(city.people["wu"].pk), at(14, 34))

    assert zheng.get(f"/village/{case.pk}/").status_code == 404
    assert zheng.post(f"/village/{case.pk}/follow/", {"key": "l"}).status_code == 404
    assert "村口路灯" not in text_of(zheng.get("/village/?followed"))


def test_who_moves_away_still_follows(city: City, zheng: Client) -> None:
    case, other = public(city), public(city, 1, "井盖丢了")
    zheng.post(f"/village/{case.pk}/follow/", {"key": "k"})
    assert city.zheng.household is not None
    stay = Stay.objects.get(household=city.zheng.household)
    stay.ends_on = FRIDAY
    stay.save()
    Stay.objects.create(household=city.zheng.household, beat=city.nodes["beat3"], starts_on=FRIDAY)

    assert zheng.get(f"/village/{case.pk}/").status_code == 200
    assert zheng.get(f"/village/{other.pk}/").status_code == 404
    assert "村口路灯不亮" in text_of(zheng.get("/village/?followed"))


def test_an_empty_list_says_what_comes_there(zheng: Client) -> None:
    assert "还没有公开的事" in text_of(zheng.get("/village/"))
    assert "还没有关注的事" in text_of(zheng.get("/village/?followed"))


def test_the_way_there_starts_at_ones_own_matters(zheng: Client) -> None:
    assert 'href="/village/"' in zheng.get("/my/").content.decode()


def test_it_is_paged_by_key(
    city: City, zheng: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    monkeypatch.setattr(neighbourhood, "PAGE", 2)
    cases = [public(city, n, f"第{n}件") for n in range(5)]

    first = zheng.get("/village/")
    with django_assert_num_queries(9):
        second = zheng.get(f"/village/?before={cases[3].pk}")
    last = zheng.get(f"/village/?before={cases[1].pk}")

    for page, expected in ((first, "43"), (second, "21"), (last, "0")):
        assert [n for n in "43210" if f"第{n}件" in text_of(page)] == list(expected)
    assert f"?before={cases[3].pk}" in first.content.decode()
    assert "更早的" not in text_of(last)
    with django_assert_num_queries(7):
        zheng.get(f"/village/{cases[0].pk}/")
