"""Notices of the cast: small texts, sent with the services that people use."""

from datetime import datetime, timedelta
from typing import Any

from django.test import override_settings

from lianhu.files.attaching import Attached
from lianhu.files.jobs import prepare_one
from lianhu.files.rules import Kind
from lianhu.files.services import receive
from lianhu.grid.queries import MyDesk, my_desks
from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.inbox.broadcasts.reading import Reader, at_work
from lianhu.inbox.rules.broadcasts import Asks, Who
from lianhu.inbox.undoing import services as undoing
from lianhu.knowledge.models import Topic
from lianhu.notices import questions, services
from lianhu.notices.attachments.models import Attachment
from lianhu.notices.models import Notice, Question, Version
from lianhu.notices.planned import services as planned
from lianhu.notices.recurring.rules import Every
from lianhu.notices.recurring.services import Repeat
from lianhu.notices.reuse import services as reuse
from lianhu.notices.reuse.models import Template
from lianhu.notices.reuse.services import Saved
from lianhu.notices.rules.sending import Audience, Stage
from lianhu.notices.services import Written
from tests.cast import FRIDAY, City, at
from tests.papers import pdf, upload

NINE = at(9)
BODY = "请各户五月二十日下午两点到石桥村委会领取沙袋。"
DOCUMENT = "云禾应急〔2018〕17号"
LOOK, REPORT = "请看一遍低洼户。", "请报缺几个沙袋。"
TITLE = "领取防汛沙袋"
QUESTION = "没有推车怎么办？"
FILE = "发放办法.pdf"
TEXTS = ("停水", "{日期}停水", "日期", "地点", BODY, FILE, QUESTION, LOOK, REPORT, TITLE)
OFFICERS = (Who.OFFICER,)
WEEKLY = Repeat(Every.WEEK, FRIDAY + timedelta(weeks=9))


def written(city: City, desk: str, **facts: Any) -> Written:
    places = facts.pop("places", [desk])
    who, depth = facts.pop("who", OFFICERS), facts.pop("depth", None)
    usual = {
        "title": TITLE,
        "body": BODY,
        "document": "",
        "asks": Asks.ACKNOWLEDGE,
        "due_at": None,
        "minutes": 2,
        "audience": Audience(who, tuple(city.nodes[place].pk for place in places), depth),
        "contact": city.desks[desk],
        "topic": None,
    }
    return Written(**usual | facts)


def draft(city: City, desk: str, by: str, now: datetime = NINE, **facts: Any) -> int:
    """The key of a new notice."""
    text = written(city, desk, **facts)
    key = f"{desk} {by} {now:%H%M} {Notice.objects.count()}"
    return services.write(city.desks[desk], text, by=city.people[by], key=key, now=now)


def attached(content: bytes = b"", name: str = FILE, *, kind: Kind = Kind.PAPER) -> Attached:
    """A file that was uploaded just now."""
    blob = receive(upload(content or pdf(), name), kind)
    return Attached(name, blob.upload_digest, blob)


def look_through() -> None:
    """What was saved with files, as the worker does it."""
    while prepare_one():
        pass


def sent(city: City, desk: str, by: str, now: datetime = NINE, **facts: Any) -> int:
    notice = draft(city, desk, by, now, **facts)
    look_through()
    assert services.send(notice, now=now) is Stage.SENT
    return notice


def waiting(city: City, desk: str, by: str, now: datetime = NINE, **facts: Any) -> int:
    notice = draft(city, desk, by, now, **facts)
    show_to_a_second(notice, now)
    return notice


def plan(city: City, desk: str, by: str, when: datetime, now: datetime = NINE, **facts: Any) -> int:
    """To go out later."""
    repeat, person = facts.pop("repeat", None), city.people[by]
    notice = draft(city, desk, by, now, **facts)
    planned.set_time(notice, when, repeat=repeat, by=person, now=now)
    services.send(notice, by=person, at=when, now=now)
    return notice


def show_to_a_second(notice: int, now: datetime) -> None:
    with override_settings(LIANHU_NOTICE_ALONE=0):
        assert services.send(notice, now=now) is Stage.WAITING


def template(city: City, name: str = "停水", **facts: str) -> Template:
    """Of the village."""
    own = Notice.objects.filter(desk=city.desks["village"]).first()
    notice = own.pk if own else draft(city, "village", "he", body=LOOK)
    usual = {"name": name, "title": "{日期}停水", "body": "{日期}{地点}停水，请备水。"}
    saved = Saved(**usual | facts)
    return reuse.save(newest(notice), saved, by=city.people["he"], now=NINE)


def newest(notice: int) -> Version:
    return Version.objects.filter(notice=notice).order_by("-number")[0]


def in_every_stage(city: City) -> dict[str, int]:
    """Written at the village by its clerk; what was sent is for officers and households."""
    topic = Topic.objects.filter(depth=1).first()
    both = (Who.OFFICER, Who.HOUSEHOLD)
    made = {
        "draft": draft(city, "village", "he", body=LOOK),
        "waiting": waiting(city, "village", "he", body=REPORT),
        "planned": plan(city, "village", "he", at(18), body=REPORT),
        "again": plan(city, "village", "he", at(18, 1), repeat=WEEKLY, body=REPORT),
        "sent": sent(
            city, "village", "he", who=both, topic=topic, document=DOCUMENT, attached=(attached(),)
        ),
    }
    asked = Notice.objects.get(pk=made["sent"])
    questions.ask(asked, QUESTION, by=city.shen, key="q", now=NINE)
    return made | {
        "question": Question.objects.get().pk,
        "file": Attachment.objects.get().pk,
        "template": template(city).pk,
    }


def acknowledged(city: City, notice: int, who: str, now: datetime = NINE) -> int:
    """The key of the act, which may be undone. Of what waits still."""
    sent_last = Broadcast.objects.filter(thread=notice).order_by("-version")[0]
    reader, by = at_work_as(city, who, now), city.people[who]
    act = undoing.answer(reader, sent_last.wording_id, Asks.ACKNOWLEDGE, now, by=by)
    assert act is not None
    return act


def serves(city: City, who: str, now: datetime) -> list[MyDesk]:
    return my_desks(city.people[who], now)


def at_work_as(city: City, who: str, now: datetime) -> Reader:
    return at_work(city.people[who], serves(city, who, now))
