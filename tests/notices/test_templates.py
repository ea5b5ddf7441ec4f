"""What is written again and again: saved with blanks, found by those below, never sent unfilled."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lianhu.grid.queries import my_desks
from lianhu.kernel import clock
from lianhu.notices import sending_on, services
from lianhu.notices.models import Notice
from lianhu.notices.reuse import services as reuse
from lianhu.notices.reuse.models import Template
from lianhu.notices.reuse.rules import MOST, blanks, named
from lianhu.notices.rules.sending import Code, Refused
from tests.cast import City, at, sign_in
from tests.notices import small
from tests.notices.pages import form, get, post

names = st.lists(
    st.text(st.characters(exclude_characters="{}｛｝\n", exclude_categories=["Cs", "Z", "C"]),
            min_size=1, max_size=20), max_size=5,
)  # fmt: skip
plain = st.text(st.characters(exclude_characters="{}｛｝", exclude_categories=["Cs"]), max_size=30)


@pytest.mark.once
@given(names, plain)
def test_blanks_are_found_in_order_each_once(wanted: list[str], between: str) -> None:
    text = between + between.join(f"{{{name}}}" for name in wanted * 2) + between
    assert blanks(text) == tuple(dict.fromkeys(wanted))
    assert blanks(named(blanks(text))) == blanks(text)


@pytest.mark.once
@given(plain)
def test_a_text_without_braces_has_none(text: str) -> None:
    assert blanks(text) == ()


@pytest.mark.once
def test_wide_braces_are_braces() -> None:
    assert blanks("｛日期｝在{地点}，{}不算，{ }也不算") == ("日期", "地点")


def found(city: City, who: str) -> list[str]:
    return [row.name for row in reuse.usable(my_desks(city.people[who], at(9)))]


@pytest.mark.django_db
def test_the_desk_and_those_below_find_it_and_nobody_else(city: City) -> None:
    small.template(city)
    notice = small.draft(city, "water", "jiang", places=["city"])
    saved = reuse.Saved("检修", "检修", "检修")
    reuse.save(small.newest(notice), saved, by=city.people["jiang"], now=at(9))

    everybody = ("he", "shen", "tong", "bo", "yan", "ma", "fang", "luo", "gu", "jiang")
    assert {who: found(city, who) for who in everybody if found(city, who)} == {
        "he": ["停水"],
        "shen": ["停水"],
        "tong": ["停水"],
        "jiang": ["检修"],
    }


@pytest.mark.django_db
@pytest.mark.page
def test_who_finds_it_is_said(city: City) -> None:
    said = []
    for desk, who, place in (("village", "he", "village"), ("water", "jiang", "city")):
        notice = small.draft(city, desk, who, places=[place])
        form = {"name": "检修", "title": "检修", "body": "检修"}
        response = post(city, who, reverse("notice_template_save", args=[notice]), form)
        said += [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["已保存，本单位和下辖各单位都能用。", "已保存，本部门各科室都能用。"]


@pytest.mark.django_db
def test_withdrawn_it_is_found_by_nobody_and_its_name_is_free(city: City) -> None:
    first = small.template(city)
    with pytest.raises(Refused) as refused:
        small.template(city)
    assert refused.value.code is Code.SAME_NAME
    reuse.withdraw(first, now=at(10))
    assert found(city, "shen") == []
    small.template(city)
    assert found(city, "shen") == ["停水"]


@pytest.mark.django_db
def test_a_desk_has_so_many_and_no_more(city: City) -> None:
    for n in range(MOST):
        small.template(city, f"第{n}个")
    with pytest.raises(Refused) as refused:
        small.template(city, "再一个")
    assert refused.value.code is Code.FULL


@pytest.mark.django_db
@pytest.mark.page
def test_what_is_left_unfilled_is_refused_where_it_stands(city: City) -> None:
    template = small.template(city)
    page = get(city, "he", f"/notices/write/?template={template.pk}")
    assert "用的模板：“停水”" in page and "{日期}{地点}停水，请备水。" in page

    said = form(city, title=template.title, body="五月二十日{地点}停水", where=[])
    said |= {"where": [str(city.nodes["village"].pk)], "contact": str(city.desks["village"].pk)}
    response = post(city, "he", "/notices/write/", said)
    errors = response.context["form"].errors
    assert response.status_code == 422
    assert errors == {"title": ["请填好：{日期}"], "body": ["请填好：{地点}"]}
    assert Notice.objects.count() == 1
    filled = {"title": "五月二十日停水", "body": "五月二十日北街停水"}
    assert post(city, "he", "/notices/write/", said | filled).status_code == 302


@pytest.mark.django_db
@pytest.mark.page
def test_a_template_of_others_begins_nothing(city: City) -> None:
    template = small.template(city)
    for asked in (str(template.pk), "abc", "999999"):
        assert "停水" not in get(city, "fang", f"/notices/write/?template={asked}")
    assert post(city, "fang", f"/notices/templates/{template.pk}/withdraw/").status_code == 404
    assert post(city, "shen", f"/notices/templates/{template.pk}/withdraw/").status_code == 404


@pytest.mark.django_db
@pytest.mark.page
def test_saving_one_and_withdrawing_it(city: City) -> None:
    notice = small.draft(city, "village", "he")
    path, said = f"/notices/{notice}/template/", {"title": "{日期}领沙袋", "body": "请{时间}来领。"}
    assert "存为模板" in get(city, "he", f"/notices/{notice}/")
    for text in ("请打13912345678", "编号11010519491231002X"):
        response = post(city, "he", path, said | {"name": "沙袋", "body": text})
        assert response.status_code == 422 and "个人的号码" in response.content.decode()
    assert post(city, "he", path, said | {"name": ""}).status_code == 422
    assert not Template.objects.exists()

    assert post(city, "he", path, said | {"name": "沙袋"}).status_code == 302
    assert "已有同名的模板" in post(city, "he", path, said | {"name": "沙袋"}).content.decode()
    page = get(city, "he", "/notices/templates/")
    assert "沙袋 {日期}领沙袋" in page and "要填： 日期 时间" in page and "撤回" in page
    page = get(city, "shen", "/notices/templates/")
    assert "沙袋 {日期}领沙袋" in page and "撤回" not in page
    template = Template.objects.get()
    post(city, "he", f"/notices/templates/{template.pk}/withdraw/")
    assert "还没有模板" in get(city, "he", "/notices/templates/")


@pytest.mark.django_db
@pytest.mark.page
def test_what_was_withdrawn_or_sent_on_is_no_template(city: City) -> None:
    notice = small.sent(city, "village", "he")
    matter = sending_on.of_notice(small.newest(notice))
    facts: dict[str, Any] = {"households": None, "by": city.shen, "key": "k", "now": at(9)}
    sending_on.send_on([city.desks["beat"]], matter, "低洼户要用", **facts)
    on = Notice.objects.get(about=notice).pk

    def saves(who: str, key: int) -> tuple[int, bool]:
        with clock.fixed(at(9)):
            status = sign_in(city.people[who]).get(f"/notices/{key}/template/").status_code
        return status, "存为模板" in get(city, who, f"/notices/{key}/")

    assert saves("he", notice) == (200, True)
    assert saves("shen", on) == (404, False)
    services.withdraw(notice, by=city.people["he"], why="发错了", now=at(9))
    assert saves("he", notice) == (404, False)


@pytest.mark.django_db
def test_the_list_asks_few_questions(city: City, django_assert_num_queries: Any) -> None:
    he = sign_in(city.people["he"])
    for n in (1, 5):
        for m in range(n):
            small.template(city, f"{n} {m}")
        with clock.fixed(at(9)):
            he.get("/notices/templates/")
            with django_assert_num_queries(5):
                he.get("/notices/templates/")
