"""Texts of items for tests: one that may be published, and any there could be."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from lianhu.grid.models import Desk
from lianhu.kernel.text import clean
from lianhu.knowledge import services
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.knowledge.rules.entry import Audience, Entry, Form, Paper, Return, Window
from lianhu.knowledge.rules.lines import Block
from tests.cast import City, at

UNTIL = date(2027, 5, 15)

ENTRY = Entry(
    title="异地住院怎么报销",
    title_en="Hospital care away from home",
    sentence="能报。出院前备案就行",
    sentence_en="Yes. Tell us before discharge.",
    aliases=("在外地住院回来能报不", "外地看病"),
    gives="按本地比例报销",
    suits="参加本市医保的人",
    excludes="",
    audiences=(Audience.EVERYBODY,),
    papers=(Paper("身份证", Form.ORIGINAL, 1, "用临时身份证"),),
    steps=("打电话备案", "出院时结算"),
    online="手机上备案",
    counter="医保窗口",
    elsewhere="就医地直接结算",
    by_family="家人带两人身份证",
    windows=(Window("医保窗口", "工作日 8:30–17:30", "000 5901 0100"),),
    fee="不收费",
    takes="当场办好",
    returns=(Return("没有备案", "先补备案"),),
    basis=("《社会保险法》",),
    region="全市",
    related=(),
)


def entry(**parts: Any) -> Entry:
    return replace(ENTRY, **parts)


def make_topics() -> Topic:
    """An area with a what-to-do in it."""
    area = Topic.objects.add_root({"code": "medical", "name": "医疗保险", "name_en": "Medical"})
    facts = {"code": "medical.away", "name": "外地看病怎么办", "name_en": "Care elsewhere"}
    topic: Topic = Topic.objects.add_child(area, facts)
    return topic


def block(code: str = "medical.away.hospital", **parts: Any) -> Block:
    return Block(
        "医疗保险",
        "外地看病怎么办",
        code,
        parts.pop("owner", "insurance"),
        UNTIL,
        entry(**parts),
        1,
    )


def start(topic: Topic, owner: Desk | None, city: City, **parts: Any) -> ItemVersion:
    made = entry(**parts)
    code = f"medical.away.{Item.objects.count()}"
    return services.start(topic, code, made, owner=owner, by=city.luo, reason="第一稿", now=at(9))


def published(topic: Topic, city: City, **parts: Any) -> Item:
    """An item that the medical insurance section has checked and the city office published."""
    version = start(topic, city.desks["insurance"], city, **parts)
    gu = city.people["gu"]
    services.review(version.item_id, seen=1, by=gu, review_on=UNTIL, now=at(9, 10))
    services.publish(version.item_id, seen=1, by=city.luo, now=at(9, 20))
    return Item.objects.get(pk=version.item_id)


# Marks that mean something in files, and whatever else people type.
_MARKS = st.sampled_from(list("|:：;；、\\#->*1.0 至“”<&\"'=@"))
_CHARACTERS = st.one_of(_MARKS, st.characters(exclude_categories=["Cs", "Cn", "Co"]))


def texts(longest: int = 30) -> st.SearchStrategy[str]:
    written = st.text(_CHARACTERS, min_size=1, max_size=longest)
    return written.map(clean).filter(bool)


def _rows(row: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(row, min_size=least, max_size=4).map(tuple)


_MAYBE = st.one_of(st.just(""), texts())
_DAYS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2035, 1, 1)))

entries = st.builds(
    Entry,
    **{
        name: texts()
        for name in (
            "title", "title_en", "sentence", "sentence_en", "gives", "suits", "online", "counter",
            "elsewhere", "by_family", "fee", "takes", "region",
        )
    },
    excludes=_MAYBE,
    aliases=_rows(texts()),
    audiences=_rows(st.sampled_from(Audience), 1),
    papers=_rows(
        st.builds(Paper, _MAYBE, st.sampled_from(Form), st.integers(1, 99), _MAYBE)
    ),
    steps=_rows(texts(), 1),
    windows=_rows(st.builds(Window, _MAYBE, _MAYBE, _MAYBE), 1),
    returns=_rows(st.builds(Return, _MAYBE, _MAYBE)),
    basis=_rows(texts()),
    related=_rows(texts()),
    valid_from=_DAYS,
    valid_until=_DAYS,
)  # fmt: skip
_CODES = st.from_regex(r"[a-z0-9]{1,8}([-.][a-z0-9]{1,8}){0,3}", fullmatch=True)
blocks = st.builds(
    Block, texts(), texts(), _CODES, st.one_of(st.just(""), _CODES), _DAYS, entries, st.just(0)
)
