"""Every form with words keeps them as a draft until it has been sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from lianhu.accounts import services as drafts
from lianhu.accounts.marks import Mark
from lianhu.accounts.models import Draft, User
from lianhu.accounts.rules import Values
from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.cases.views.drafts import KEEPS
from lianhu.grid.models import Resident
from lianhu.kernel import clock
from tests.cases.draft_forms import FORMS, NEED_NO_SEQ, Form
from tests.cast import City, act, at, make_city, sign_in
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


WRITTEN_AT = at(14, 2)
NOW = at(14, 45)
WORDS = "写了一半,<还没写完>"


@pytest.fixture
def city() -> City:
    return make_city()


@dataclass(frozen=True)
class Writing:
    """Somebody before a form, with what was written into it some time ago."""

    form: Form
    name: str
    case: Case
    person: User
    client: Client

    @property
    def ref(self) -> str:
        return self.form.about(self.case)

    @property
    def more(self) -> dict[str, str]:
        """With the keys of those whom it names."""
        keys: dict[str, Any] = {name: User.objects.get(username=name).pk for name in ("shen", "wu")}
        residents = Resident.objects.filter(user__username="wu")
        keys |= {"resident_wu": residents.get().pk, "case": self.case.number, "seq": self.case.seq}
        keys |= {"consultation": self.case.consultations.values_list("pk", flat=True).first()}
        return {name.format(**keys): text.format(**keys) for name, text in self.form.more}

    @property
    def kept(self) -> list[dict[str, Any]]:
        found = drafts.find(self.person.pk, self.ref)
        return [found[self.name].values] if self.name in found else []

    def save(self, words: str = WORDS) -> None:
        values: Values = {"words": words, **self.more}
        drafts.save(self.person.pk, self.name, self.ref, values, now=WRITTEN_AT)

    def open(self) -> Any:
        with clock.fixed(NOW):
            return self.client.get(self.form.address(self.case, self.form.page))

    def send(self, words: str = WORDS, *, shared: bool = False, **data: Any) -> Any:
        self.case.refresh_from_db()
        mark = Mark(self.person.pk, self.name, self.ref, shared).signed()
        sent = {"draft": mark, "words": words, "seq": self.case.seq, "key": "k"}
        with clock.fixed(NOW):
            address = self.form.address(self.case, self.form.to)
            return self.client.post(address, sent | self.more | data)


@pytest.fixture
def write(city: City) -> Callable[[str], Writing]:
    def write(route: str) -> Writing:
        form = FORMS[route]
        person = city.people[form.who]
        return Writing(form, form.name or route, form.make(city), person, sign_in(person))

    return write


Write = Callable[[str], Writing]


def test_every_form_that_keeps_drafts_is_tried_here() -> None:
    assert {form.name or route for route, form in FORMS.items()} == set(KEEPS)


@pytest.mark.parametrize("route", FORMS)
def test_the_page_holds_what_was_written(write: Write, route: str) -> None:
    writing = write(route)
    assert "草稿" not in text_of(writing.open())

    writing.save()
    page = writing.open()

    assert page.status_code == 200
    assert page.text.count("写了一半,&lt;还没写完&gt;</textarea>") == 1
    assert "这是您今天 14:02写的草稿 不要了" in text_of(page)


@pytest.mark.parametrize("route", FORMS)
def test_sending_forgets_it(write: Write, route: str) -> None:
    writing = write(route)
    writing.save()
    drafts.save(writing.person.pk, writing.name, "LH-other", {"words": "别的"}, now=WRITTEN_AT)
    response = writing.send()

    assert response.status_code == 302, text_of(response)
    assert writing.kept == []
    assert Draft.objects.get().ref == "LH-other"


@pytest.mark.parametrize("route", sorted(FORMS.keys() - NEED_NO_SEQ))
def test_a_conflict_or_a_fault_in_the_form_keeps_what_was_sent(write: Write, route: str) -> None:
    writing = write(route)
    writing.save("早先写的")
    response = writing.send(seq="")  # what another seq does, test_conflict.py shows

    assert response.status_code == 422
    assert writing.kept == [{"words": WORDS, **writing.more}]
    assert "写的草稿" not in text_of(response)
    assert 'name="draft"' in response.text


def test_a_conflict_keeps_what_was_sent_even_if_nothing_was_saved_before(write: Write) -> None:
    writing = write("desk_answer")
    seen = writing.case.seq
    act(writing.case, rules.Note(writing.case.asker.user_id, None, "补充一句"), at(14, 44))
    response = writing.send(seq=seen)

    assert response.status_code == 409
    assert writing.kept == [{"words": WORDS}]
    assert text_of(writing.open()).count("写的草稿") == 1


def test_a_question_with_an_identity_number_is_kept_until_it_is_sent(write: Write) -> None:
    writing = write("ask")
    words = "我的身份证号是11010519491231002X"
    assert writing.send(words).status_code == 422
    assert writing.kept == [{"words": words}]

    assert writing.send(words, warned="1").status_code == 302
    assert writing.kept == []


def test_a_fault_of_ours_keeps_what_was_sent(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*args: object, **facts: object) -> None:
        raise RuntimeError

    writing = write("desk_answer")
    monkeypatch.setattr("lianhu.cases.services.act", break_down)
    writing.client.raise_request_exception = False

    assert writing.send().status_code == 500
    assert writing.kept == [{"words": WORDS}]


def test_what_was_chosen_is_back_too(write: Write) -> None:
    writing = write("desk_consult")
    writing.save()

    assert '<option value="water" selected>' in writing.open().text


def test_the_act_with_a_draft_is_open_unless_another_was_asked_for(write: Write) -> None:
    writing = write("desk_return")
    writing.save()
    opened = '<details class="lh-act" name="act" open>'

    [_, act_open] = writing.open().text.split(opened)
    assert "退回" in act_open.partition("</summary>")[0]
    with clock.fixed(NOW):
        page = writing.client.get(f"/desk/{writing.case.number}/?act=desk_note")
    [_, act_open] = page.text.split(opened)
    assert "备注" in act_open.partition("</summary>")[0]


def test_nobody_else_sees_it(write: Write, city: City) -> None:
    writing = write("case_answer")
    writing.save()
    with clock.fixed(NOW):
        page = sign_in(city.people["tong"]).get(f"/cases/{writing.case.number}/answer/")

    assert page.status_code == 200
    assert "写了一半" not in page.text


@pytest.mark.parametrize(
    ("route", "page"),
    [
        ("case_answer", "/cases/{}/"),
        ("case_answer", "/cases/{}/answer/"),
        ("case_note", "/cases/{}/"),
        ("desk_answer", "/desk/{}/"),
    ],
)
def test_of_a_case_that_has_gone_on_it_is_there_to_copy(
    write: Write, city: City, route: str, page: str
) -> None:
    writing = write(route)
    writing.save()
    if writing.form.who == "shen":
        act(writing.case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(14, 44))
    else:
        answer = rules.Answer(city.luo.pk, city.desks["city"].pk, "可以报销")
        act(writing.case, answer, at(14, 44))
    with clock.fixed(NOW):
        shown = writing.client.get(page.format(writing.case.number))

    assert "您在这里写过一些内容" in text_of(shown)
    assert shown.text.count("写了一半,&lt;还没写完&gt;</textarea>") == 1


def test_of_a_closed_consultation_it_is_there_to_copy(write: Write, city: City) -> None:
    writing = write("consultation_reply")
    writing.save()
    act(writing.case, rules.Answer(city.luo.pk, city.desks["city"].pk, "可以"), at(14, 44))

    assert "您在这里写过一些内容" in text_of(writing.open())
    assert "写了一半" in writing.open().text


def test_what_is_sent_too_late_is_kept(write: Write, city: City) -> None:
    writing = write("case_note")
    act(writing.case, rules.PassUp(city.shen.pk, city.desks["beat"].pk), at(14, 44))
    response = writing.send(seq=1)

    assert response.status_code == 409
    assert response.text.count("写了一半") == 1
    assert writing.kept == [{"words": WORDS}]


def test_on_a_shared_device_the_form_says_so_and_nothing_is_saved(write: Write) -> None:
    writing = write("desk_answer")
    session = writing.client.session
    session["shared_device"] = True
    session.save()
    page = writing.open()

    assert "您写的内容不会存下来" in text_of(page)
    assert "data-save" not in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert writing.send(seq="", shared=True).status_code == 422
    assert writing.kept == []


def test_a_draft_from_elsewhere_is_shown_on_a_shared_device_and_goes_when_sent(
    write: Write,
) -> None:
    writing = write("desk_answer")
    writing.save()
    session = writing.client.session
    session["shared_device"] = True
    session.save()

    assert "写了一半" in writing.open().text
    assert writing.send(shared=True).status_code == 302
    assert writing.kept == []
