"""Whoever answers finds what the book says beside the question, and can send it with one tap."""

from collections.abc import Iterator

import pytest
from django.test import Client

from lianhu.cases import jobs, rules, services
from lianhu.cases.book.looking_up import look_up
from lianhu.cases.models import Case, CaseItem, Consultation, Event
from lianhu.kernel import clock
from tests.cast import City, act, ask, at, climb, make_city, sign_in
from tests.knowledge.small_book import make_book
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

USE = "用这条答复"


@pytest.fixture
def city(db: None) -> City:
    city = make_city()
    make_book(city)
    return city


@pytest.fixture
def case(city: City) -> Case:
    return ask(city.wu, at(14, 33))


@pytest.fixture
def shen(city: City, case: Case) -> Iterator[Client]:
    with clock.fixed(at(14, 36)):
        yield sign_in(city.shen)


def used(case: Case) -> list[str]:
    rows = CaseItem.objects.filter(case=case, how=CaseItem.How.ANSWERED)
    return list(rows.values_list("item__code", flat=True))


def fields(response: object) -> dict[str, str]:
    form = response.context["form"]  # type: ignore[attr-defined]
    return {name: str(form[name].value() or "") for name in ("words", "papers", "version")}


def test_three_taps_from_the_inbox_to_an_answer(city: City, case: Case, shen: Client) -> None:
    assert look_up(at(14, 34)) == 1
    assert "怎么办里有现成答案" in text_of(shen.get("/inbox/"))
    page = shen.get(f"/cases/{case.number}/")
    assert USE in text_of(page)
    link = f"/cases/{case.number}/answer/?item=reimbursement"
    assert f'href="{link}"' in page.content.decode()

    filled = fields(shen.get(link))
    assert filled["words"].startswith("可以报销,出院后半年内办。\n\n1. 备齐材料\n2. 到窗口交材料")
    assert "0000 1234" in filled["words"]
    assert filled["papers"].splitlines()[1] == "出院小结 - 原件和复印件1份；丢了请医院补印"
    shen.post(f"/cases/{case.number}/answer/", filled | {"seq": 1})

    assert used(case) == ["reimbursement"]
    with clock.fixed(at(14, 40)):
        page = sign_in(city.people["wu"]).get(f"/my/{case.number}/")
    assert "出自怎么办《退休职工异地住院费用报销》，社会保险局2026年5月15日核对" in text_of(page)
    assert "到窗口交材料" in text_of(page)
    assert 'href="/book/items/reimbursement/"' in page.content.decode()


def test_what_was_typed_stays(case: Case, shen: Client) -> None:
    typed = {"seq": 1, "words": "吴老师您好。", "papers": "户口簿", "use": "reimbursement"}

    response = shen.post(f"/cases/{case.number}/answer/", typed)

    assert response.status_code == 200
    filled = fields(response)
    assert filled["words"].startswith("吴老师您好。\n\n可以报销")
    assert filled["papers"].splitlines()[:2] == ["户口簿", "医保卡 - 原件1份"]
    assert not Event.objects.filter(case=case, kind=rules.Kind.ANSWERED).exists()
    again = fields(shen.post(f"/cases/{case.number}/answer/", typed | filled))
    assert again == filled


def test_an_answer_without_a_word_of_it_is_not_from_the_book(case: Case, shen: Client) -> None:
    filled = fields(shen.get(f"/cases/{case.number}/answer/?item=reimbursement"))

    own = filled | {"seq": 1, "words": "我打电话跟您说", "papers": ""}
    shen.post(f"/cases/{case.number}/answer/", own)

    assert used(case) == []
    answered = Event.objects.get(case=case, kind=rules.Kind.ANSWERED)
    assert "version" not in answered.data


def test_nothing_good_is_no_suggestion(city: City, shen: Client) -> None:
    other = ask(city.zheng, at(14, 34), "隔壁装修太吵")

    page = text_of(shen.get(f"/cases/{other.number}/"))

    assert USE not in page
    assert "怎么办里的答案" not in page
    assert not CaseItem.objects.filter(case=other).exists()


def test_nothing_is_kept_of_a_case_in_confidence(city: City, case: Case, shen: Client) -> None:
    act(case, rules.MarkConfidential(city.people["wu"].pk), at(14, 35))
    CaseItem.objects.all().delete()

    page = shen.get(f"/cases/{case.number}/")

    assert USE in text_of(page)
    assert not CaseItem.objects.exists()


def test_the_desk_fills_its_answer_beside_the_case(city: City, case: Case) -> None:
    climb(city, case, "city", at(14, 35))
    with clock.fixed(at(14, 40)):
        luo = sign_in(city.luo)
        page = luo.get(f"/desk/{case.number}/")
        assert USE in text_of(page)
        sent = {"seq": case.seq, "words": "您好。", "papers": "", "use": "reimbursement"}
        page = luo.post(f"/desk/{case.number}/answer/", sent)
        filled = {
            name: str(page.context["composer"].form[name].value() or "")
            for name in ("words", "papers", "version")
        }
        assert page.status_code == 200
        assert filled["words"].startswith("您好。\n\n可以报销")
        luo.post(f"/desk/{case.number}/answer/", filled | {"seq": case.seq})

    assert used(case) == ["reimbursement"]


def test_a_department_replies_from_the_book(city: City, case: Case) -> None:
    climb(city, case, "city", at(14, 35))
    brief = "退休人员在外地住院怎么报销?"
    desk, section = city.desks["city"].pk, city.desks["insurance"].pk
    act(case, rules.Consult(city.luo.pk, desk, section, brief), at(14, 36))
    asked = Consultation.objects.get()
    with clock.fixed(at(14, 40)):
        gu = sign_in(city.people["gu"])
        assert USE in text_of(gu.get(f"/consultations/{asked.pk}/"))
        sent = {"seq": 1, "words": "", "use": "reimbursement"}
        page = gu.post(f"/consultations/{asked.pk}/reply/", sent)
        form = page.context["form"]
        assert "· 出院小结" in form["words"].value()
        reply = {name: form[name].value() for name in ("words", "version")}
        gu.post(f"/consultations/{asked.pk}/reply/", reply | {"seq": 1})

    assert used(case) == ["reimbursement"]
    asked.refresh_from_db()
    assert asked.reply is not None and "备齐材料" in asked.reply.body


def test_merged_askers_read_where_the_answer_comes_from(city: City, case: Case) -> None:
    other = ask(city.zheng, at(14, 34))
    services.merge(
        other.pk,
        case.pk,
        actor=city.shen.pk,
        desk=city.desks["beat"].pk,
        seq=other.seq,
        into_seq=case.seq,
        now=at(14, 35),
    )
    look_up(at(14, 35))
    version = CaseItem.objects.filter(case=case).values_list("version", flat=True)[0]
    answer = rules.Answer(city.shen.pk, city.desks["beat"].pk, "可以报销", version=version)
    act(case, answer, at(14, 36))
    jobs.hand_on(at(14, 37))

    assert used(other) == ["reimbursement"]
