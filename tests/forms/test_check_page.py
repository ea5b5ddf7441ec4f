"""A desk looks at what it wants to ask, before it sends anything."""

from typing import Any

import pytest
from django.test import Client

from lianhu.forms import held
from lianhu.grid.models import Household, Stay
from lianhu.kernel import clock
from tests.cast import City, at, make_city, sign_in
from tests.pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/forms/check/"


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def sent(*rows: dict[str, str], **more: str) -> dict[str, str]:
    data = {"purpose": "汛期备料", "minutes": "1", "people": "120", "targets": ""}
    data |= {"field-TOTAL_FORMS": str(len(rows)), "field-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        data |= {f"field-{n}-{name}": text for name, text in ({"kind": "number"} | row).items()}
    return data | more


def post(city: City, data: dict[str, str], person: str = "luo", **headers: str) -> Any:
    with clock.fixed(at(9)):
        return sign_in(city.people[person]).post(ADDRESS, data, headers=headers)


def test_each_line_says_what_speaks_against_it(city: City) -> None:
    data = sent(
        {"label": "缺的沙袋", "unit": "个"},
        {"label": "户数"},
        {"label": "照片", "unit": "张"},
        {"label": "患病情况", "kind": "line", "purpose": "转移时照看"},
        {"label": ""},
        targets="缺沙袋的村当天补上\n每日打卡",
    )
    response = post(city, data)
    page = text_of(response)

    assert response.status_code == 200
    assert [
        [title for one in row["told"] for title, _ in one.lines] for row in response.context["rows"]
    ] == [
        [],
        ["这一项已经有了。"],
        ["照片不能当成干没干活的凭证，也不能计数。"],
        ["这是敏感信息，要单独征得每个人同意。"],
        [],
    ]
    assert "现在这样不行" in page
    assert "不能要的 2" in page
    assert "已经有的 1" in page
    assert "每日打卡 不打卡，不签到。 谁在岗，值班表上有" in page
    assert "规则3：不拿活动量定指标。依据：《整治形式主义为基层减负若干规定》" in page
    assert "您估计1分钟，系统算下来3分钟" in page
    assert "120人，6小时" in page


def test_what_is_known_is_filled_in_for_the_place_of_the_desk(city: City) -> None:
    page = text_of(post(city, sent({"label": "户数"}, {"label": "联户网格数"}), "he"))
    assert "住户册里有，不用再填。 石桥村现在是2。" in page
    assert "层级和地方名单里有，不用再填。 石桥村现在是2。" in page

    assert "云禾市现在是3" in text_of(post(city, sent({"label": "户数"})))


def test_how_many_people_there_are_is_told_of_five_households_and_more(city: City) -> None:
    assert "现在是" not in text_of(post(city, sent({"label": "人口数"})))

    homes = [Household(code=f"N{n}", address="石桥村", contact="", size=2) for n in range(2)]
    for home in Household.objects.bulk_create(homes):
        Stay.objects.create(household=home, beat=city.nodes["beat"], starts_on="2026-01-01")
    assert held.FEWEST == 5
    assert "云禾市现在是13" in text_of(post(city, sent({"label": "人口数"})))


def test_what_may_be_asked_passes(city: City) -> None:
    page = text_of(post(city, sent({"label": "缺的沙袋", "unit": "个"}, minutes="5")))

    assert "没有问题。" in page
    assert "每人 5分钟" in page
    assert "120人，10小时" in page


def test_it_is_the_same_in_english(city: City) -> None:
    data = sent({"label": "photos", "unit": ""}, {"label": "sandbags missing"})
    page = text_of(post(city, data, **{"Accept-Language": "en"}))

    assert "Pictures are no proof of work" in page
    assert "Rule 3: no targets on activity. After: Provisions on curbing" in page


def test_errors_stand_beside_each_field_and_nothing_is_lost(city: City) -> None:
    data = sent(
        {"unit": "个", "purpose": "要补货"},
        {"label": "裂缝", "kind": "photo", "until": "五月", "reason": "看宽度"},
        purpose="",
        minutes="0",
    )
    response = post(city, data)
    page = response.content.decode()

    assert response.status_code == 422
    assert "日期请写成2026-05-20" in page
    assert response.context["form"].errors.keys() == {"purpose", "minutes"}
    assert [row["form"].errors.keys() for row in response.context["rows"]] == [{"label"}, {"until"}]
    for typed in ("要补货", "看宽度", "五月"):
        assert f'value="{typed}"' in page


def test_no_target_is_left_out_in_silence(city: City) -> None:
    aims = [f"第{n}村缺沙袋的当天补上" for n in range(20)]
    response = post(city, sent(targets="\n\n".join([*aims, "每日打卡"])))

    assert response.status_code == 422
    assert response.context["form"].errors["targets"] == ["超过了20行。请只留最要紧的。"]
    assert "每日打卡" in response.text
    assert len(post(city, sent(targets="\n".join(aims))).context["targets"]) == 20


def test_nothing_asked_is_said_so(city: City) -> None:
    response = post(city, sent({"label": ""}))

    assert response.status_code == 422
    assert "请写要问什么，或者要达到什么。" in text_of(response)


def test_more_lines_keep_what_was_typed(city: City) -> None:
    response = post(city, sent({"label": "缺的沙袋"}, purpose="备料", more="1"))
    page = response.content.decode()

    assert response.status_code == 200
    assert len(response.context["rows"]) == 5
    assert 'value="缺的沙袋"' in page
    assert 'value="备料"' in page
    for nonsense in ("x", "-3", "100000"):
        lost = post(city, sent(more="1") | {"field-TOTAL_FORMS": nonsense})
        assert len(lost.context["rows"]) <= 40


def test_it_is_for_staff(city: City) -> None:
    assert sign_in(city.people["wu"]).get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code == 302
    with clock.fixed(at(9)):
        assert ADDRESS in sign_in(city.luo).get("/notices/").text
        assert sign_in(city.shen).get(ADDRESS).status_code == 200


def test_it_asks_few_questions(city: City, django_assert_num_queries) -> None:
    luo = sign_in(city.luo)
    with clock.fixed(at(9)):
        with django_assert_num_queries(4):
            luo.get(ADDRESS)
        with django_assert_num_queries(4):
            luo.post(ADDRESS, sent({"label": "缺的沙袋"}, {"label": "签到"}))
