"""A form and its fields, as somebody wants to ask for them, and what each of them has to say."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lianhu.forms.rules.text import plain
from lianhu.forms.rules.things import Fault

# Evidence that is asked for without an end is asked for ever.
LONGEST = timedelta(days=366)


class Kind(StrEnum):
    """How a field is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    LINE = "line"
    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"


EVIDENCE = frozenset({Kind.PHOTO, Kind.VIDEO})


class Sensitivity(StrEnum):
    NONE = "none"
    # About somebody: it says what it is for.
    PERSONAL = "personal"
    # Off by default: each person is asked for it, separately.
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a picture is needed, who has approved that, and until when."""

    reason: str = ""
    approver: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """`key` is unique in its form. `consent`: each person is asked separately, and may say no."""

    key: str
    label: str
    kind: Kind = Kind.LINE
    unit: str = ""
    purpose: str = ""
    consent: bool = False
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of people, and what they are to reach: targets by their own keys."""

    purpose: str = ""
    fields: tuple[Field, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()


# Counted over many, nothing of it is about anybody.
_SUMMED = re.compile(
    r"(?:人数|户数|件数|次数|总数|总量|数量|比例|率|量|人口数)$|\bnumber of\b|\brates?\b"
)
_SENSITIVE = re.compile(
    r"疾病|病史|病情|患病|健康状况|诊断|残疾|用药|怀孕|孕产|过敏|血型|体检|身体状况"
    r"|银行|卡号|存折|账号|支付宝"
    r"|身份证|证件号|护照|社保卡|户口簿|户口本"
    r"|未成年|儿童|孩子|小孩|学生|婴幼儿|子女"
    r"|宗教|信仰|指纹|人脸|虹膜"
    r"|\b(?:illness|disease|diagnosis|health|medical history|disabilit(?:y|ies)|pregnan\w+)\b"
    r"|\b(?:bank|account number|card number)\b"
    r"|\b(?:identity (?:card|number)|id (?:card|number)|passport)\b"
    r"|\b(?:child(?:ren)?|minors?|pupils?)\b|\b(?:religion|fingerprints?|face)\b"
)
_PERSONAL = re.compile(
    r"姓名|电话|手机|住址|地址|门牌|生日|出生|年龄|性别|婚姻|学历|职业|收入|工资|籍贯|民族|联系方式|微信号"
    r"|\b(?:names?|phone|telephone|address|birthday|date of birth|age|gender)\b"
    r"|\b(?:married|income|wages?)\b"
)


def sensitivity(label: str, kind: Kind) -> Sensitivity:
    """How close to somebody the answer is. Give simplified characters."""
    said = plain(label)
    if kind is Kind.NUMBER and _SUMMED.search(said):
        return Sensitivity.NONE
    if _SENSITIVE.search(said):
        return Sensitivity.SENSITIVE
    return Sensitivity.PERSONAL if _PERSONAL.search(said) else Sensitivity.NONE


def faults(field: Field, label: str, today: date) -> tuple[Fault, ...]:
    """What is missing before it may be asked. `label`: in simplified characters."""
    found = []
    close = sensitivity(label, field.kind)
    if close is not Sensitivity.NONE and not field.purpose:
        found.append(Fault.NO_PURPOSE)
    if close is Sensitivity.SENSITIVE and not field.consent:
        found.append(Fault.NO_CONSENT)
    if field.kind in EVIDENCE:
        found += _faults_of(field.evidence, today)
    return tuple(found)


def _faults_of(evidence: Evidence, today: date) -> list[Fault]:
    found = []
    if not evidence.reason:
        found.append(Fault.NO_REASON)
    if not evidence.approver:
        found.append(Fault.NO_APPROVER)
    if evidence.until is None:
        found.append(Fault.NO_END)
    elif evidence.until < today:
        found.append(Fault.ENDED)
    elif evidence.until > today + LONGEST:
        found.append(Fault.ENDS_LATE)
    return found
