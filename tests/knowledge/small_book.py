"""A small book for the cast's city: three items, published by the social security bureau's section.

`make_book(city)` returns them by code: `reimbursement` answers the cast's QUESTION.
"""

from dataclasses import replace
from datetime import date

from lianhu.knowledge import services
from lianhu.knowledge.models import Item, Topic
from lianhu.knowledge.rules.entry import Audience, Entry, Form, Paper, Return, Window
from tests.cast import City, at

REIMBURSEMENT = Entry(
    title="退休职工异地住院费用报销",
    title_en="Hospital costs away from home for retired workers",
    sentence="可以报销,出院后半年内办",
    sentence_en="Yes, within half a year of discharge",
    aliases=("我退休了,在外地女儿家住院,回去怎么报销", "外地住院怎么报销"),
    gives="按比例报销住院费",
    suits="参加职工医保的退休人员",
    excludes="",
    audiences=(Audience.EVERYBODY,),
    papers=(
        Paper("医保卡", Form.ORIGINAL, 1, ""),
        Paper("出院小结", Form.BOTH, 1, "丢了请医院补印"),
    ),
    steps=("备齐材料", "到窗口交材料", "等款到账"),
    online="手机上可以交",
    counter="医保窗口",
    elsewhere="可以寄",
    by_family="家人可以代办",
    windows=(Window("医保窗口", "8:30–17:30", "0000 1234"),),
    fee="不收费",
    takes="20个工作日",
    returns=(Return("缺章", "请医院盖章"),),
    basis=("社会保险法",),
    region="云禾市",
    related=(),
)
OTHERS = {
    "outage": replace(
        REIMBURSEMENT,
        title="停水了怎么报修",
        title_en="Reporting that there is no water",
        sentence="打供水热线,随时有人接",
        aliases=("家里没水了", "停水找谁"),
        papers=(),
    ),
    "lamp": replace(
        REIMBURSEMENT,
        title="路灯不亮报修",
        title_en="Reporting a street lamp",
        sentence="打热线,三天内修好",
        aliases=("门前路灯不亮", "路灯坏了找谁"),
        papers=(),
    ),
}


def make_book(city: City) -> dict[str, Item]:
    area = Topic.objects.get(code="insurance")
    facts = {"code": "hospital", "name": "住院报销", "name_en": "Hospital costs"}
    topic = Topic.objects.add_child(area, facts)
    found = {}
    for code, entry in {"reimbursement": REIMBURSEMENT, **OTHERS}.items():
        found[code] = publish(city, topic, code, entry)
    return found


def publish(city: City, topic: Topic, code: str, entry: Entry) -> Item:
    """As the section's clerk has written and checked it, on the morning of the cast's Friday."""
    by = city.people["gu"]
    owner = city.desks["insurance"]
    version = services.start(topic, code, entry, owner=owner, by=by, reason="", now=at(8))
    item = version.item_id
    services.review(item, seen=1, by=by, review_on=date(2027, 5, 15), now=at(8))
    services.publish(item, seen=1, by=by, now=at(8))
    return Item.objects.select_related("live").get(code=code)
