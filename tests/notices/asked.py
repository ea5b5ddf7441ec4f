"""Requests of the cast: what a form is sent with, and short ones, sent and answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lianhu.accounts.models import User
from lianhu.files.jobs import prepare_one
from lianhu.files.models import Blob
from lianhu.files.services import receive
from lianhu.forms.rules import Evidence, Field, Kind
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.notices import services as notices
from lianhu.notices.models import Version
from lianhu.notices.requests import services
from lianhu.notices.requests.models import Answer, Photo
from lianhu.notices.requests.rules import Asked, Sheet
from lianhu.notices.requests.services import Given
from lianhu.notices.rules.sending import Stage
from tests.cast import FRIDAY, City, at
from tests.notices import small
from tests.photos import jpeg, upload

TITLE = "汛期缺料摸底"
PURPOSE = "汛期备料，缺多少补多少。"
SANDBAGS = Asked(Field("q1", "缺的沙袋", Kind.NUMBER, "个"))
ROAD = Asked(Field("q2", "进村路通不通", Kind.CHOICE), ("通", "不通"))
CRACK = Asked(
    Field(
        "q3",
        "墙上的裂缝",
        Kind.PHOTO,
        evidence=Evidence("看裂缝有多宽", "马书宁，社区主任", FRIDAY + timedelta(days=30)),
    )
)
SHEET = Sheet((SANDBAGS, ROAD), ("缺沙袋的村当天补上",), ("households",))
REFUSED = Sheet(
    (SANDBAGS, Asked(Field("q2", "户数", Kind.NUMBER)), Asked(Field("q3", "堆放点", Kind.PHOTO))),
    ("每日打卡",),
)
# What is written in those of `in_every_stage`.
TEXTS = (
    TITLE, PURPOSE, "缺的沙袋", "个", "墙上的裂缝", "看裂缝有多宽", "马书宁，社区主任",
    "户数", "堆放点", "每日打卡",
)  # fmt: skip
DUE = at(16)
CLERKS = (Who.CLERK,)


def draft(city: City, desk: str, by: str, now: datetime = small.NINE, **facts: Any) -> int:
    """The key of a new request to all villages below a desk."""
    sheet = facts.pop("sheet", SHEET)
    usual: dict[str, Any] = {
        "title": TITLE, "body": PURPOSE, "asks": Asks.ACT, "due_at": DUE, "who": CLERKS, "depth": 4,
    }  # fmt: skip
    text = small.written(city, desk, **usual | facts)
    key = f"{desk} {by} {now:%H%M} {Version.objects.count()}"
    person = city.people[by]
    return services.write(city.desks[desk], text, sheet, by=person, key=key, now=now)


def sent(city: City, desk: str, by: str, now: datetime = small.NINE, **facts: Any) -> int:
    request = draft(city, desk, by, now, **facts)
    assert notices.send(request, now=now) is Stage.SENT
    return request


def answer(
    city: City,
    request: int,
    desk: str,
    by: User,
    now: datetime = small.NINE + timedelta(minutes=5),
    photos: Mapping[str, Blob] | None = None,
    **values: str,
) -> Answer:
    version = services.newest_sent(request)
    before = Answer.objects.filter(notice=request, desk=city.desks[desk]).first()
    why_not = values.pop("why_not", "")
    given = Given(
        version=version.pk if version else 0,
        seen=before.answered_at.isoformat() if before else "",
        why_not=why_not,
        values={} if why_not else values or {"q1": "40", "q2": "通"},
        photos=photos or {},
    )
    services.answer(request, city.desks[desk], given, by=by, entered_by=None, now=now)
    return Answer.objects.get(notice=request, desk=city.desks[desk])


def form(city: City, *rows: dict[str, str], **facts: Any) -> dict[str, Any]:
    """What the page of whoever asks sends: for the town, to the villages below it."""
    data: dict[str, Any] = {
        "key": "a key",
        "title": TITLE,
        "document": "",
        "body": PURPOSE,
        "due_at": "2026-05-15T16:00",
        "minutes": "1",
        "who": ["clerk"],
        "where": [str(city.nodes["town"].pk)],
        "more": "",
        "depth": "4",
        "contact": str(city.desks["town"].pk),
        "targets": "",
        "known": [],
        "field-TOTAL_FORMS": str(len(rows)),
        "field-INITIAL_FORMS": "0",
    }
    for n, row in enumerate(rows):
        data |= {f"field-{n}-{name}": text for name, text in ({"kind": "number"} | row).items()}
    return data | facts


def in_every_stage(city: City) -> dict[str, int]:
    """Written at the village by its clerk; what was sent is for its officers, and one answered."""
    facts: dict[str, Any] = {
        "who": small.OFFICERS,
        "depth": None,
        "sheet": Sheet((SANDBAGS, CRACK)),
    }
    made = {"draft": draft(city, "village", "he", **facts)}
    made["refused"] = draft(city, "village", "he", **facts | {"sheet": REFUSED})
    made["sent"] = sent(city, "village", "he", **facts)
    photo = receive(upload(jpeg(), "IMG_1.jpg"))
    answer(city, made["sent"], "beat", city.shen, photos={"q3": photo}, q1="3")
    assert prepare_one()
    return made | {"photo": Photo.objects.get().pk}
