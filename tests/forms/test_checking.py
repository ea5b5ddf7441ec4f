"""A whole form before it is sent: what is refused, known, to be mended, and how long it takes."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from lianhu.forms import registry
from lianhu.forms.rules import (
    HELD,
    Evidence,
    Fault,
    Field,
    Form,
    Kind,
    Sensitivity,
    Source,
    Thing,
    check,
    forbidden,
    sensitivity,
)
from lianhu.forms.rules.burden import SECONDS, minutes
from lianhu.forms.rules.checking import Finding
from lianhu.forms.rules.fields import LONGEST
from lianhu.forms.rules.holdings import held
from lianhu.forms.rules.things import RULES
from lianhu.forms.telling import PROMISES, SOURCES, told
from lianhu.web.registries import HELD as REGISTERED

pytestmark = pytest.mark.once

TODAY = date(2026, 5, 15)
KNOWN = {one.key: one.names for one in REGISTERED}
APPROVED = Evidence("看裂缝有多宽", "马书宁，社区主任", TODAY + timedelta(days=30))


def of(field: Field) -> list[str]:
    return [finding.what for finding in check(Form(fields=(field,)), TODAY, KNOWN).findings["f"]]


@pytest.mark.parametrize(
    ("label", "unit", "thing"),
    [
        ("会议", "次", Thing.MEETINGS),
        ("活动", "场", Thing.MEETINGS),
        ("照片", "张", Thing.PHOTO_COUNTS),
        ("登录", "人次", Thing.LOG_INS),
        ("文章点击", "", Thing.READS),
    ],
)
def test_what_a_number_counts_is_told_by_label_and_unit(
    label: str, unit: str, thing: Thing
) -> None:
    assert thing in of(Field("f", label, Kind.NUMBER, unit))


def test_the_same_words_with_another_answer_are_another_question() -> None:
    assert of(Field("f", "会议", Kind.TEXT)) == []
    assert of(Field("f", "危房照片", Kind.PHOTO, evidence=APPROVED)) == []


def test_a_purpose_may_be_what_is_refused() -> None:
    assert of(Field("f", "缺的沙袋", Kind.NUMBER, "个", purpose="用于各村排名")) == [Thing.RANKINGS]
    found = check(Form(purpose="季度评比"), TODAY, KNOWN).findings
    assert [finding.what for finding in found["purpose"]] == [Thing.RANKINGS]


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VIDEO])
@pytest.mark.parametrize(
    ("evidence", "faults"),
    [
        (Evidence(), [Fault.NO_REASON, Fault.NO_APPROVER, Fault.NO_END]),
        (Evidence("看裂缝", "", TODAY), [Fault.NO_APPROVER]),
        (Evidence("", "马书宁", TODAY), [Fault.NO_REASON]),
        (Evidence("看裂缝", "马书宁", TODAY - timedelta(days=1)), [Fault.ENDED]),
        (Evidence("看裂缝", "马书宁", TODAY + LONGEST), []),
        (Evidence("看裂缝", "马书宁", TODAY + LONGEST + timedelta(days=1)), [Fault.ENDS_LATE]),
        (APPROVED, []),
    ],
)
def test_a_picture_needs_reason_approver_and_end(
    kind: Kind, evidence: Evidence, faults: list[Fault]
) -> None:
    assert of(Field("f", "墙上的裂缝", kind, evidence=evidence)) == faults


@pytest.mark.parametrize(
    ("label", "kind", "expected"),
    [
        ("患病情况", Kind.LINE, Sensitivity.SENSITIVE),
        ("银行卡号", Kind.LINE, Sensitivity.SENSITIVE),
        ("身份证号", Kind.LINE, Sensitivity.SENSITIVE),
        ("身份证号", Kind.NUMBER, Sensitivity.SENSITIVE),
        ("孩子姓名", Kind.LINE, Sensitivity.SENSITIVE),
        ("宗教信仰", Kind.CHOICE, Sensitivity.SENSITIVE),
        ("bank account", Kind.LINE, Sensitivity.SENSITIVE),
        ("出生日期", Kind.DATE, Sensitivity.PERSONAL),
        ("monthly income", Kind.NUMBER, Sensitivity.PERSONAL),
        ("残疾人数", Kind.NUMBER, Sensitivity.NONE),
        ("有孩子的户数", Kind.NUMBER, Sensitivity.NONE),
        ("缺的沙袋", Kind.NUMBER, Sensitivity.NONE),
        ("门前路灯亮不亮", Kind.YES_NO, Sensitivity.NONE),
    ],
)
def test_how_close_to_somebody_an_answer_is(label: str, kind: Kind, expected: Sensitivity) -> None:
    assert sensitivity(label, kind) is expected


def test_a_personal_field_says_what_for_and_a_sensitive_one_is_agreed_to() -> None:
    assert of(Field("f", "出生日期", Kind.DATE)) == [Fault.NO_PURPOSE]
    assert of(Field("f", "出生日期", Kind.DATE, purpose="高龄补贴")) == []
    assert of(Field("f", "患病情况")) == [Fault.NO_PURPOSE, Fault.NO_CONSENT]
    assert of(Field("f", "患病情况", purpose="大病救助")) == [Fault.NO_CONSENT]
    assert of(Field("f", "患病情况", purpose="大病救助", consent=True)) == []


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("户数", "households"),
        ("本村户数", "households"),
        ("各村总户数（户）", "households"),
        ("请填写家庭住址", "address"),
        ("联户干部信息", "officer"),
        ("值班人员名单", "roster"),
        ("按时办结率", "on_time"),
        ("办事指南", "how_to"),
        ("Number of households", "households"),
        ("your home address", "address"),
        ("缺的沙袋数", None),
        ("供水公司联系电话", None),  # somebody else's
        ("租户户数", None),
        ("紧急联系人电话", None),
        ("情况", None),
        ("", None),
    ],
)
def test_what_is_held_is_not_asked_again(label: str, key: str | None) -> None:
    assert held(label, KNOWN) == key
    if key is not None:
        assert of(Field("f", label)) == [HELD]


def test_every_app_says_where_what_it_holds_stands() -> None:
    keys = [one.key for one in REGISTERED]
    names = [name for one in REGISTERED for name in one.names]
    assert len(keys) == len(set(keys))
    assert len(names) == len(set(names))
    for one in REGISTERED:
        app, model, column = one.column.split(".")
        assert apps.get_model(app, model)._meta.get_field(column)
    assert {one.column.split(".")[0] for one in REGISTERED} >= {"grid", "cases", "knowledge"}
    assert registry.names() == KNOWN


@pytest.mark.parametrize("name", [name for one in REGISTERED for name in one.names])
def test_what_is_held_is_nothing_forbidden(name: str) -> None:
    assert forbidden(name) == ()
    assert of(Field("f", name)) == [HELD]


def test_minutes_are_those_of_what_is_left_to_answer() -> None:
    sandbags = Field("a", "缺的沙袋", Kind.NUMBER, "个")
    gone = (Field("b", "户数", Kind.NUMBER), Field("c", "签到", Kind.TEXT))
    assert check(Form(fields=(sandbags, *gone)), TODAY, KNOWN).minutes == 2
    assert check(Form(fields=gone), TODAY, KNOWN).minutes == 0


@given(st.lists(st.sampled_from(Kind), max_size=30), st.sampled_from(Kind))
def test_one_more_question_never_takes_less(kinds: list[Kind], more: Kind) -> None:
    assert minutes(kinds) <= minutes([*kinds, more]) <= minutes(kinds) + 6
    assert minutes(kinds) * 60 >= sum(SECONDS[kind] for kind in kinds)


LABELS = st.sampled_from(["户数", "签到", "出生日期", "患病情况", "缺的沙袋", "墙上的裂缝", "照片"])
FIELDS = st.builds(
    Field,
    key=st.just("f"),
    label=LABELS,
    kind=st.sampled_from(Kind),
    unit=st.sampled_from(["", "张", "户"]),
    purpose=st.sampled_from(["", "大病救助", "用于排名"]),
    consent=st.booleans(),
    evidence=st.sampled_from([Evidence(), APPROVED]),
)


@given(FIELDS)
def test_what_passes_breaks_no_promise(field: Field) -> None:
    """Whatever the field, each promise is asked anew of what passes."""
    if of(field):
        return
    assert not forbidden(f"{field.label}{field.unit}")
    assert held(field.label, KNOWN) is None
    if sensitivity(field.label, field.kind) is not Sensitivity.NONE:
        assert field.purpose
    if sensitivity(field.label, field.kind) is Sensitivity.SENSITIVE:
        assert field.consent
    if field.kind in {Kind.PHOTO, Kind.VIDEO}:
        assert field.evidence == APPROVED


def test_every_finding_is_told_with_its_promise_and_its_source() -> None:
    assert set(SOURCES) == set(Source)
    for what in [*Thing, *Fault, HELD]:
        [one] = told([Finding(what, "households")])
        [(title, better)] = one.lines
        rule = RULES[what]
        assert title
        assert better or isinstance(what, Fault)
        assert str(PROMISES[rule.number]) in one.rule
        assert all(str(SOURCES[source]) in one.rule for source in rule.sources)


def test_what_one_promise_refuses_is_told_together() -> None:
    findings = check(Form(fields=(Field("f", "裂缝", Kind.PHOTO),)), TODAY, KNOWN).findings["f"]
    [one] = told(findings)
    assert len(one.lines) == 3
