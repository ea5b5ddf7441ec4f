"""The metric linter: each forbidden thing is refused, and its honest neighbours are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianhu.forms.rules import RULES, Thing, forbidden
from lianhu.forms.rules.text import plain
from lianhu.kernel.tokens import normal

pytestmark = pytest.mark.once

REFUSED = {
    Thing.LOG_INS: [
        "平台登录次数",
        "干部登陆率",
        "每天登录一次以上",
        "日活用户",
        "网格员上线率不低于95%",
        "number of log-ins",
        "share of officers who logged in this week",
        "log in at least once a day",
        "daily active users",
    ],
    Thing.INSTALLS: [
        "反诈APP安装率",
        "下载客户端的户数",
        "微信公众号关注人数",
        "小程序注册用户数",
        "平台注册率",
        "households that installed the app",
        "app downloads",
        "install rate",
    ],
    Thing.READS: [
        "推送阅读率",
        "文章阅读量",
        "通知已读人数",
        "是否已读",
        "公众号文章点击量",
        "视频播放次数",
        "read rate of the notice",
        "open rate",
        "share of households who have read the notice",
        "page views",
    ],
    Thing.LIKES: [
        "点赞数",
        "每篇推文获赞不少于20个",
        "转评赞总数",
        "网络投票任务",
        "number of likes",
        "likes per post",
        "thumbs-ups",
    ],
    Thing.FORWARDS: [
        "转发次数",
        "人人转发推文",
        "每人每周转发3次",
        "转发到朋友圈的截图",
        "number of shares",
        "reposts of the poster",
        "share the article to five groups",
    ],
    Thing.TIME_ONLINE: [
        "在线时长",
        "每日在线时间",
        "学习平台停留时长",
        "APP使用时长",
        "hours spent online",
        "online time of officers",
        "time spent in the app",
    ],
    Thing.PHOTO_COUNTS: [
        "照片数量",
        "每次入户上传照片3张",
        "不少于三张现场照片",
        "每户拍照上传",
        "工作留痕",
        "截图张数",
        "number of photos",
        "three photos a week",
        "photos uploaded per village",
        "photo of each visit",
    ],
    Thing.MEETINGS: [
        "会议次数",
        "召开推进会4次",
        "每月召开例会",
        "培训场次",
        "动员会场次",
        "参会率",
        "number of meetings",
        "meetings held",
        "hold a meeting every week",
    ],
    Thing.CHECK_INS: [
        "每日打卡",
        "入户签到",
        "群接龙",
        "check-ins per week",
        "check in daily",
        "sign-in sheet",
    ],
    Thing.POINTS: [
        "干部积分",
        "每条加2分,即加分项",
        "考核得分",
        "村民积分兑换",
        "points earned",
        "award points to officers",
        "score card of villages",
    ],
    Thing.RANKINGS: [
        "各村排名",
        "上报数量排行",
        "末位约谈",
        "季度评比",
        "倒数第三名",
        "ranking of villages",
        "top 10 officers",
        "leaderboard",
    ],
    Thing.TRACKS: [
        "巡查轨迹",
        "手机定位",
        "实时位置",
        "GPS tracks of patrols",
        "real-time location",
        "tracking of officers",
    ],
    Thing.INSTANT: [
        "收到请回复",
        "看到请立即回复",
        "24小时在线",
        "10分钟内回复收到",
        "reply immediately",
        "reachable around the clock",
    ],
    Thing.GROUPS: [
        "入群率",
        "新建工作群",
        "微信群个数",
        "人人加入通知群",
        "number of chat groups",
        "create a work group",
    ],
}

# The answer to these is a number.
REFUSED_NUMBERS = {
    "登录": Thing.LOG_INS,
    "文章阅读": Thing.READS,
    "推文转发": Thing.FORWARDS,
    "入户照片": Thing.PHOTO_COUNTS,
    "推进会": Thing.MEETINGS,
    "photos": Thing.PHOTO_COUNTS,
    "village meetings": Thing.MEETINGS,
}

HONEST = [
    # what was solved, and whether it helped
    "按时办结率",
    "按时答复的比例",
    "领到补贴的户数",
    "几小时内得到答复",
    "群众说解决了的件数",
    "60分钟内回复群众的比例",
    "resolved on time",
    "share of cases answered on time",
    "households that got the benefit",
    "hours until the answer",
    # beside log-ins, installs and reads
    "台风登陆次数",
    "登记在册的低保户数",
    "失业登记人数",
    "安装燃气报警器的户数",
    "扶手安装数",
    "安装升降平台的楼栋",
    "天然气用户数",
    "新注册个体工商户数",
    "重点关注人数",
    "水表读数",
    "阅览室开放天数",
    "入户走访时发现的漏水处数",
    "households with a gas alarm installed",
    "applications for a lift installation answered in time",
    "water meter readings",
    "residents' views on the bus stop",
    "lines along the river",
    # beside likes, forwards and time online
    "转办到部门的件数",
    "转发给承办单位的件数",
    "信息共享的部门数",
    "在线办理的件数",
    "路灯使用年限",
    "系统上线日期",
    "what the household likes",
    "forwarded to the water bureau within an hour",
    "share of households with piped water",
    "hours online applications wait",
    "shares of the cost paid by the town",
    # beside photos and meetings
    "危房照片",
    "光伏板块数",
    "视频监控坏了的路口",
    "会议室数量",
    "会议决定按时办成的件数",
    "参会人数",
    "社会救助户数",
    "会计人数",
    "meeting rooms",
    "households meeting the conditions",
    "photovoltaic panels",
    # beside check-ins, points and rankings
    "学生报到人数",
    "check in on people who live alone",
    "落户积分怎么算",
    "驾驶证扣分怎么查",
    "积水点位数",
    "充电桩个数",
    "张榜公布的日期",
    "学习的榜样",
    "collection points emptied on time",
    "percentage points of subsidy",
    "taxi ranks repaired",
    # beside tracks, replies and groups
    "路灯位置",
    "铁轨旁的住户",
    "24小时热线号码",
    "24小时内答复群众",
    "困难群众人数",
    "新建群众文化广场",
    "age groups of the households",
]


@pytest.mark.parametrize(
    ("thing", "text"), [(thing, text) for thing, texts in REFUSED.items() for text in texts]
)
def test_it_is_refused(thing: Thing, text: str) -> None:
    assert thing in forbidden(text)


@pytest.mark.parametrize(("text", "thing"), REFUSED_NUMBERS.items())
def test_it_is_refused_as_a_number(text: str, thing: Thing) -> None:
    assert forbidden(text) == ()
    assert thing in forbidden(text, counted=True)


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_one_passes(text: str) -> None:
    assert forbidden(text) == ()


def test_every_forbidden_thing_has_examples_and_a_rule() -> None:
    assert REFUSED.keys() == set(Thing)
    assert set(Thing) <= RULES.keys()


ANY_REFUSED = st.sampled_from([(t, text) for t, texts in REFUSED.items() for text in texts])


def _is_han(text: str) -> bool:
    return not any(character.isascii() for character in text)


@given(ANY_REFUSED, st.data())
def test_spelling_hides_nothing(example: tuple[Thing, str], data: st.DataObject) -> None:
    thing, text = example
    if _is_han(text):
        gap = data.draw(st.sampled_from([" ", "\u3000", "·", "-", "\u200b", "_"]))
        where = data.draw(st.integers(1, len(text) - 1))
        text = text[:where] + gap + text[where:]
    else:
        text = data.draw(st.sampled_from([text.upper(), text.title(), text]))
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    for written in (text, wide if data.draw(st.booleans()) else text):
        assert thing in forbidden(written), written


@given(ANY_REFUSED, st.sampled_from(HONEST), st.booleans())
def test_an_honest_part_hides_nothing(example: tuple[Thing, str], honest: str, first: bool) -> None:
    thing, text = example
    parts = (text, honest) if first else (honest, text)
    assert thing in forbidden("；".join(parts))


@given(st.lists(st.sampled_from(HONEST), min_size=2, max_size=4), st.sampled_from("；，、"))
def test_honest_ones_together_are_honest(texts: list[str], between: str) -> None:
    assert forbidden(between.join(texts)) == ()


# What is refused and what is not, with anything in between.
MIXED = st.lists(
    st.sampled_from(
        [*HONEST, *REFUSED_NUMBERS, *(one for some in REFUSED.values() for one in some)]
    )
    | st.text(max_size=8),
    max_size=4,
).map("".join)


@given(MIXED, st.booleans())
def test_any_text_is_judged_the_same_twice(text: str, counted: bool) -> None:
    found = forbidden(text, counted=counted)

    assert found == forbidden(plain(text), counted=counted)
    assert set(forbidden(text)) <= set(found)


@pytest.mark.parametrize("text", ["登錄次數", "點讚數", "照片數量", "簽到", "排名榜單", "閱讀量"])
def test_traditional_characters_count_too(text: str) -> None:
    assert forbidden(normal(text))
