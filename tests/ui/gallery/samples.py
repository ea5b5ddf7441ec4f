"""A question of an invented city, told at 15:20 on a working day, in both languages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from lianhu.kernel.names import shown
from lianhu.ui.climb import Climb, Stop, StopKind
from lianhu.ui.parts import (
    AnswerCard,
    Empty,
    Fact,
    InboxRow,
    JourneyStep,
    Key,
    Link,
    Me,
    NavLink,
    Notice,
    Paper,
    PersonHead,
    Phone,
    QueueRow,
    Reply,
    StageChip,
    StageClock,
    StepKind,
    TimelineEvent,
    Tone,
)

NOW = datetime(2026, 5, 15, 7, 20, tzinfo=UTC)  # 15:20 in Shanghai


def at(hour: int, minute: int) -> datetime:
    """An instant of that day, by the clock of Shanghai."""
    return datetime(2026, 5, 15, hour, minute, tzinfo=UTC) - timedelta(hours=8)


PHONE = Phone("打电话", "0000-555-0142", "00005550142")
EVIL = '<script>alert("x")</script> 😀👨‍👩‍👧 ' + "很长的一句话没有空格" * 6 + "A" * 80


class AskForm(forms.Form):
    words = forms.CharField(
        label="您遇到了什么事？",
        help_text="不用写身份证、银行卡号",
        widget=forms.Textarea({"rows": 3}),
    )
    phone = forms.CharField(label="手机号", required=False)
    kind = forms.ChoiceField(
        label="哪一类", choices=[("a", "咨询"), ("b", "报修")], widget=forms.RadioSelect
    )
    topic = forms.ChoiceField(label="事项", choices=[("1", "医疗保险"), ("2", "住房安居")])


def climbs() -> dict[str, Climb]:
    S, K = Stop, StopKind
    past = [
        S(shown("您", "You"), "", K.ASKER),
        S(shown("联户干部", "Officer"), shown("3 分钟", "3 min")),
        S(shown("村", "Village"), shown("4 分钟", "4 min")),
        S(shown("社区", "Community"), shown("4 分钟", "4 min")),
        S(shown("镇", "Town"), shown("5 分钟", "5 min")),
    ]
    city = shown("市", "City")
    dept = shown("医疗保险科", "Medical insurance")
    return {
        "open": Climb(
            [
                *past,
                S(city, shown("在办", "in hand"), K.HOLDER),
                S(dept, shown("请他答复", "asked"), K.ASK),
            ]
        ),
        "answered": Climb(
            [
                *past,
                S(city, shown("8 分钟", "8 min"), K.ANSWERED),
                S(dept, shown("17 分钟", "17 min"), K.ASK),
            ],
            answered_from=5,
        ),
        "start": Climb(
            [
                past[0],
                S(shown("联户干部", "Officer"), shown("在办", "in hand"), K.HOLDER),
                S(shown("村", "Village"), "", K.FUTURE),
                S(shown("社区", "Community"), "", K.FUTURE),
            ]
        ),
        "long": Climb([S(f"第{i}层网格", f"{i + 10} 分钟") for i in range(7)]),
        "desk": Climb(
            [
                S("何秋霜", "", K.ASKER),
                S("第3联户网格", "3 分钟"),
                S("柳湾村", "4 分钟"),
                S("清河社区", "4 分钟"),
                S("云台镇", "5 分钟"),
                S("市联群办", "19 分钟", K.HOLDER),
                S("医疗保险科", "17 分钟，已回", K.ASK),
            ]
        ),
        "nine": Climb(
            [S("您", "", K.ASKER)]
            + [S(f"第{i}级", f"{i} 分钟") for i in range(1, 8)]
            + [S("市", "在办", K.HOLDER)]
        ),
    }


def nav(current: int) -> list[NavLink]:
    return [
        NavLink(shown("工作台", "Desk"), "#1", "inbox", current == 0, 9),
        NavLink(shown("请部门答复", "Consults"), "#2", "messages", current == 1),
        NavLink(shown("超时", "Overdue"), "#3", "clock", current == 2, 2),
        NavLink(shown("网格", "Grid"), "#4", "sitemap", current == 3),
    ]


def tabs() -> list[NavLink]:
    return [
        NavLink(shown("待办", "Inbox"), "#1", "inbox", True, 9),
        NavLink(shown("我的户", "Households"), "#2", "home-heart"),
        NavLink(shown("代群众提交", "Ask for someone"), "#3", "plus"),
        NavLink(shown("我", "Me"), "#4", "user"),
    ]


def answer() -> AnswerCard:
    return AnswerCard(
        desk="市联群办",
        by="陶景行",
        at=at(15, 14),
        words="何师傅，您这种情况可以报销。\n备案还没办，打个电话就能补上。\n\n备齐一样勾一样：",
        papers=[
            Paper("医保卡", "手机上的电子凭证也行"),
            Paper("住院发票原件", "出院时向医院收费处要"),
            Paper("费用总清单"),
            Paper("退休证", "复印件可以"),
        ],
        after="备齐后交到云台镇便民服务中心医保窗口，工作日 8:30–17:30。",
        phone=Phone("打给医疗保险科", "0000-555-0136"),
        source="出自“异地住院费用报销”，医疗保险科 5月2日核对",
        key="1",
    )


def journey() -> list[JourneyStep]:
    return [
        JourneyStep(
            "市联群办正在请医疗保险科答复", at(14, 51), "看不到您的姓名和住址", current=True
        ),
        JourneyStep("医疗保险科给出材料清单", at(15, 8), "用了 17 分钟", StepKind.ASK),
        JourneyStep("云台镇转到市里：要医保部门答", at(14, 49), "用了 5 分钟"),
        JourneyStep("林晓禾看过，补了一句“退休职工，没备案”", at(14, 36), "", StepKind.DONE),
        JourneyStep("您问的", at(14, 33) - timedelta(days=1)),
    ]


def inbox() -> list[InboxRow]:
    return [
        InboxRow(
            "家里老人满 80 了，补贴去哪领？",
            "#c1",
            chip=StageChip(due_at=at(15, 24), left=0.3),
            facts=["郑家", "柳湾村 12 号"],
            hint="怎么办里有现成答案",
            strong=True,
        ),
        InboxRow(
            "这一排早上就没水了，几点来水？",
            "#c2",
            chip=StageChip(due_at=at(15, 31), left=0.8),
            facts=["董家等 3 户同问"],
            strong=True,
        ),
        InboxRow("看一遍低洼户，报缺的沙袋数", "#n", "speakerphone", due_at=at(17, 0)),
        InboxRow(EVIL, "#e", "message-circle", facts=["何家"]),
    ]


def queue() -> list[QueueRow]:
    rows = [
        ("孩子秋季入学，外来户要什么材料", 24, 0.3, ["安平镇", "上学"], "丁一诺在办"),
        ("外地住院，回去怎么报销", 33, 0.8, ["云台镇", "医疗保险"], "医疗保险科已答复"),
        ("加装电梯，一楼不同意怎么办", 35, 0.8, ["城南街道", "住房"], ""),
        ("夜里工地施工，睡不着", 36, 0.9, ["城南街道", "环境与邻里"], "12 户同问"),
        ("灵活就业的养老保险断了能补吗，补多少年合适", 41, 1.0, ["河湾镇"], ""),
        (EVIL, 42, 1.0, ["河湾镇"], ""),
    ]
    return [
        QueueRow(
            title,
            f"#{i}",
            StageChip(due_at=at(15, minute), left=left),
            facts,
            mark,
            asked=i == 1,
            current=i == 1,
        )
        for i, (title, minute, left, facts, mark) in enumerate(rows)
    ]


def timeline() -> list[TimelineEvent]:
    return [
        TimelineEvent(
            at(14, 33),
            "何秋霜问",
            "我退休了，住在外地女儿家，前天病倒住了院。回去怎么报销？要带什么？",
            "user",
            Tone.DONE,
            files=[Link("住院通知单.jpg", "#f")],
        ),
        TimelineEvent(at(14, 36), "林晓禾上报柳湾村", "问清了：职工退休，没办异地备案。"),
        TimelineEvent(at(14, 49), "云台镇上报市", EVIL),
        TimelineEvent(
            at(14, 51),
            "陶景行请医疗保险科答复",
            icon="messages",
            tone=Tone.ASK,
            consulted=True,
            brief="退休职工在外地住院，没有备案，问怎么报销、带什么材料。",
            reply=Reply(
                "顾明",
                at(15, 8),
                "可以报销。先打电话补备案。\n材料：医保卡、发票原件。",
                "用了 17 分钟",
            ),
        ),
    ]


def page(language: str) -> dict[str, Any]:
    """All samples in one context. Called with `language` active."""
    bound = AskForm({"words": "", "topic": "1"})
    chip: Callable[..., StageChip] = StageChip
    return {
        "climbs": climbs(),
        "answer": answer(),
        "journey": journey(),
        "inbox": inbox(),
        "queue": queue(),
        "timeline": timeline(),
        "tabs": tabs(),
        "rail": nav(0),
        "me": Me("陶景行", shown("值班到 17:30", "on duty to 17:30"), "#me"),
        "chips": [
            chip("市联群办", at(15, 33), 0.8),
            chip("在您这儿", at(15, 24), 0.3),
            chip("医疗保险科", at(15, 11), 0.65, StageClock.DEPARTMENT),
            chip(clock=StageClock.STOPPED, note="等您补充"),
            chip("市联群办", clock=StageClock.DONE, note="已答复"),
            chip("柳湾村", NOW + timedelta(days=1), 1.0),
        ],
        "person": PersonHead("林晓禾", "您的联户干部", "正在值班，今天到 17:30", True, PHONE),
        "resting": PersonHead("Ruth Lin", "officer", "明天 8:30 上班", False),
        "facts": [
            Fact("谁在办", "陶景行"),
            Fact("在等什么", "医疗保险科答复，最晚 15:11"),
            Fact("什么时候回您", "今天15:33前", strong=True),
        ],
        "notices": [
            Notice("收到了", "编号 A1024。", Tone.DONE),
            Notice("已下班", "明天 8:30 柳湾村值班人员先看。"),
            Notice("正在请部门答复", "部门看不到您的姓名和住址。", Tone.ASK),
            Notice(
                "超过时间了",
                "说好 14:05 答复，没做到，对不起。",
                Tone.SOON,
                link=Link("去看", "#x"),
            ),
            Notice("这一步不能撤回", "", Tone.STOP),
        ],
        "empties": [
            Empty("没有待办，安心忙您的", "今天的摘要 17:00 给您。", link=Link("看看我的户", "#h")),
            Empty("刚由丁一诺签收", "您写的内容还在。", "route", Tone.PLAIN),
            Empty("等您补充，钟先停着", "您回了再接着算时间。", "player-pause", Tone.ASK),
        ],
        "form": bound,
        "keys": [Key("c", "请部门答复"), Key("r", "退回"), Key("a", "写答复")],
        "looks_url": "#looks",
        "sign_out_url": "#out",
        "language": language,
    }
